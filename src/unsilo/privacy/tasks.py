"""What runs in the background. Every task may run twice or late: the rows know what is to be done."""

from unsilo.core.jobs import app
from unsilo.privacy.services import erasing, exporting, retention


@app.task(name=erasing.JOB)
def erase() -> None:
    erasing.run_due()


@app.task(name=exporting.JOB)
def export() -> None:
    exporting.run_due()


@app.periodic(cron="* * * * * 40")
@app.task(name="privacy.sweep", queueing_lock="privacy.sweep")
def sweep(timestamp: int) -> None:
    """What nobody woke us for, what a dead process left, and exports whose time is over."""
    erasing.run_due()
    exporting.run_due()
    exporting.delete_expired()


@app.periodic(cron="40 2 * * *")
@app.task(name="privacy.retention", lock="privacy.retention", queueing_lock="privacy.retention")
def keep_to_retention(timestamp: int) -> None:
    retention.run_all()

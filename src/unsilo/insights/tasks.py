"""What runs in the background. Every task may run twice or late: the rows know what is to be done."""

from unsilo.core.jobs import app
from unsilo.insights.services import briefings, rollups, surveys
from unsilo.insights.services.briefings.sending import SEND


@app.periodic(cron="* * * * * 20")
@app.task(name="insights.count", lock="insights.count", queueing_lock="insights.count")
def count(timestamp: int) -> None:
    """Bring the numbers up to date, every minute."""
    rollups.refresh()


@app.periodic(cron="30 3 * * *")
@app.task(name="insights.nightly", lock="insights.count", queueing_lock="insights.nightly")
def nightly(timestamp: int) -> None:
    """Find what changed without leaving a trace."""
    rollups.mark_recent()
    rollups.refresh()


@app.periodic(cron="*/5 * * * *")
@app.task(name="insights.brief", lock="insights.brief", queueing_lock="insights.brief")
def brief(timestamp: int) -> None:
    """On Monday morning, write; and draw what was written."""
    briefings.write_due()
    briefings.catch_up()
    briefings.draw_due()


@app.periodic(cron="* * * * * 50")
@app.task(name="insights.surveys", lock="insights.surveys", queueing_lock="insights.surveys")
def send_surveys(timestamp: int) -> None:
    """Ask whose time has come."""
    surveys.send_due()


@app.task(name=SEND, lock=SEND)
def send_briefings() -> None:
    briefings.send_due()


@app.periodic(cron="* * * * * 45")
@app.task(name="insights.sweep_briefings", lock=SEND, queueing_lock="insights.sweep_briefings")
def sweep_briefings(timestamp: int) -> None:
    """Letters that nobody woke us for, and those to be tried again."""
    briefings.send_due()

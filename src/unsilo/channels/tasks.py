"""What runs in the background. Every task may run twice or late: the rows know what is to be done."""

from unsilo.core.jobs import app


@app.task(name="channels.send", queue="default")
def send() -> None:
    from unsilo.channels.services import sending

    sending.send_due()


@app.periodic(cron="* * * * * */15")
@app.task(name="channels.sweep_outbox", queueing_lock="channels.sweep_outbox", queue="default")
def sweep_outbox(timestamp: int) -> None:
    """What is due though nobody woke us, and what a dead process left behind."""
    from unsilo.channels.services import arrivals, sending

    sending.doubt_stuck()
    arrivals.fail_abandoned()
    sending.send_due()


@app.periodic(cron="17 3 * * *")
@app.task(name="channels.clean_up", queueing_lock="channels.clean_up", queue="default")
def clean_up(timestamp: int) -> None:
    from unsilo.channels.services import uploads

    uploads.delete_old()

"""What runs in the background. Every task may run twice or late: the rows know what is to be done."""

from unsilo.channels.services import arrivals, blobs, posts, sending, uploads, webhooks
from unsilo.core.jobs import app


@app.task(name="channels.send", queue="outbox")
def send() -> None:
    sending.send_due()


@app.periodic(cron="* * * * * */15")
@app.task(
    name="channels.sweep_outbox",
    lock="channels.sweep_outbox",
    queueing_lock="channels.sweep_outbox",
    queue="outbox",
)
def sweep_outbox(timestamp: int) -> None:
    """What is due though nobody woke us, and what a dead process left behind."""
    sending.doubt_stuck()
    arrivals.fail_abandoned()
    sending.send_due()


@app.task(name="channels.post_webhooks", lock="channels.webhooks", queue="outbox")
def post_webhooks() -> None:
    posts.post_due()


@app.task(name=webhooks.TELL, lock="channels.webhooks", queue="outbox")
def tell_webhooks() -> None:
    """Something happened (see ``channels.hearing``)."""
    webhooks.fan_out()
    posts.post_due()


@app.periodic(cron="* * * * * */10")
@app.task(
    name="channels.sweep_webhooks",
    lock="channels.webhooks",
    queueing_lock="channels.sweep_webhooks",
    queue="outbox",
)
def sweep_webhooks(timestamp: int) -> None:
    """What nobody woke us for, and what is to be tried again."""
    webhooks.fan_out()
    posts.post_due()


@app.periodic(cron="17 3 * * *")
@app.task(name="channels.clean_up", queueing_lock="channels.clean_up", queue="default")
def clean_up(timestamp: int) -> None:
    uploads.delete_old()
    posts.delete_old_posts()
    blobs.sweep()

"""What runs in the background. Every task may run twice or late: the rows know what is to be done."""

from unsilo.core.jobs import app
from unsilo.incidents.services import subscribers
from unsilo.incidents.services.subscribers import SEND


@app.task(name=SEND, lock=SEND)
def send_letters() -> None:
    subscribers.send_due()


@app.periodic(cron="* * * * * 35")
@app.task(name="incidents.sweep_letters", lock=SEND, queueing_lock="incidents.sweep_letters")
def sweep_letters(timestamp: int) -> None:
    """Letters that nobody woke us for, and those to be tried again."""
    send_letters()


@app.periodic(cron="40 3 * * *")
@app.task(name="incidents.forget", queueing_lock="incidents.forget")
def forget(timestamp: int) -> None:
    """Addresses whose owners never answered."""
    subscribers.forget_unconfirmed()

"""Background doors of the inbox."""

from unsilo.core.actor import SYSTEM
from unsilo.core.jobs import app
from unsilo.inbox.services import hiding, placements, presence


@app.periodic(cron="*/20 * * * * *")
@app.task(name="inbox.wake_snoozed", queueing_lock="inbox.wake_snoozed")
def wake_snoozed(timestamp: int) -> None:
    """Open what was snoozed until now, and forget who left."""
    placements.wake_snoozed(by=SYSTEM)
    presence.forget_old()


@app.periodic(cron="* * * * * */30")
@app.task(name="inbox.sweep_hidings", queueing_lock="inbox.sweep_hidings", queue="outbox")
def sweep_hidings(timestamp: int) -> None:
    """What is due though nobody woke us, or is to be tried again."""
    hiding.carry_out_due(by=SYSTEM)


@app.periodic(cron="*/5 * * * *")
@app.task(name="inbox.remind_of_undecided", queueing_lock="inbox.remind_of_undecided")
def remind_of_undecided(timestamp: int) -> None:
    """Requests to hide that nobody has decided in time."""
    hiding.remind_of_undecided(by=SYSTEM)


@app.task(name=hiding.TASK, queue="outbox")
def carry_out_hidings() -> None:
    hiding.carry_out_due(by=SYSTEM)

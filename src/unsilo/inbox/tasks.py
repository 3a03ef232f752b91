"""Background doors of the inbox."""

from django.db import close_old_connections

from unsilo.core.actor import SYSTEM
from unsilo.core.jobs import app
from unsilo.inbox.services import placements, presence


@app.periodic(cron="*/20 * * * * *")
@app.task(name="inbox.wake_snoozed", queueing_lock="inbox.wake_snoozed")
def wake_snoozed(timestamp: int) -> None:
    """Open what was snoozed until now, and forget who left."""
    try:
        placements.wake_snoozed(by=SYSTEM)
        presence.forget_old()
    finally:
        close_old_connections()

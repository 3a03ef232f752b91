"""Background doors of the intake."""

import time

from unsilo.channels.services import arrivals
from unsilo.core.jobs import app
from unsilo.intake import pipeline

BUDGET_SECONDS = 20
BATCH = 100  # arrivals in one transaction


@app.task(name="intake.drain", queue="intake")
def drain_arrivals() -> None:
    """Process what is due until nothing is left or the time is up (then run again)."""
    if drain(BUDGET_SECONDS):
        app.configure_task("intake.drain", queue="intake").defer()


@app.periodic(cron="* * * * * */15")
@app.task(name="intake.sweep", queue="intake", queueing_lock="intake.sweep")
def sweep(timestamp: int) -> None:
    """Find arrivals whose wake-up call got lost or whose next try has come."""
    drain(BUDGET_SECONDS)


def drain(seconds: float) -> bool:
    """Process due arrivals, oldest first. True when time ran out with work left."""
    until = time.monotonic() + seconds
    while claimed := arrivals.claim(limit=BATCH):
        pipeline.process_many(claimed)
        if time.monotonic() > until:
            return True
    return False

"""Background doors of routing."""

import time

from unsilo.core.jobs import app
from unsilo.routing.services import running, sweeping
from unsilo.routing.services.due import RULES_JOB

BUDGET_SECONDS = 20


@app.periodic(cron="*/20 * * * * *")
@app.task(name="routing.sweep", queueing_lock="routing.sweep")
def sweep(timestamp: int) -> None:
    """Break what is late."""
    until = time.monotonic() + BUDGET_SECONDS
    while sweeping.break_late() == sweeping.BATCH and time.monotonic() < until:
        pass


@app.task(name=RULES_JOB)
def run_rules() -> None:
    """Run rules over what has been read until nothing is left or the time is up."""
    if work(BUDGET_SECONDS):
        app.configure_task(RULES_JOB).defer()


@app.periodic(cron="* * * * * */15")
@app.task(name="routing.rules_sweep", queueing_lock="routing.rules_sweep")
def sweep_rules(timestamp: int) -> None:
    """Find messages whose wake-up call got lost, that nobody could read, or whose next try came."""
    work(BUDGET_SECONDS)


def work(seconds: float) -> bool:
    """True when time ran out with work left."""
    until = time.monotonic() + seconds
    while running.run_due():
        if time.monotonic() > until:
            return True
    return False

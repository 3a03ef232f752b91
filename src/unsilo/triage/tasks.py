"""Background doors of triage. Only here is the model loaded."""

import logging
import time

from django.db import close_old_connections

from unsilo.core.jobs import app
from unsilo.triage.reader import ReaderMissing
from unsilo.triage.services import due, reading

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 20


@app.task(name=due.READ_JOB, queue="triage", lock="triage.model")
def read_due_messages() -> None:
    """Read what is due until nothing is left or the time is up (then run again)."""
    try:
        if drain(BUDGET_SECONDS):
            app.configure_task(due.READ_JOB, queue="triage", lock="triage.model").defer()
    finally:
        close_old_connections()


@app.periodic(cron="* * * * * */15")
@app.task(name="triage.sweep", queue="triage", queueing_lock="triage.sweep", lock="triage.model")
def sweep(timestamp: int) -> None:
    """Find messages whose wake-up call got lost or whose next try has come."""
    try:
        drain(BUDGET_SECONDS)
    finally:
        close_old_connections()


def drain(seconds: float) -> bool:
    """Read due messages, newest first. True when time ran out with work left."""
    until = time.monotonic() + seconds
    try:
        while reading.read_due() != reading.Done():
            if time.monotonic() > until:
                return True
    except ReaderMissing as missing:  # the pages say so, and the messages stay due
        logger.info("nothing is read: %s", missing.message)
    return False

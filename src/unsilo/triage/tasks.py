"""Background doors of triage. Only here is the model loaded, one job at a time."""

import logging
import time

from unsilo.core.jobs import app
from unsilo.triage.reader import ReaderMissing
from unsilo.triage.services import learning, outside, reading, rereading
from unsilo.triage.services.due import READ_JOB

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 20
ONE_AT_A_TIME = "triage.model"


@app.task(name=READ_JOB, queue="triage", lock=ONE_AT_A_TIME)
def read_messages() -> None:
    """Read until nothing is left or the time is up (then run again)."""
    if work(BUDGET_SECONDS):
        app.configure_task(READ_JOB, queue="triage", lock=ONE_AT_A_TIME).defer()


@app.periodic(cron="* * * * * */15")
@app.task(name="triage.sweep", queue="triage", queueing_lock="triage.sweep", lock=ONE_AT_A_TIME)
def sweep(timestamp: int) -> None:
    """Find messages whose wake-up call got lost or whose next try has come, and runs left alone."""
    work(BUDGET_SECONDS)
    reading.rest()


@app.periodic(cron="* * * * *")
@app.task(name="triage.learn", queue="triage", queueing_lock="triage.learn", lock=ONE_AT_A_TIME)
def learn_from_corrections(timestamp: int) -> None:
    """Learn when somebody corrected something since the last time."""
    try:
        if learning.is_due():
            learning.learn(reading.reader())
    except ReaderMissing as missing:
        logger.info("nothing is learned: %s", missing.message)


@app.task(name=outside.ASK_JOB, queue="triage")
def ask_bigger_models() -> None:
    """Ask until nothing waits or the time is up (then run again)."""
    if ask(BUDGET_SECONDS):
        app.configure_task(outside.ASK_JOB, queue="triage").defer()


@app.periodic(cron="* * * * * */30")
@app.task(name="triage.ask_sweep", queue="triage", queueing_lock="triage.ask_sweep")
def ask_sweep(timestamp: int) -> None:
    """Ask again where a try failed or its worker died."""
    ask(BUDGET_SECONDS)


def ask(seconds: float) -> bool:
    """True when time ran out with something left to ask."""
    until = time.monotonic() + seconds
    while outside.ask_next():
        if time.monotonic() > until:
            return True
    return False


def work(seconds: float) -> bool:
    """Read what is due, then what is to be read again, batch by batch, so that a new message waits
    for one batch at most. True when time ran out with work left."""
    until = time.monotonic() + seconds
    try:
        while reading.read_due() != reading.Done() or rereading.step():
            if time.monotonic() > until:
                return True
    except ReaderMissing as missing:  # the pages say so, and the messages stay due
        logger.info("nothing is read: %s", missing.message)
    return False

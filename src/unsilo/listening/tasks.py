"""Background doors of listening. Each may run twice or late: the rows know what is to be done."""

import logging
import time

from unsilo.core.jobs import app
from unsilo.listening.services import counting, fetching, hours, reading, scoring, topics
from unsilo.listening.services.feeds import FETCH
from unsilo.listening.services.mentions import READ
from unsilo.triage.reader import ReaderMissing

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 40
ONE_MODEL = "triage.model"  # it is loaded by one job at a time


@app.task(name=FETCH, queue="listening", lock=FETCH)
def fetch_feeds() -> None:
    _fetch()


@app.periodic(cron="* * * * *")
@app.task(name="listening.sweep", queue="listening", queueing_lock="listening.sweep", lock=FETCH)
def sweep(timestamp: int) -> None:
    """Feeds that are due."""
    _fetch()


@app.task(name=topics.LEARN, queue="listening", lock=topics.LEARN)
def learn() -> None:
    counting.learn()


@app.periodic(cron="* * * * * 30")
@app.task(
    name="listening.watch", queue="listening", queueing_lock="listening.watch", lock=topics.LEARN
)
def watch(timestamp: int) -> None:
    """Count what has been read, and say what stands out in the five minutes that are over."""
    topics.ensure_automatic()
    counting.learn()
    counting.count_readings()
    hours.recount()
    scoring.score()


@app.task(name=READ, queue="triage", lock=ONE_MODEL)
def read_mentions() -> None:
    _read()


@app.periodic(cron="*/2 * * * *")
@app.task(
    name="listening.read_sweep", queue="triage", queueing_lock="listening.read_sweep",
    lock=ONE_MODEL,
)  # fmt: skip
def read_sweep(timestamp: int) -> None:
    _read()


@app.periodic(cron="41 3 * * *")
@app.task(name="listening.clean_up", queueing_lock="listening.clean_up", queue="listening")
def clean_up(timestamp: int) -> None:
    fetching.forget_old()
    hours.forget_old()


def _fetch() -> None:
    until = time.monotonic() + BUDGET_SECONDS
    while time.monotonic() < until and fetching.fetch_next():
        pass


def _read() -> None:
    until = time.monotonic() + BUDGET_SECONDS
    try:
        while time.monotonic() < until and reading.read_mentions():
            pass
    except ReaderMissing as missing:
        logger.info("no mention is read: %s", missing.message)

"""The time that all machines of an installation agree on: the database's.

Rows say when they are due, or since when somebody works on them, and another machine compares that with
its own clock. Clocks are wrong at times, and are set while we work. So processes that live long look at
the database's now and then and count on from there by a clock that nobody sets. As long as both agree
within two seconds, ours is taken as it is.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from django.utils import timezone

from unsilo.core.db import conninfo
from unsilo.core.logs import brief

logger = logging.getLogger(__name__)

AGREE_WITHIN = timedelta(seconds=2)
LOOK_EVERY = 20.0  # seconds
SLOW = 1.0  # seconds; an answer that took longer says too little
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # goes on while a laptop sleeps


@dataclass(frozen=True, slots=True)
class _Look:
    """What the database's clock said, and ours that is never set."""

    there: datetime
    here: float


_last: _Look | None = None


def now() -> datetime:
    """The time by which rows are due. In processes that never looked it is our own."""
    ours = timezone.now()
    if _last is None:
        return ours
    there = _last.there + timedelta(seconds=_steady() - _last.here)
    return ours if abs(there - ours) <= AGREE_WITHIN else there


def look() -> None:
    """Look at the database's clock. Raises ``psycopg.OperationalError`` where there is none."""
    global _last
    with psycopg.connect(conninfo(), autocommit=True, connect_timeout=5) as line:
        begun = _steady()
        row = line.execute("SELECT clock_timestamp()").fetchone()
        took = _steady() - begun
    if row is not None and took < SLOW:
        _last = _Look(row[0], begun + took / 2)


@contextmanager
def kept() -> Iterator[None]:
    """Look every 20 seconds, in a thread, for as long as this lasts."""
    global _last
    stop = threading.Event()
    _try()
    thread = threading.Thread(target=_run, args=(stop,), name="clock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)
        _last = None


def _run(stop: threading.Event) -> None:
    while not stop.wait(LOOK_EVERY):
        _try()


def _try() -> None:
    try:
        look()
    except psycopg.OperationalError as error:  # until it is back, what was seen before will do
        logger.info("the database's clock can't be seen: %s", brief(error))


def _steady() -> float:
    return time.clock_gettime(_STEADY)

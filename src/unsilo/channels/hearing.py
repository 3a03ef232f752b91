"""Hear that something happened, and have it told to webhooks at once.

Each worker has a thread that listens to the database, so that writers of events do nothing for it.
What it misses, the sweep of the webhooks finds.
"""

import logging
import threading

import psycopg
from django.db import Error

from unsilo.channels.models import Webhook
from unsilo.channels.services.webhooks import TELL
from unsilo.core import events
from unsilo.core.db import conninfo, release_connection
from unsilo.core.jobs import wake
from unsilo.core.logs import brief

logger = logging.getLogger(__name__)

SETTLE = 0.2  # seconds to gather what happens together
LOOK_UP = 1.0  # seconds between two looks at ``stop``
PAUSE = 5.0  # seconds before a lost database is asked again


def run(stop: threading.Event) -> None:
    """Listen until ``stop``. A lost database connection is waited for."""
    while not stop.is_set():
        try:
            with psycopg.connect(conninfo(), autocommit=True) as line:
                line.execute(f"LISTEN {events.NOTIFY_CHANNEL}")
                while not stop.is_set():
                    _hear(line, stop)
        except (psycopg.Error, Error, OSError) as error:
            logger.info("nothing is heard of events for a while: %s", brief(error))
            stop.wait(PAUSE)


def _hear(line: psycopg.Connection, stop: threading.Event) -> None:
    if not list(line.notifies(timeout=LOOK_UP, stop_after=1)):
        return
    stop.wait(SETTLE)
    for _notice in line.notifies(timeout=0):
        continue  # it is told of with the first
    try:
        if Webhook.objects.filter(is_active=True).exists():
            wake(TELL, lock=TELL, queue="outbox")
    finally:
        release_connection()

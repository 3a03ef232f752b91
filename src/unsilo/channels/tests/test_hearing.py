"""Webhooks are told at once, not when somebody looks."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from tests.waiting import wait_until

from unsilo.accounts.models import Desk, User
from unsilo.channels import hearing
from unsilo.channels.services import webhooks
from unsilo.core import events
from unsilo.core.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


def listened() -> int:
    return count(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query LIKE %s",
        "LISTEN unsilo_events%",
    )


def waiting() -> int:
    return count("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", webhooks.TELL)


def count(sql: str, value: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return int(cursor.fetchone()[0])


@pytest.fixture
def hearer() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    stop = threading.Event()
    thread = threading.Thread(target=hearing.run, args=(stop,))
    thread.start()
    wait_until(listened, what="somebody listens")
    yield
    stop.set()
    thread.join(timeout=10)


def test_an_event_wakes_the_webhooks_once(hearer: None, support: Desk, alice: User) -> None:
    webhooks.create_webhook(
        url="https://hooks.example.com/", kinds=["note.added"], user=alice, by=SYSTEM
    )
    wait_until(waiting, what="a job after the webhook's own event")
    with transaction.atomic():
        for _n in range(3):
            events.record("note.added", by=SYSTEM, desk_ids=[support.pk])
    assert webhooks.fan_out() == 3
    assert waiting() == 1

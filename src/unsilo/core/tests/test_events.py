"""No reader may pass over an event that commits late."""

import threading

import pytest
from django.db import connection, transaction

from unsilo.core import events
from unsilo.core.actor import SYSTEM


@pytest.mark.django_db(transaction=True)
def test_r20_an_event_that_commits_late_is_not_passed_over() -> None:
    start = events.horizon()
    written, may_commit = threading.Event(), threading.Event()

    def slow_writer() -> None:
        try:
            with transaction.atomic():
                events.record("thing.slow", by=SYSTEM)
                written.set()
                may_commit.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    assert written.wait(10)
    events.record("thing.fast", by=SYSTEM)

    early = events.since(start)
    assert [event.kind for event in early.events] == []
    may_commit.set()
    thread.join()
    late = events.since(early.cursor)
    assert [event.kind for event in late.events] == ["thing.slow", "thing.fast"]


@pytest.mark.django_db(transaction=True)
def test_r20_reading_in_pages_gives_every_event_once() -> None:
    start = events.horizon()
    ids = [events.record("thing.done", by=SYSTEM) for _ in range(7)]
    seen, cursor = [], start
    while (page := events.since(cursor, limit=3)).events:
        seen += [event.id for event in page.events]
        cursor = page.cursor
    assert seen == ids
    assert events.since(cursor).cursor == cursor


@pytest.mark.django_db
def test_a_rolled_back_event_leaves_nothing() -> None:
    start = events.horizon()
    with transaction.atomic():
        events.record("thing.undone", by=SYSTEM)
        transaction.set_rollback(True)
    assert [event.kind for event in events.since(start).events] == []

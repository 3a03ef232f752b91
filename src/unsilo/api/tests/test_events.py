"""Events since a cursor: each once, in order, and only what the user may see."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from unsilo.accounts.models import Desk
from unsilo.api.tests.conftest import Post, Program
from unsilo.core import events
from unsilo.core.actor import SYSTEM


def kinds(page: dict[str, Any]) -> list[str]:
    return [event["kind"] for event in page["items"]]


def test_events_come_once_and_in_order(as_bob: Program, posted: Post):
    cursor = as_bob.get("events?from_now=true").json()["next_cursor"]
    conversation = posted()["conversation_id"]
    as_bob.post(f"conversations/{conversation}/state", {"state": "done"})
    page = as_bob.get(f"events?cursor={cursor}").json()
    assert kinds(page) == [
        "arrival.received",
        "conversation.started",
        "message.received",
        "conversation.closed",
    ]
    assert {event["conversation_id"] for event in page["items"][1:]} == {conversation}
    after = as_bob.get(f"events?cursor={page['next_cursor']}").json()
    assert after == {"items": [], "next_cursor": page["next_cursor"]}


def test_an_event_has_its_shape(as_bob: Program, posted: Post, support: Desk):
    posted()
    event = as_bob.items("events?limit=100")[-1]
    assert set(event) == {
        "id", "kind", "at", "actor", "conversation_id", "message_id", "person_id", "brand_id",
        "desk_ids", "data",
    }  # fmt: skip
    person = event["person_id"]
    assert event["actor"] == {"kind": "person", "id": person, "label": "Dana 1"}
    assert event["desk_ids"] == [support.pk]


def test_small_pages_leave_nothing_out(as_bob: Program, as_charlie: Program, posted: Post):
    for _ in range(3):
        posted()
    whole = as_bob.items("events?limit=100")
    found: list[dict[str, Any]] = []
    cursor = "0"
    while True:
        page = as_bob.get(f"events?limit=2&cursor={cursor}").json()
        found += page["items"]
        if page["next_cursor"] == cursor:
            break
        cursor = page["next_cursor"]
    assert found == whole


def test_what_is_not_for_the_user_is_not_told(
    as_bob: Program, as_charlie: Program, as_ada: Program, posted: Post, press_room: Desk
):
    conversation = posted()["conversation_id"]
    as_ada.post(f"conversations/{conversation}/placements", {"desk": "press-room"})
    cursor = as_bob.get("events?from_now=true").json()["next_cursor"]
    as_ada.delete(f"conversations/{conversation}/placements/{as_ada.items('desks')[0]['id']}")
    as_ada.post(f"conversations/{conversation}/tags", {"name": "secret"})
    assert "conversation.tagged" not in kinds(as_bob.get(f"events?cursor={cursor}").json())
    assert "conversation.tagged" in kinds(as_ada.get(f"events?cursor={cursor}").json())
    assert [e for e in as_charlie.items("events?limit=100") if e["conversation_id"]] == []


def test_desks_and_settings_stay_with_those_who_may_know(
    as_bob: Program, as_ada: Program, posted: Post, press_room: Desk
):
    conversation = posted()["conversation_id"]
    as_ada.post(f"conversations/{conversation}/placements", {"desk": "press-room"})
    placed = [e for e in as_bob.items("events?limit=100") if e["kind"] == "conversation.placed"]
    assert placed
    assert press_room.pk not in placed[0]["desk_ids"]
    assert "token.created" in kinds(as_ada.get("events?limit=100").json())
    assert "token.created" not in kinds(as_bob.get("events?limit=100").json())


def test_a_reader_who_sees_little_is_led_on(as_charlie: Program, as_bob: Program, posted: Post):
    for _ in range(3):
        posted()
    page = as_charlie.get("events?limit=1").json()
    assert page["next_cursor"] == str(events.horizon())


@pytest.mark.django_db(transaction=True)
def test_a_late_commit_is_not_passed_over(as_ada: Program):
    """A smaller id that commits after a larger one must still be told."""
    cursor = as_ada.get("events?from_now=true").json()["next_cursor"]
    written, go = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            events.record("test.slow", by=SYSTEM)
            written.set()
            go.wait(20)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(20)
    events.record("test.fast", by=SYSTEM)
    first = as_ada.get(f"events?cursor={cursor}").json()
    go.set()
    thread.join(20)
    second = as_ada.get(f"events?cursor={first['next_cursor']}").json()
    assert kinds(first) + kinds(second) == ["test.slow", "test.fast"]

"""Incidents, notices and calls over the API."""

from datetime import date
from typing import Any

from unsilo.accounts.services import paging
from unsilo.accounts.services.notices import notify
from unsilo.accounts.services.oncall import create_rota
from unsilo.api.tests.conftest import Program
from unsilo.core.actor import SYSTEM
from unsilo.incidents.models import Incident
from unsilo.incidents.services import statements, updates

GIVEN = {"title": "Batch 0417", "severity": 2, "brand": "marmalade-fox"}


def test_an_incident_is_declared_once_listed_and_read(
    as_bob: Program, as_charlie: Program, as_vera: Program
):
    made = as_bob.post("incidents", GIVEN)
    again = as_bob.post("incidents", GIVEN)
    assert (made.status_code, again.status_code) == (201, 200)
    incident = made.json()
    assert again.json()["id"] == incident["id"]
    assert incident["phase"] == "responding"

    address = f"incidents/{incident['id']}"
    assert as_vera.get(address).json()["title"] == "Batch 0417"
    assert as_charlie.get(address).status_code == 404
    assert as_charlie.get("incidents").json()["items"] == []
    assert [one["id"] for one in as_bob.get("incidents?ongoing=true").json()["items"]] == [
        incident["id"]
    ]
    assert as_bob.get("incidents?ongoing=false").json()["items"] == []
    assert as_vera.post("incidents", GIVEN).status_code == 403
    assert as_charlie.post("incidents", GIVEN).status_code == 409
    assert as_bob.post("incidents", {**GIVEN, "severity": 6}).status_code == 422


def test_facts_notes_and_touched_conversations(as_bob: Program, as_charlie: Program, letter: Any):
    conversation = letter["conversation_id"]
    given = {"title": "Fox on the lid", "severity": 1, "conversation": conversation}
    address = f"incidents/{as_bob.post('incidents', given).json()['id']}"

    fact = as_bob.post(f"{address}/facts", {"column": "unsayable", "text": "The factory"})
    assert fact.status_code == 201
    assert as_bob.get(f"{address}/facts").json()["items"][0]["text"] == "The factory"
    assert as_bob.post(f"{address}/notes", {"text": "Called the shops"}).status_code == 204
    touched = as_bob.get(f"{address}/conversations").json()["items"]
    assert [one["conversation_id"] for one in touched] == [conversation]
    again = as_bob.post(f"{address}/conversations", {"conversations": [conversation]})
    assert again.json() == {"added": []}
    unknown = as_bob.post(f"{address}/conversations", {"conversations": [conversation, 10**9]})
    assert unknown.status_code == 404
    assert as_charlie.get(f"{address}/facts").status_code == 404


def test_an_update_waits_for_the_status_page(
    as_alice: Program, as_bob: Program, alice: Any, bob: Any
):
    address = f"incidents/{as_bob.post('incidents', GIVEN).json()['id']}"
    incident = Incident.objects.get()
    assert as_bob.post(f"{address}/updates", {"text": "Hello"}).status_code == 403
    assert as_alice.post(f"{address}/updates", {"text": "Hello"}).status_code == 409
    written = statements.write_statement(
        incident, use="holding", text="We know of it.", user=bob, by=bob.actor
    )
    statements.approve(written, user=alice, by=alice.actor)
    updates.publish(incident, public_title="Otto", advice="", by=alice.actor)

    assert as_alice.post(f"{address}/updates", {"text": "Hello"}).status_code == 201

    assert [one["text"] for one in as_bob.get(f"{address}/updates").json()["items"]] == [
        "Hello",
        "We know of it.",
    ]
    assert as_bob.get(f"{address}/statements").json()["items"][0]["state"] == "approved"


def test_notices_are_ones_own(as_bob: Program, as_reader: Program, as_ada: Program, bob: Any):
    notice = notify([bob], title="Yours", text="", url="/inbox/", key="a:1", by=SYSTEM)[0]

    assert as_ada.get("notices").json()["items"] == []
    assert as_ada.post(f"notices/{notice.pk}/read").status_code == 404
    assert as_reader.post(f"notices/{notice.pk}/read").status_code == 403
    assert as_bob.get("notices?unread=true").json()["items"][0]["title"] == "Yours"
    assert as_bob.post(f"notices/{notice.pk}/read").json()["read_at"]
    assert as_bob.get("notices?unread=true").json()["items"] == []


def test_a_call_is_taken_on_by_who_was_called(
    as_bob: Program, as_vera: Program, bob: Any, support: Any
):
    call = paging.page(
        desk=support, title="Look", text="", url="", key="x:1", severity=3, by=SYSTEM
    )
    assert as_bob.post(f"calls/{call.pk}/acknowledge").status_code == 403  # nobody called him
    mine = paging.page_myself(bob, by=bob.actor)

    assert as_vera.get(f"calls/{call.pk}").json()["state"] == "ringing"
    assert as_bob.post(f"calls/{mine.pk}/acknowledge").json()["settled_by"]["name"] == (
        "Bob Nakamura"
    )
    assert as_bob.get("calls").json()["items"][0]["id"] == mine.pk


def test_who_is_on_call_can_be_asked(as_vera: Program, bob: Any, support: Any):
    create_rota(desk=support, layers=[[bob]], starts_on=date(2026, 1, 5), by=SYSTEM)

    [rota] = as_vera.get("on-call").json()["items"]

    assert rota["desk"]["name"] == "Support"
    assert rota["on_call"][0]["user"]["name"] == "Bob Nakamura"

"""The pages: who sees them, who may press what, and that everything can be undone."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from unsilo.channels.models import Pause
from unsilo.incidents.models import FactLine, Incident, Phase, StatusPage
from unsilo.incidents.services import facts, room, statements, updates
from unsilo.incidents.services.incidents import declare
from unsilo.incidents.views import public

pytestmark = pytest.mark.django_db


def undo_of(page: Any) -> str:
    found: list[str] = re.findall(r'data-undo-url="([^"]+)"', page.content.decode())
    return found[-1].replace("&amp;", "&")


def approved(incident: Incident, alice: Any, bob: Any) -> None:
    written = statements.write_statement(
        incident, use="holding", text="We know of it.", user=bob, by=bob.actor
    )
    statements.approve(written, user=alice, by=alice.actor)


def test_a_stranger_finds_nothing_and_a_viewer_only_reads(
    as_charlie: Client, as_vera: Client, incident: Incident
) -> None:
    base = f"/incidents/{incident.pk}/"
    pages = ["", "review/", "held/", "conversations/"]
    writes = ["join/", "notes/", "facts/", "parts/", "pause/", "conversations/add/", "phase/"]

    assert [as_charlie.get(base + one).status_code for one in pages] == [404] * len(pages)
    assert [as_charlie.post(base + one).status_code for one in writes] == [404] * len(writes)
    assert incident.title not in as_charlie.get("/incidents/").content.decode()
    assert [as_vera.get(base + one).status_code for one in pages] == [200] * len(pages)
    assert [as_vera.post(base + one).status_code for one in writes] == [403] * len(writes)
    assert as_vera.get("/incidents/new/").status_code == 403
    assert "New line" not in as_vera.get(base).content.decode()


def test_lists_are_narrowed_to_incidents_that_one_may_read(
    as_charlie: Client, as_bob: Client, incident: Incident
) -> None:
    pages = ("/inbox/questions/", f"/inbox/?only=incident:{incident.pk}")
    for page in pages:
        assert incident.title in as_bob.get(page).content.decode()
        assert incident.title not in as_charlie.get(page).content.decode()


def test_a_duty_goes_to_whoever_finds_the_room(
    as_alice: Client, incident: Incident, bob: Any, charlie: Any
) -> None:
    base = f"/incidents/{incident.pk}/"
    assert as_alice.post(base + "duties/words/", {"user": charlie.pk}).status_code == 422
    task = {"kind": "task", "text": "Call the lab", "owner": charlie.pk}
    assert as_alice.post(base + "parts/", task).status_code == 422
    assert not incident.assignments.filter(duty="words").exists()
    as_alice.post(base + "duties/words/", {"user": bob.pk})
    assert incident.assignments.get(duty="words").user == bob


def test_an_agent_helps_and_a_lead_decides(
    as_bob: Client, as_alice: Client, incident: Incident
) -> None:
    base = f"/incidents/{incident.pk}/"
    for decided in ("phase/", "pause/", "public/end/"):
        assert as_bob.post(base + decided, {"phase": "stable", "on": "1"}).status_code == 403
    assert as_bob.get(base + "severity/").status_code == 403
    assert as_alice.get(base + "severity/").status_code == 200


def test_whoever_leads_the_incident_decides_though_an_agent(
    as_bob: Client, incident: Incident, bob: Any, alice: Any
) -> None:
    room.assign(incident, duty="lead", user=bob, by=alice.actor)

    as_bob.post(f"/incidents/{incident.pk}/phase/", {"phase": "stable"})

    incident.refresh_from_db()
    assert incident.phase == Phase.STABLE


def test_phases_go_on_and_back(as_alice: Client, incident: Incident) -> None:
    base = f"/incidents/{incident.pk}/"
    page = as_alice.post(base + "phase/", {"phase": "resolved"}, follow=True)
    incident.refresh_from_db()
    assert incident.resolved_at is not None
    assert "Review" in page.content.decode()

    as_alice.post(undo_of(page))

    incident.refresh_from_db()
    assert incident.is_ongoing
    assert as_alice.post(base + "phase/", {"phase": "nonsense"}).status_code == 404


def test_facts_are_written_moved_taken_off_and_brought_back(
    as_bob: Client, incident: Incident
) -> None:
    base = f"/incidents/{incident.pk}/"
    as_bob.post(base + "facts/", {"column": "confirmed", "text": "1,200 pieces"})
    fact = FactLine.objects.get()
    page = as_bob.post(base + f"facts/{fact.pk}/unconfirmed/", follow=True)
    as_bob.post(undo_of(page))
    fact.refresh_from_db()
    assert fact.column == "confirmed"
    page = as_bob.post(base + f"facts/{fact.pk}/remove/", follow=True)
    assert "1,200 pieces</span>" not in page.content.decode()
    as_bob.post(undo_of(page))
    fact.refresh_from_db()
    assert fact.removed_at is None
    assert as_bob.post(base + "facts/", {"column": "lies", "text": "x"}).status_code == 404
    assert as_bob.post(base + "facts/", {"column": "confirmed", "text": ""}).status_code == 422
    assert as_bob.post(base + f"facts/{fact.pk}/show/").status_code == 403


def test_a_fact_of_another_incident_is_out_of_reach(
    as_bob: Client, incident: Incident, brand: Any, bob: Any
) -> None:
    other, _new = declare(brand=brand, title="Other", severity=1, by=bob.actor)
    fact = facts.add_fact(other, column="confirmed", text="A", by=bob.actor)

    assert as_bob.post(f"/incidents/{incident.pk}/facts/{fact.pk}/remove/").status_code == 404


def test_words_are_written_by_one_and_approved_by_another(
    as_bob: Client, as_alice: Client, incident: Incident, bob: Any
) -> None:
    base = f"/incidents/{incident.pk}/"
    facts.add_fact(incident, column="confirmed", text="Batch 0417.", by=bob.actor)
    assert "Batch 0417." in as_bob.get(base + "statements/holding/").content.decode()
    as_bob.post(base + "statements/holding/", {"text": "We know of it."})
    statement = incident.statements.get()

    assert as_bob.post(base + f"statements/{statement.pk}/approve/").status_code == 403
    assert "Approve the words" in as_alice.get(base).content.decode()
    as_alice.post(base + f"statements/{statement.pk}/approve/")
    facts.add_fact(incident, column="confirmed", text="More", by=bob.actor)
    assert "the facts changed since" in as_alice.get(base).content.decode()
    assert as_bob.get(base + "statements/lies/").status_code == 404


def test_words_are_given_back_with_a_remark(as_alice: Client, incident: Incident, bob: Any) -> None:
    written = statements.write_statement(
        incident, use="holding", text="Sorry", user=bob, by=bob.actor
    )
    url = f"/incidents/{incident.pk}/statements/{written.pk}/return/"

    assert as_alice.post(url, {"remark": ""}).status_code == 422
    as_alice.post(url, {"remark": "Say when"})

    assert "Say when" in as_alice.get(f"/incidents/{incident.pk}/").content.decode()


def test_the_switch_holds_and_releases_and_can_be_undone(
    as_alice: Client, incident: Incident
) -> None:
    base = f"/incidents/{incident.pk}/"
    page = as_alice.post(base + "pause/", {"on": "1"}, follow=True)
    assert "Everything scheduled is paused" in page.content.decode()
    assert "Nothing is held" in as_alice.get(base + "held/").content.decode()
    as_alice.post(undo_of(page))
    assert Pause.objects.get().ended_at is not None


def test_an_incident_is_declared_by_hand_and_from_a_conversation_once(
    as_bob: Client, brand: Any, letters: Any
) -> None:
    given = {"title": "Server down", "brand": brand.pk, "kind": "crisis", "severity": "1"}
    assert as_bob.post("/incidents/new/", {**given, "title": ""}).status_code == 422
    made = as_bob.post("/incidents/new/", given)
    again = as_bob.post("/incidents/new/", given)
    assert made["Location"] == again["Location"]

    dialog = f"/incidents/declare/conversation/{letters[0].pk}/"
    assert "Otto&#x27;s eye" in as_bob.get(dialog).content.decode()
    as_bob.post(dialog, {"title": "Otto", "kind": "crisis", "severity": "2"})
    incident = Incident.objects.get(title="Otto")
    assert [one.conversation_id for one in incident.touched.all()] == [letters[0].pk]
    assert "is being worked on already" in as_bob.get(dialog).content.decode()
    found = as_bob.get("/inbox/search/", {"q": f"incident:{incident.pk}"}).content.decode()
    assert "Ana Reader" in found
    assert "Ben Reader" not in found


def test_the_room_costs_the_same_whatever_stands_in_it(
    as_bob: Client, incident: Incident, bob: Any
) -> None:
    costs = []
    for count in (2, 20):
        for number in range(count):
            facts.add_fact(incident, column="confirmed", text=f"Fact {number}", by=bob.actor)
            room.add_part(incident, text=f"Part {number}", owner=bob, by=bob.actor)
        as_bob.get(f"/incidents/{incident.pk}/")
        with CaptureQueriesContext(connection) as asked:
            as_bob.get(f"/incidents/{incident.pk}/")
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_tasks_notes_and_duties_from_the_room(as_bob: Client, incident: Incident, bob: Any) -> None:
    base = f"/incidents/{incident.pk}/"
    as_bob.post(base + "notes/", {"text": "Called the shops"})
    as_bob.post(base + "parts/", {"kind": "promise", "text": "New Ottos", "owner": bob.pk})
    part = incident.parts.get()
    page = as_bob.post(base + f"parts/{part.pk}/done/", follow=True)
    as_bob.post(undo_of(page))
    part.refresh_from_db()
    assert part.done_at is None
    as_bob.post(base + "duties/scribe/", {"user": bob.pk})
    assert as_bob.get(base + "duties/king/").status_code == 404
    shown = as_bob.get(base).content.decode()
    assert "Called the shops" in shown
    assert "Bob Nakamura" in shown


def test_the_review_shows_every_clock_and_keeps_what_was_learned(
    as_alice: Client, as_bob: Client, incident: Incident
) -> None:
    base = f"/incidents/{incident.pk}/"
    as_alice.post(base + "phase/", {"phase": "resolved"})
    page = as_bob.get(base + "review/").content.decode()
    assert page.count("<dt") == 6
    assert as_bob.post(base + "review/", {"learned": "x"}).status_code == 403
    as_alice.post(base + "review/", {"learned": "Longer threads"})
    assert "Longer threads" in as_bob.get(base + "review/").content.decode()


# The status page


@pytest.fixture
def page_is_on(brand: Any, ada: Any) -> StatusPage:
    return updates.set_status_page(
        brand, is_on=True, all_well="", contact="press@fox.example", by=ada.actor
    )


def test_without_an_incident_all_is_well_and_a_closed_page_is_none(
    client: Client, brand: Any, ada: Any, page_is_on: StatusPage
) -> None:
    page = client.get("/status/marmalade-fox/")
    assert "Nothing is wrong that we know of." in page.content.decode()
    assert client.get("/status/nobody/").status_code == 404
    updates.set_status_page(brand, is_on=False, all_well="", contact="", by=ada.actor)
    public.forget()
    assert client.get("/status/marmalade-fox/").status_code == 404


def test_the_public_reads_what_is_meant_for_it_and_nothing_else(
    client: Client, incident: Incident, alice: Any, bob: Any, page_is_on: StatusPage
) -> None:
    shown = facts.add_fact(
        incident, column="confirmed", text="1,200 pieces", is_public=True, by=bob.actor
    )
    facts.add_fact(incident, column="confirmed", text="Ours alone", by=bob.actor)
    facts.add_fact(incident, column="unsayable", text="The factory", is_public=True, by=bob.actor)
    approved(incident, alice, bob)
    updates.publish(
        incident, public_title="Otto’s eye", advice="Look at the label\n\nTell us", by=alice.actor
    )
    updates.post_update(incident, text="All shops have taken it off.", by=alice.actor)
    last = incident.updates.all()[0]
    updates.correct_update(last, correction="Seven of nine have.", by=alice.actor)

    page = client.get("/status/marmalade-fox/").content.decode()

    for words in ("Otto’s eye", shown.text, "We know of it.", "Tell us", "Seven of nine have."):
        assert words in page
    assert "<s>All shops have taken it off.</s>" in page
    for words in ("Ours alone", "The factory", "Batch 0417: eyes", "Alice", "unsilo"):
        assert words not in page.replace("Answered with unsilo", "").replace("/unsilo", "")


def test_the_page_is_kept_by_caches_and_drawn_once_for_many(
    client: Client, page_is_on: StatusPage
) -> None:
    first = client.get("/status/marmalade-fox/")
    with CaptureQueriesContext(connection) as asked:
        again = client.get("/status/marmalade-fox/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert len(asked) == 0
    assert "public" in first["Cache-Control"]
    assert "Set-Cookie" not in first
    assert "Cookie" not in first.get("Vary", "")


def test_a_flood_is_turned_away(client: Client, page_is_on: StatusPage) -> None:
    answers = {client.get("/status/marmalade-fox/").status_code for _n in range(260)}

    assert answers == {200, 429}


def test_only_an_admin_opens_a_status_page(as_ada: Client, as_alice: Client, brand: Any) -> None:
    url = f"/settings/status-pages/{brand.pk}/"

    assert as_alice.get(url).status_code == 403
    as_ada.post(url, {"is_on": "on", "contact": "press@fox.example"})
    assert StatusPage.objects.get().is_on
    assert "/status/marmalade-fox/" in as_ada.get("/settings/status-pages/").content.decode()

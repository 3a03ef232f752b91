"""Facts and voice by page and by API."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from unsilo.accounts.models import Brand, Desk, User
from unsilo.accounts.services import create_token
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event
from unsilo.inbox.models import Message
from unsilo.library.models import Fact, VoiceGuide
from unsilo.library.services.facts import create_fact
from unsilo.library.tests.conftest import Comment


def test_an_empty_library_says_what_to_do(as_alice: Client, brand: Brand) -> None:
    assert "What must everybody get right?" in as_alice.get("/library/").content.decode()
    assert "How does this brand speak?" in as_alice.get("/library/voice/").content.decode()


def test_a_lead_notes_changes_and_takes_back_a_fact(as_alice: Client, brand: Brand) -> None:
    given = {"statement": "A save takes 3 GB", "value": "3 GB", "status": "confirmed"}
    as_alice.post("/library/facts/new/", given)
    fact = Fact.objects.get()
    as_alice.post(f"/library/facts/{fact.pk}/edit/", {**given, "value": "4 GB"})
    fact.refresh_from_db()
    assert fact.value == "4 GB"
    change = Event.objects.get(kind="fact.updated")
    page = as_alice.get(f"/library/facts/{fact.pk}/").content.decode()
    assert "<del>3 GB</del>" in page
    as_alice.post(f"/library/facts/{fact.pk}/undo/{change.pk}/")
    fact.refresh_from_db()
    assert fact.value == "3 GB"
    again = as_alice.post(f"/library/facts/{fact.pk}/undo/{change.pk}/")
    assert again.status_code == 409


def test_the_right_value_is_not_among_the_wrong_ones(as_alice: Client, brand: Brand) -> None:
    given = {"statement": "3 GB", "value": "3 GB", "wrong": "3 gb", "status": "confirmed"}
    answer = as_alice.post("/library/facts/new/", given)
    assert answer.status_code == 422
    assert "among the wrong ones" in answer.content.decode()


def test_a_fact_is_put_away_and_comes_back(as_alice: Client, save_size: Fact) -> None:
    as_alice.post(f"/library/facts/{save_size.pk}/archive/")
    assert save_size.statement not in as_alice.get("/library/").content.decode()
    assert save_size.statement in as_alice.get("/library/?archived=1").content.decode()
    as_alice.post(f"/library/facts/{save_size.pk}/restore/")
    assert save_size.statement in as_alice.get("/library/?q=tidewick").content.decode()


def test_agents_read_and_leads_write(
    as_bob: Client, as_vera: Client, save_size: Fact, guide: VoiceGuide
) -> None:
    for client in (as_bob, as_vera):
        assert client.get(f"/library/facts/{save_size.pk}/").status_code == 200
        assert client.get(f"/library/voice/{guide.brand_id}/").status_code == 200
        assert client.get("/library/facts/new/").status_code == 403
        assert client.post(f"/library/facts/{save_size.pk}/archive/").status_code == 403
        assert client.get(f"/library/voice/{guide.brand_id}/edit/").status_code == 403


def test_what_is_of_another_brand_is_not_there(
    as_charlie: Client, guide: VoiceGuide, brand: Brand
) -> None:
    fact = create_fact(statement="Ours", brand=brand, by=SYSTEM).row
    assert as_charlie.get(f"/library/facts/{fact.pk}/").status_code == 404
    assert as_charlie.get(f"/library/voice/{guide.brand_id}/").status_code == 404
    assert "Ours" not in as_charlie.get("/library/").content.decode()


def test_the_guide_is_written_in_lines_and_set_back(as_alice: Client, guide: VoiceGuide) -> None:
    url = f"/library/voice/{guide.brand_id}/"
    form = as_alice.get(f"{url}edit/").content.decode()
    assert "any inconvenience | It says nothing. | the trouble" in form
    assert "~valued customer" in form
    given = {"tone": "warm, short", "phrases": "please be advised | Nobody talks so."}
    as_alice.post(f"{url}edit/", given)
    assert "please be advised" in as_alice.get(url).content.decode()
    change = Event.objects.filter(kind="voice.updated").latest("pk")
    as_alice.post(f"{url}undo/{change.pk}/")
    page = as_alice.get(url).content.decode()
    assert "any inconvenience" in page
    assert "I work for Marmalade Fox." in page


def test_the_list_costs_the_same_however_long(as_alice: Client, brand: Brand) -> None:
    def asked() -> int:
        return min(once() for _time in range(3))  # counts beside pages are kept for a moment

    def once() -> int:
        with CaptureQueriesContext(connection) as statements:
            as_alice.get("/library/")
        return len(statements)

    create_fact(statement="Fact", brand=brand, by=SYSTEM)
    few = asked()
    for n in range(20):
        create_fact(statement=f"Fact {n}", brand=brand, by=SYSTEM)
    assert asked() == few


def test_facts_and_voice_stand_beside_the_composer(
    as_bob: Client, as_vera: Client, comment: Comment, guide: VoiceGuide, save_size: Fact
) -> None:
    conversation = comment()
    page = as_bob.get(f"/library/c/{conversation.pk}/").content.decode()
    assert save_size.statement in page
    assert "Not “any inconvenience”" in page
    headers = {"HX-Request": "true"}
    none = as_bob.get(f"/library/c/{conversation.pk}/?q=otters", headers=headers).content.decode()
    assert "No fact holds these words." in none
    assert as_vera.get(f"/library/c/{conversation.pk}/").status_code == 403


def test_the_composer_says_what_speaks_against_a_draft(as_bob: Client, comment: Comment) -> None:
    conversation = comment()
    written = {"kind": "reply", "text": "Please DM us!", "seen_version": conversation.version}
    url = f"/inbox/c/{conversation.pk}/"
    kept = as_bob.post(f"{url}draft/", written).content.decode()
    assert "This only deflects." in kept
    assert "This only deflects." in as_bob.get(url).content.decode()
    stopped = as_bob.post(f"{url}send/", written)
    assert stopped.status_code == 409
    assert "Send all the same" in stopped.content.decode()
    assert not Message.objects.filter(direction="out").exists()
    unsaid = as_bob.post(f"{url}send/", {**written, "override_reason": "other"})
    assert unsaid.status_code == 422
    sent = as_bob.post(f"{url}send/", {**written, "override_reason": "meant"})
    assert sent.status_code == 200
    assert "sent this all the same" in as_bob.get(url).content.decode()


@pytest.fixture
def call(bob: User, client: Client) -> Any:
    _token, secret = create_token(bob, name="t", scope="write", by=bob.actor)

    def _call(method: str, path: str, body: Any = None) -> Any:
        return client.generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )

    return _call


def test_the_api_checks_answers_too(call: Any, comment: Comment, support: Desk) -> None:
    conversation = comment()
    path = f"conversations/{conversation.pk}/replies"
    body = {"text": "Please DM us!", "seen_version": conversation.version}
    stopped = call("POST", path, body)
    assert stopped.status_code == 409
    problem = stopped.json()
    assert problem["code"] == "draft_stopped"
    assert problem["data"]["findings"][0]["check"] == "deflection"
    assert "personal_data" in problem["data"]["reasons"]
    assert call("POST", path, {**body, "override_reason": "meant"}).status_code == 201


def test_the_api_shows_facts_and_leads_write_them(call: Any, save_size: Fact, bob: User) -> None:
    assert call("GET", "facts?q=tidewick").json()["items"][0]["value"] == "3 GB"
    assert call("POST", "facts", {"statement": "Otto floats"}).status_code == 403
    bob.role = "lead"
    bob.save()
    made = call("POST", "facts", {"statement": "Otto floats", "status": "confirmed"})
    assert made.status_code == 201
    assert call("POST", f"facts/{made.json()['id']}/archive").json()["archived_at"]
    assert call("GET", f"voices/{bob.brands.get().pk}").json()["phrases"] == []

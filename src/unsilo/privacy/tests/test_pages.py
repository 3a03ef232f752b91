"""Pages and the API of privacy: who sees what, what they do, what they say when there is nothing."""

import json
from typing import Any

import pytest
from django.test import Client

from unsilo.accounts.models import User
from unsilo.accounts.services.tokens import create_token
from unsilo.accounts.tests.cast import signed_in
from unsilo.channels.models import Channel
from unsilo.inbox.models import Conversation, Message
from unsilo.intake.tests.conftest import Deliver, letter
from unsilo.people.models import Person
from unsilo.privacy.models import Erasure, ErasureState, Hold, RetentionRule
from unsilo.privacy.services import erasing

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana(help_mail: Channel, deliver: Deliver) -> Person:
    deliver(help_mail, letter(message_id="1@whitlock.example"))
    return Person.objects.get()


def test_settings_pages_say_what_to_do_when_there_is_nothing(alice: User) -> None:
    client = signed_in(alice)
    for url, words in (
        ("/settings/privacy/", "Nobody was erased"),
        ("/settings/privacy/", "Nothing was exported"),
        ("/settings/retention/", "No channel yet"),
        ("/settings/consents/", "Nobody was asked yet"),
    ):
        assert words in client.get(url).content.decode(), url


def test_settings_pages_are_for_leads(bob: User, vera: User) -> None:
    for user in (bob, vera):
        for url in ("/settings/privacy/", "/settings/retention/", "/settings/consents/"):
            assert signed_in(user).get(url).status_code == 403, url


def test_a_lead_erases_somebody_and_takes_it_back(dana: Person, alice: User) -> None:
    client = signed_in(alice)
    assert "Erase this person" in client.get(f"/people/{dana.pk}/").content.decode()
    page = client.get(f"/people/{dana.pk}/erase/").content.decode()
    assert "1 conversation stays" in page
    assert "Erase at once" not in page
    assert client.post(f"/people/{dana.pk}/erase/", {"reason": ""}).status_code == 422
    client.post(f"/people/{dana.pk}/erase/", {"reason": "Asked to"})
    asked = Erasure.objects.get()
    assert asked.due_at - asked.asked_at == erasing.WINDOW
    assert "Take it back" in client.get(f"/settings/privacy/erasures/{asked.pk}/").content.decode()
    assert "already" in client.get(f"/people/{dana.pk}/erase/").content.decode()
    client.post(f"/settings/privacy/erasures/{asked.pk}/cancel/")
    asked.refresh_from_db()
    assert asked.state == ErasureState.CANCELLED


def test_an_admin_erases_at_once_and_pages_of_what_is_left_work(dana: Person, ada: User) -> None:
    client = signed_in(ada)
    client.post(f"/people/{dana.pk}/erase/", {"reason": "Asked to", "at_once": "on"})
    asked = Erasure.objects.get()
    assert erasing.run(asked.pk)
    conversation, message = Conversation.objects.get(), Message.objects.get()
    for url, words in (
        (f"/people/{dana.pk}/", "This person was erased"),
        (f"/people/{dana.pk}/erase/", "Nothing is left"),
        (f"/inbox/c/{conversation.pk}/", "What stood here was erased."),
        (f"/settings/privacy/erasures/{asked.pk}/", "Messages and notes"),
        ("/settings/privacy/", f"Person {dana.pk}"),
        (f"/settings/channels/arrivals/{message.arrival_id}/", "were erased"),
    ):
        answer = client.get(url)
        assert (answer.status_code, words in answer.content.decode()) == (200, True), url
    assert "Dana" not in client.get("/people/").content.decode()
    assert client.get(f"/settings/channels/arrivals/{message.arrival_id}/raw/").status_code == 404


def test_a_lead_puts_a_conversation_on_hold_and_releases_it(
    dana: Person, alice: User, bob: User
) -> None:
    conversation = Conversation.objects.get()
    url = f"/privacy/hold/{conversation.pk}/"
    page = f"/inbox/c/{conversation.pk}/"
    assert signed_in(bob).post(url, {"reason": "A claim"}).status_code == 403
    assert url not in signed_in(bob).get(page).content.decode()
    client = signed_in(alice)
    assert url in client.get(page).content.decode()
    assert client.post(url, {"reason": " "}).status_code == 422
    client.post(url, {"reason": "A claim"})
    assert client.post(url, {"reason": "A claim"}).status_code == 422  # pressed twice
    assert "On hold: A claim" in client.get(page).content.decode()
    shown_to_bob = signed_in(bob).get(page).content.decode()
    assert ("On hold: A claim" in shown_to_bob, url in shown_to_bob) == (True, False)
    assert "A claim" in client.get(f"/people/{dana.pk}/erase/").content.decode()
    client.post(url)
    assert Hold.objects.get().ended_at is not None


def test_an_admin_looks_before_switching_retention_on(
    dana: Person, ada: User, alice: User, help_mail: Channel
) -> None:
    url = f"/settings/retention/{help_mail.pk}/"
    assert "An admin can change this" in signed_in(alice).get(url).content.decode()
    assert signed_in(alice).post(url, {"words_days": "30"}).status_code == 403
    client = signed_in(ada)
    page = client.post(url, {"words_days": "30", "look": "1"}).content.decode()
    assert "Nothing is old enough" in page
    assert not RetentionRule.objects.exists()
    assert client.post(url, {"words_days": "0"}).status_code == 422
    client.post(url, {"words_days": "30", "is_on": "on"})
    assert "every night" in client.get("/settings/retention/").content.decode()


def test_the_api_exports_erases_and_keeps(
    dana: Person, ada: User, bob: User, help_mail: Channel
) -> None:
    def api(user: User, method: str, path: str, body: object = None) -> Any:
        _row, token = create_token(user, name="Privacy", by=user.actor)
        return Client().generic(
            method, f"/api/v1/{path}", data=json.dumps(body) if body else "", content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip

    assert api(bob, "GET", f"people/{dana.pk}/erasure").status_code == 403
    preview = api(ada, "GET", f"people/{dana.pk}/erasure").json()
    assert preview["conversations"] == 1
    made = api(ada, "POST", f"people/{dana.pk}/exports")
    assert made.status_code == 202, made.content
    asked = api(ada, "POST", f"people/{dana.pk}/erasure", {"reason": "Asked to"}).json()
    assert asked["state"] == "waiting"
    cancelled = api(ada, "POST", f"erasures/{asked['id']}/cancel").json()
    assert cancelled["state"] == "cancelled"
    rule = api(ada, "PUT", f"channels/{help_mail.pk}/retention", {"words": 90, "is_on": True})
    assert rule.json()["words"] == 90
    assert api(ada, "GET", "consents").json()["items"] == []

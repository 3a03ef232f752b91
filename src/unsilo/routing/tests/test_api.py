"""The REST doors of routing."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from unsilo.accounts import services
from unsilo.accounts.models import Desk, User
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation
from unsilo.inbox.tests.conftest import Converse
from unsilo.routing.conditions import Actions, Conditions
from unsilo.routing.models import BusinessHours, HandOff, Promise, SlaPolicy
from unsilo.routing.services import handoffs, rules

pytestmark = pytest.mark.django_db


class Program:
    def __init__(self, user: User) -> None:
        _token, self.secret = services.create_token(user, name="test", by=SYSTEM)
        self.client = Client()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"authorization": f"Bearer {self.secret}"}
        if method == "POST":
            headers["idempotency-key"] = f"{path}{timezone.now().timestamp()}".replace(" ", "")
        raw = b"" if body is None else json.dumps(body)
        return self.client.generic(
            method, f"/api/v1/{path}", raw, content_type="application/json", headers=headers
        )

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, body)


@pytest.fixture
def conversation(converse: Converse) -> Conversation:
    return converse()


def test_a_promise_is_made_kept_and_listed(
    conversation: Conversation, bob: User, charlie: User
) -> None:
    mine = Program(bob)
    due = (timezone.now() + timedelta(days=1)).isoformat()
    made = mine.post("promises", {"conversation": conversation.pk, "text": "Ask", "due_at": due})
    assert made.status_code == 201, made.content
    found = made.json()
    assert (found["state"], found["owner"]["name"]) == ("open", "Bob Nakamura")
    assert (
        mine.get(f"clocks?conversation={conversation.pk}").json()["items"][0]["kind"] == "promise"
    )
    kept = mine.post(f"promises/{found['id']}/keep")
    assert (kept.status_code, kept.json()["state"]) == (200, "kept")
    assert mine.post(f"promises/{found['id']}/keep").status_code == 409
    assert mine.get("promises?settled=true&mine=true").json()["items"][0]["id"] == found["id"]
    assert Program(charlie).get("promises").json()["items"] == []
    assert Program(charlie).get(f"promises/{found['id']}").status_code == 404


def test_a_promise_may_wait_for_the_person(conversation: Conversation, bob: User) -> None:
    mine = Program(bob)
    body = {"conversation": conversation.pk, "text": "Stores", "within_minutes": 30}
    found = mine.post("promises", body).json()
    assert (found["state"], found["due_at"], found["within_minutes"]) == ("waiting", None, 30)
    gone = mine.post(f"promises/{found['id']}/let-go", {"words": "Found one"}).json()
    assert (gone["state"], gone["words"]) == ("dropped", "Found one")
    both = {**body, "due_at": (timezone.now() + timedelta(days=1)).isoformat()}
    assert mine.post("promises", both).status_code == 409
    past = {"conversation": conversation.pk, "text": "x", "due_at": "2020-01-01T00:00:00Z"}
    assert mine.post("promises", past).status_code == 409
    assert Promise.objects.count() == 1


def test_a_hand_off_goes_there_and_back(
    conversation: Conversation, pr: Desk, bob: User, alice: User, paul: User, vera: User
) -> None:
    mine, theirs = Program(bob), Program(paul)
    body = {"conversation": conversation.pk, "to_desk": "pr", "why": "Press"}
    assert Program(vera).post("handoffs", body).status_code == 403
    made = mine.post("handoffs", body)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert mine.post("handoffs", body).status_code == 409
    assert mine.post(f"handoffs/{pk}/accept").status_code == 403
    taken = theirs.post(f"handoffs/{pk}/accept").json()
    assert (taken["state"], taken["taken_by"]["name"]) == ("accepted", "Paul Reyes")
    back = theirs.post(f"handoffs/{pk}/return", {"words": "Not ours"}).json()
    assert (back["state"], back["words"]) == ("returned", "Not ours")
    assert mine.get("handoffs?open=false").json()["items"][0]["id"] == pk
    assert mine.get("handoffs?open=true").json()["items"] == []
    assert theirs.get(f"handoffs/{pk}").json()["why"] == "Press"


def test_a_hand_off_is_finished(
    conversation: Conversation, pr: Desk, bob: User, paul: User
) -> None:
    made = handoffs.hand_off(conversation, to=pr, why="Press", by=bob.actor)
    assert Program(paul).post(f"handoffs/{made.pk}/finish").json()["state"] == "done"


def test_hand_offs_to_desks_one_may_not_know_of_do_not_exist(
    conversation: Conversation, press_room: Desk, bob: User, ada: User
) -> None:
    made = handoffs.hand_off(conversation, to=press_room, why="Quiet", by=ada.actor)
    assert Program(bob).get(f"handoffs/{made.pk}").status_code == 404
    assert Program(bob).get("handoffs").json()["items"] == []
    body = {"conversation": conversation.pk, "to_desk": "press-room", "why": "?"}
    assert Program(bob).post("handoffs", body).status_code == 404
    assert HandOff.objects.count() == 1


def test_what_leads_set_up_can_be_read(
    conversation: Conversation, hour: SlaPolicy, office: BusinessHours, alice: User, bob: User
) -> None:
    rules.create_rule(
        name="Refunds",
        conditions=Conditions(any_words=("refund",)),
        actions=Actions(tags=("money",)),
        by=SYSTEM,
    )
    found = Program(alice).get("rules").json()["items"][0]
    assert found["conditions"] == {"any_words": ["refund"]}
    assert found["actions"] == {"tags": ["money"]}
    assert Program(bob).get("rules").status_code == 403
    assert Program(bob).get("service-levels").json()["items"][0]["minutes"] == 60
    hours = Program(bob).get("business-hours").json()["items"][0]
    assert (hours["brand"]["name"], hours["closed"]) == (
        "Marmalade Fox",
        {"2026-03-05": "Pancake day"},
    )

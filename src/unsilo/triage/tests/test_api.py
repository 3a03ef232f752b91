import json
from typing import Any

import pytest
from django.test import Client

from unsilo.accounts import services
from unsilo.accounts.models import User
from unsilo.core.actor import SYSTEM
from unsilo.inbox.tests.conftest import Converse
from unsilo.triage.tests.conftest import Read


@pytest.fixture
def ask() -> Any:
    def _ask(user: User, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        _token, secret = services.create_token(user, name="test", by=SYSTEM)
        answer = Client().generic(
            method,
            f"/api/v1/{path}",
            data="" if body is None else json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )
        return answer.status_code, answer.json() if answer.content else None

    return _ask


def test_readings_of_a_conversation(
    ask: Any, converse: Converse, read: Read, bob: User, charlie: User
) -> None:
    read(converse("I love it"))
    found = read(converse("Where is it?"))
    path = f"readings?conversation={found.message.conversation_id}"
    status, page = ask(bob, "GET", path)
    assert (status, len(page["items"])) == (200, 1)
    item = page["items"][0]
    assert (item["intent"], item["version"], item["urgent"]) == ("where_to_buy", "words-1", False)
    assert item["judgement"]["why"][0]["word"] == "where"
    assert ask(bob, "GET", "readings")[1]["items"][0]["id"] == found.pk
    assert ask(charlie, "GET", path)[1]["items"] == []
    assert ask(bob, "GET", "readings?mood=good")[0] == 422


def test_a_correction_is_made_listed_and_taken_back(
    ask: Any, converse: Converse, read: Read, alice: User
) -> None:
    found = read(converse("Where is it?"))
    path = f"messages/{found.message_id}/corrections"
    status, made = ask(alice, "POST", path, {"head": "feeling", "said": "positive"})
    assert (status, made["was"], made["said"], made["by"][:5]) == (
        201, "neutral", "positive", "Alice",
    )  # fmt: skip
    found.refresh_from_db()
    assert found.feeling == "positive"
    decided = ask(alice, "GET", f"readings?message={found.message_id}")[1]["items"][0]["decided"]
    assert decided[0]["by"] == "person"
    assert ask(alice, "GET", "corrections?head=feeling")[1]["items"] == [made]
    assert ask(alice, "DELETE", f"{path}/feeling")[0] == 204
    assert ask(alice, "DELETE", f"{path}/feeling")[0] == 404
    found.refresh_from_db()
    assert found.feeling == "neutral"


def test_who_may_not_correct(
    ask: Any, converse: Converse, read: Read, vera: User, charlie: User, bob: User
) -> None:
    path = f"messages/{read(converse('Where is it?')).message_id}/corrections"
    said = {"head": "faith", "said": "bad"}
    assert ask(vera, "POST", path, said)[0] == 403
    assert ask(charlie, "POST", path, said)[0] == 404
    assert ask(bob, "GET", "corrections")[0] == 403
    assert ask(bob, "POST", path, {"head": "faith", "said": "awful"})[0] == 409
    assert ask(bob, "POST", path, {"head": "faith", "said": "bad", "more": 1})[0] == 422

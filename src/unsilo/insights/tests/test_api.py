"""Numbers and briefings for programs."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from unsilo.accounts import services
from unsilo.accounts.models import Brand, User
from unsilo.core.actor import SYSTEM
from unsilo.insights.metrics import METRICS
from unsilo.insights.services import briefings
from unsilo.insights.services.briefings.writing import last_monday
from unsilo.insights.tests.conftest import Past

Call = Callable[..., Any]


@pytest.fixture
def call() -> Call:
    def _call(user: User, path: str, body: object = None) -> Any:
        _token, secret = services.create_token(user=user, name="Numbers", by=user.actor)
        headers = {"authorization": f"Bearer {secret}"}
        if body is None:
            return Client().get(f"/api/v1/{path}", headers=headers)
        return Client().put(
            f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    return _call


def test_every_number_is_listed_with_its_definition(call: Call, vera: User) -> None:
    items = call(vera, "metrics").json()["items"]
    assert [one["key"] for one in items] == [one.key for one in METRICS]
    assert all(one["definition"] for one in items)


def test_a_number_is_that_of_the_page(
    call: Call, past: Past, bob: User, charlie: User, counted: Callable[[], int]
) -> None:
    past(days=1, hours=2, by=bob)
    counted()
    found = call(bob, "metrics/first_reply?days=7").json()
    assert found["now"] == {
        "value": 2.0, "counted": 1, "hits": 1, "median": 2.0, "p90": 2.0, "mean": 2.0, "sums": {},
    }  # fmt: skip
    assert len(found["days"]) == 1
    assert call(charlie, "metrics/first_reply").json()["now"]["counted"] == 0
    assert call(bob, "metrics/nonsense").status_code == 404
    assert call(bob, "metrics/first_reply?days=8").status_code == 422


def test_briefings_are_read_and_edited_by_section(
    call: Call, brand: Brand, alice: User, vera: User, charlie: User
) -> None:
    monday: date = last_monday(brand)
    briefing = briefings.write(brand, monday, by=SYSTEM)
    [item] = call(vera, "briefings").json()["items"]
    assert item["id"] == briefing.pk
    assert call(charlie, "briefings").json()["items"] == []
    assert call(charlie, f"briefings/{briefing.pk}").status_code == 404
    sections = call(vera, f"briefings/{briefing.pk}").json()["sections"]
    watch = next(one for one in sections if one["key"] == "watch")
    body = {"text": "The gulls.", "version": watch["version"]}
    assert call(vera, f"sections/{watch['id']}", body).status_code == 403
    assert call(charlie, f"sections/{watch['id']}", body).status_code == 404
    changed = call(alice, f"sections/{watch['id']}", body).json()["sections"]
    assert next(one for one in changed if one["key"] == "watch")["text"] == "The gulls."
    assert call(alice, f"sections/{watch['id']}", {**body, "text": "x"}).status_code == 409
    assert briefing.readers.count() == 0

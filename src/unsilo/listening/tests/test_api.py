"""Watch for programs."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from unsilo.accounts.models import Brand, User
from unsilo.accounts.services import create_token
from unsilo.listening.models import Alert, Mention, Query, Series
from unsilo.listening.services import hours
from unsilo.listening.tests.conftest import Tell

pytestmark = pytest.mark.django_db


class Api:
    """A client with a token of a user."""

    def __init__(self, user: User) -> None:
        _row, secret = create_token(user=user, name="test", scope="write", by=user.actor)
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}")

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(f"/api/v1/{path}", body or {}, content_type="application/json")


def raised(otto: Query) -> Alert:
    now = timezone.now()
    return Alert.objects.create(
        query=otto, series=Series.objects.get_or_create(query=otto, public=False)[0],
        title="Otto: 0417", kind="threat", since=now, until=now, observed=11, people=11,
        private=11, expected=0.5, surprise=6, words=[["0417", 9]],
    )  # fmt: skip


def test_a_lead_makes_a_query_and_others_may_not(alice: User, bob: User, brand: Brand) -> None:
    body = {"name": "Otto", "brand_id": brand.pk, "any_of": ["Otto"], "audience": "private"}
    assert Api(bob).post("queries", body).status_code == 403
    made = Api(alice).post("queries", body)
    assert made.status_code == 201
    assert made.json()["any_of"] == ["Otto"]
    assert Api(bob).get("queries").json()["items"][0]["name"] == "Otto"
    assert Api(bob).get(f"queries/{made.json()['id']}").json()["audience"] == "private"
    assert Api(alice).post("queries", body).status_code == 409
    assert Api(alice).post("queries", {"name": "X", "brand_id": brand.pk}).status_code == 409


def test_a_mention_is_reported_once(bob: User, vera: User, otto: Query, brand: Brand) -> None:
    body = {"brand_id": brand.pk, "url": "https://x.example/1", "title": "Otto!", "likes": 9}
    assert Api(vera).post("mentions", body).status_code == 403
    first = Api(bob).post("mentions", body)
    assert (first.status_code, first.json()["queries"]) == (201, [otto.pk])
    again = Api(bob).post("mentions", {**body, "url": "https://www.x.example/1?utm_source=y"})
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert Mention.objects.count() == 1
    listed = Api(vera).get(f"mentions?query={otto.pk}&waiting=true").json()["items"]
    assert [one["url"] for one in listed] == ["https://x.example/1"]
    assert Api(bob).post("mentions", {**body, "url": "javascript:x"}).status_code == 422
    assert Api(bob).post("mentions", {**body, "brand_id": 10**9}).status_code == 409


def test_series_have_counts_by_the_hour(bob: User, otto: Query, tell: Tell) -> None:
    for number in range(3):
        tell(f"Otto {number}", at=timezone.now() - timedelta(hours=5))
    hours.recount()
    (private,) = [one for one in Api(bob).get("series").json()["items"] if not one["public"]]
    assert private["query"] == "Otto"
    counts = Api(bob).get(f"series/{private['id']}/counts?days=2").json()["items"]
    assert [(one["count"], one["people"]) for one in counts] == [(3, 3)]


def test_alerts_are_listed_acknowledged_and_closed(bob: User, vera: User, otto: Query) -> None:
    alert = raised(otto)
    (shown,) = Api(vera).get("alerts?status=new&kind=threat").json()["items"]
    assert (shown["factor"], shown["words"]) == (22.0, [{"word": "0417", "count": 9}])
    assert Api(vera).post(f"alerts/{alert.pk}/acknowledge").status_code == 403
    assert Api(bob).post(f"alerts/{alert.pk}/acknowledge").json()["status"] == "acknowledged"
    assert Api(bob).post(f"alerts/{alert.pk}/close", {"closing": "unsaid"}).status_code == 422
    closed = Api(bob).post(f"alerts/{alert.pk}/close", {"closing": "real", "note": "yes"})
    assert closed.json()["closing"] == "real"
    assert Api(bob).post(f"alerts/{alert.pk}/close", {"closing": "real"}).status_code == 409


def test_another_brand_is_not_there(charlie: User, otto: Query, brand: Brand) -> None:
    alert, api = raised(otto), Api(charlie)
    for path in (f"queries/{otto.pk}", f"alerts/{alert.pk}", f"series/{alert.series_id}/counts"):
        assert api.get(path).status_code == 404
    for path in ("queries", "mentions", "series", "alerts"):
        assert api.get(path).json()["items"] == []
    body = {"brand_id": brand.pk, "url": "https://x.example/1"}
    assert api.post("mentions", body).status_code == 409

"""Numbers beside places of the navigation."""

from types import SimpleNamespace

import pytest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.test import RequestFactory

from unsilo.core import events
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event
from unsilo.ui import counts


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "_sources", {})


def test_all_are_asked_for_in_one_statement(
    alone: None, db: None, django_assert_num_queries
) -> None:
    for kind in ("a.made", "a.made", "b.made"):
        events.record(kind, by=SYSTEM)
    counts.register_count("all", lambda request: Event.objects.all())
    counts.register_count("some", lambda request: Event.objects.filter(kind="b.made"))
    counts.register_count("none", lambda request: Event.objects.none())
    counts.register_count("not asked", lambda request: None)
    request = RequestFactory().get("/")
    with django_assert_num_queries(1):
        found = [counts.count(request, name) for name in ("all", "some", "none", "not asked")]
    assert found == [3, 1, 0, 0]


def test_where_nothing_is_registered_nothing_is_asked(
    alone: None, db: None, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        assert counts.count(RequestFactory().get("/"), "anything") == 0


def test_a_question_is_written_once_for_the_same_rights(alone: None, db: None) -> None:
    asked: list[str] = []

    def of_kind(request: HttpRequest) -> QuerySet[Event]:
        asked.append(request.GET["kind"])
        return Event.objects.filter(kind=request.GET["kind"])

    def counted(kind: str, rights: object) -> int:
        request = RequestFactory().get("/", {"kind": kind})
        request.access = SimpleNamespace(key=(rights,))  # type: ignore[attr-defined]
        return counts.count(request, "kinds")

    counts.register_count("kinds", of_kind)
    events.record("a.made", by=SYSTEM)
    assert [counted("a.made", 1), counted("a.made", 1), counted("b.made", 2)] == [1, 1, 0]
    events.record("a.made", by=SYSTEM)
    assert counted("a.made", 1) == 2  # what is asked is kept, never the answer
    assert asked == ["a.made", "b.made"]

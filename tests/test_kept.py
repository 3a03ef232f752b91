"""Questions that are put into SQL once give what their querysets give."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import NotSupportedError, connection
from django.db.models import F, Q, QuerySet
from django.db.transaction import TransactionManagementError, atomic
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from unsilo.accounts.models import Desk, Discipline, Seat, User
from unsilo.core import events
from unsilo.core.actor import SYSTEM
from unsilo.core.db import conninfo, prepared
from unsilo.core.kept import Kept, insert
from unsilo.core.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def seats() -> list[Seat]:
    desks = [
        Desk.objects.create(name=name, slug=name.lower(), discipline=Discipline.SUPPORT)
        for name in ("North", "South")
    ]
    ann, bob = (User.objects.create(email=f"{name}@fox.example", name=name) for name in ("A", "B"))
    return [
        Seat.objects.create(user=user, desk=desk)
        for user, desk in ((ann, desks[0]), (ann, desks[1]), (bob, desks[1]))
    ]


def of_user(user_id: int, name: str) -> QuerySet[Seat]:
    found = Seat.objects.filter(user=user_id).filter(Q(desk__name=name) | Q(desk__slug=name))
    return found.select_related("desk", "user").annotate(place=F("desk__name")).order_by("pk")


def test_each_time_it_answers_for_the_values_it_is_given(
    seats: list[Seat], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kept = Kept(of_user, int, str)
    ann, bob = seats[0].user_id, seats[2].user_id
    for user_id, name in ((ann, "North"), (bob, "North"), (bob, "south"), (ann, "%s"), (ann, "")):
        assert kept.all(user_id, name) == list(of_user(user_id, name))
    with django_assert_num_queries(1):
        found = kept.first(ann, "north")
        assert found is not None
        assert (found.desk.name, found.user.name) == ("North", "A")
        assert found.place == "North"  # type: ignore[attr-defined]
    assert kept.first(bob, "North") is None


def test_times_and_json_come_and_go_as_they_do_otherwise() -> None:
    begun = timezone.now()
    events.record("a.made", by=SYSTEM, data={"words": ["ä", None]})
    kept = Kept(
        lambda kind, since: Event.objects.filter(kind=kind, at__gte=since), str, type(begun)
    )
    [event] = kept.all("a.made", begun)
    assert event.data == {"words": ["ä", None]}
    assert event.at >= begun
    assert kept.all("a.made", begun + timedelta(days=1)) == []


def test_what_it_found_can_be_changed_and_saved(seats: list[Seat]) -> None:
    kept = Kept(lambda pk: Desk.objects.filter(pk=pk).defer("charter"), int)
    desk = kept.first(seats[0].desk_id)
    assert desk is not None
    assert desk.get_deferred_fields() == {"charter"}
    desk.name = "East"
    desk.save()
    assert Desk.objects.get(pk=desk.pk).name == "East"


def test_a_shape_that_depends_on_its_values_is_refused() -> None:
    for make, kind in (
        (lambda pk: Desk.objects.filter(pk=pk + 1), int),
        (lambda pk: Desk.objects.filter(Q(pk=pk) | Q(slug__contains=pk)), int),
        (lambda name: Desk.objects.filter(Q(name=name) | Q(slug__startswith=name)), str),
    ):
        with pytest.raises(ValueError, match="Not every value"):
            Kept(make, kind).all(kind())


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_a_transaction_only(seats: list[Seat]) -> None:
    kept = Kept(lambda pk: Desk.objects.select_for_update().filter(pk=pk), int)
    for _ in range(2):  # also when it is not put into SQL any more
        with atomic():
            assert kept.first(seats[0].desk_id) == seats[0].desk
        with pytest.raises(TransactionManagementError):
            kept.first(seats[0].desk_id)


def test_a_row_is_stored_as_save_would_store_it() -> None:
    for number in (70_000, None):  # with a key of its own, and with the next one
        desk = Desk(pk=number, name="It's 100 %s", slug=f"desk-{number}", discipline="pr")
        insert(desk)
        assert desk.pk == (number or desk.pk)
        stored = Desk.objects.get(slug=desk.slug)
        assert stored.__dict__.keys() == desk.__dict__.keys()
        assert {**stored.__dict__, "_state": None} == {**desk.__dict__, "_state": None}
        desk.name = f"Renamed {number}"
        desk.save()
        assert Desk.objects.get(pk=desk.pk).name == f"Renamed {number}"


def test_a_statement_is_planned_once_for_each_connection() -> None:
    asked = "SELECT %s::bigint + 1 AS planned_once"
    for number in (1, 2, 3):
        with prepared() as cursor:
            cursor.execute(asked, [number])
            assert cursor.fetchone() == (number + 1,)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE '%planned_once%'"
        )
        assert cursor.fetchall() == [(3,)]


def test_behind_a_pooler_nothing_is_prepared(settings: Any) -> None:
    settings.DIRECT_DATABASE = settings.DATABASES["default"]
    with prepared() as cursor:
        cursor.execute("SELECT %s::bigint AS not_planned", [5])
        assert cursor.fetchone() == (5,)
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        assert not any("not_planned" in row[0] for row in cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_a_migration_may_alter_what_a_plan_was_made_for() -> None:
    def ask() -> list[Any]:
        with prepared() as cursor:
            cursor.execute("SELECT word FROM altered WHERE id = %s::int", [1])
            return list(cursor.fetchall())

    def alter(statement: str) -> None:
        with psycopg.connect(conninfo(), autocommit=True) as other:
            other.execute(statement.encode())

    alter("CREATE TABLE altered (id int, word varchar(10))")
    try:
        assert ask() == []
        alter("ALTER TABLE altered ALTER word TYPE varchar(20)")
        assert ask() == []
        alter("ALTER TABLE altered ALTER word TYPE text")
        with pytest.raises(NotSupportedError), atomic():
            ask()
        with atomic():
            assert ask() == []
    finally:
        alter("DROP TABLE altered")

"""Two rows, one human: what moves, what stays, and the way back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict
from unsilo.core.models import Event
from unsilo.people import merge_parts, queries, services
from unsilo.people.merge_parts import MergePart, register_merge_part
from unsilo.people.models import CustomField, Person, PersonNote
from unsilo.people.tests.makers import ago, hear

pytestmark = pytest.mark.django_db


def snapshot() -> list[object]:
    """Everything a merge may touch."""
    return [
        list(Person.objects.order_by("pk").values()),
        list(PersonNote.objects.order_by("pk").values("pk", "person_id")),
        [
            (person.pk, sorted(person.identities.values_list("key", flat=True)))
            for person in Person.objects.order_by("pk")
        ],
    ]


@pytest.fixture
def pair(ada: User) -> tuple[Person, Person]:
    """Dana by mail, with little known, and Dana on the board, with much."""
    vip = services.create_tier(name="VIP", by=SYSTEM)
    company = services.create_company(name="Kettle", by=SYSTEM)
    field = services.create_custom_field(label="Size", kind=CustomField.Kind.TEXT, by=SYSTEM)
    mail = hear("dana@home.example", at=ago(40))
    board = hear("@dana", "Dana Whitlock", kind="board", at=ago(1))
    board = services.update_person(
        board, name=board.name, company=company, place="Duluth", language="en", by=SYSTEM
    )
    services.set_tier(board, tier=vip, reason="Runs the shop", until=date(2031, 5, 1), by=ada.actor)
    board = services.set_field(board, field=field, value="M", by=SYSTEM)
    services.add_note(board, text="Calls before noon", author=ada, by=ada.actor)
    return Person.objects.get(pk=mail.pk), Person.objects.get(pk=board.pk)


def test_a_merge_moves_everything_and_fills_what_was_empty(
    pair: tuple[Person, Person], ada: User
) -> None:
    mail, board = pair
    services.merge_people(mail, board, by=ada.actor)
    kept = Person.objects.get(pk=mail.pk)
    assert kept.name == "Dana Whitlock"
    assert (str(kept.company), str(kept.tier), kept.tier_until) == (
        "Kettle",
        "VIP",
        date(2031, 5, 1),
    )
    assert (kept.place, kept.language, kept.fields) == ("Duluth", "en", {"size": "M"})
    assert kept.last_seen_at == board.last_seen_at
    assert kept.identities.count() == 2
    assert kept.notes.count() == 1
    assert hear("@dana", kind="board") == kept
    assert queries.person_for(board.pk) == kept
    assert [row.id for row in queries.people_page().items] == [kept.pk]


def test_what_the_kept_one_has_wins(pair: tuple[Person, Person], ada: User) -> None:
    mail, board = pair
    services.merge_people(board, mail, by=ada.actor)
    kept = Person.objects.get(pk=board.pk)
    assert (kept.name, kept.place, str(kept.tier)) == ("Dana Whitlock", "Duluth", "VIP")


def test_an_undo_restores_every_row(pair: tuple[Person, Person], ada: User) -> None:
    before = snapshot()
    merge = services.merge_people(*pair, by=ada.actor)
    services.undo_merge(merge, by=ada.actor)
    assert snapshot() == before
    kinds = Event.objects.filter(person_id=pair[0].pk).values_list("kind", flat=True)
    assert {"person.merged", "person.unmerged"} <= set(kinds)


def test_an_undo_keeps_what_happened_since(pair: tuple[Person, Person], ada: User) -> None:
    mail, board = pair
    merge = services.merge_people(mail, board, by=ada.actor)
    kept = Person.objects.get(pk=mail.pk)
    services.update_person(kept, name="Dana W.", place="Fargo", by=ada.actor)
    services.add_note(kept, text="New", author=ada, by=ada.actor)
    phone = services.add_identity(kept, kind="phone", value="1", by=ada.actor)
    services.undo_merge(merge, by=ada.actor)
    mail.refresh_from_db()
    board.refresh_from_db()
    assert (mail.name, mail.place) == ("Dana W.", "Fargo")
    assert mail.tier is None
    assert [note.text for note in mail.notes.all()] == ["New"]
    assert phone in mail.identities.all()
    assert (board.name, board.place) == ("Dana Whitlock", "Duluth")


def test_merges_are_undone_once_and_in_their_order(pair: tuple[Person, Person], ada: User) -> None:
    third = hear("dana@work.example", "Dana")
    first = services.merge_people(*pair, by=ada.actor)
    second = services.merge_people(third, Person.objects.get(pk=pair[0].pk), by=ada.actor)
    assert queries.person_for(pair[1].pk) == third
    with pytest.raises(Conflict):
        services.undo_merge(first, by=ada.actor)
    services.undo_merge(second, by=ada.actor)
    services.undo_merge(first, by=ada.actor)
    with pytest.raises(Conflict):
        services.undo_merge(first, by=ada.actor)
    assert Person.objects.live().count() == 3


def test_nobody_merges_with_themselves_or_with_the_merged(
    pair: tuple[Person, Person], ada: User
) -> None:
    mail, board = pair
    with pytest.raises(Conflict):
        services.merge_people(mail, mail, by=ada.actor)
    services.merge_people(mail, board, by=ada.actor)
    third = hear("third@home.example")
    with pytest.raises(Conflict):
        services.merge_people(third, board, by=ada.actor)


def test_other_apps_move_their_rows_along_and_back(
    pair: tuple[Person, Person], ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_parts, "_parts", {})
    owners = {1: pair[1].pk, 2: pair[1].pk, 3: pair[0].pk}

    def move(kept: int, gone: int) -> list[int]:
        ids = [row for row, owner in owners.items() if owner == gone]
        owners.update(dict.fromkeys(ids, kept))
        return ids

    def move_back(kept: int, gone: int, ids: list[int]) -> None:
        owners.update(dict.fromkeys(ids, gone))

    def count(person: int) -> int:
        return list(owners.values()).count(person)

    register_merge_part(MergePart("rows", "Rows", count, move, move_back))
    before = dict(owners)
    assert queries.merge_preview(*pair).others == [("Rows", 2)]
    merge = services.merge_people(*pair, by=ada.actor)
    assert set(owners.values()) == {pair[0].pk}
    services.undo_merge(merge, by=ada.actor)
    assert owners == before


def test_the_timeline_is_that_of_everybody_merged(pair: tuple[Person, Person], ada: User) -> None:
    third = hear("dana@work.example", "Dana")
    services.merge_people(*pair, by=ada.actor)
    merge = services.merge_people(third, Person.objects.get(pk=pair[0].pk), by=ada.actor)
    told = [line.text for line in queries.timeline_page(third, Access.of(ada)).items]
    assert told[0] == "Merged with Dana Whitlock"
    assert "VIP until 2031-05-01: Runs the shop" in told
    assert told.count("First heard of") == 3
    services.undo_merge(merge, by=ada.actor)
    alone = [line.text for line in queries.timeline_page(third, Access.of(ada)).items]
    assert alone.count("First heard of") == 1


def test_a_merge_keeps_the_later_time_also_when_it_is_the_kept_one_s(ada: User) -> None:
    late, early = hear("a@x.example"), hear("b@x.example", at=timezone.now() - timedelta(days=9))
    services.merge_people(late, early, by=ada.actor)
    assert Person.objects.get(pk=late.pk).last_seen_at == late.last_seen_at

"""Finding people, paging through them, and who may read which line of a timeline."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.functions import Lower

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand, Desk, User
from unsilo.accounts.services import archive_desk
from unsilo.core import events
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid, NotFound
from unsilo.core.models import Event
from unsilo.people import queries, services, timeline
from unsilo.people.models import Identity, Person
from unsilo.people.tests.makers import ago, hear

pytestmark = pytest.mark.django_db


def names(page: queries.PeoplePage) -> list[str]:
    return [row.name for row in page.items]


def test_pages_hold_everybody_once_newest_first() -> None:
    for number in range(23):
        hear(f"p{number}@x.example", f"P{number:02}", at=ago(number // 2))
    seen: list[str] = []
    cursor = ""
    while True:
        page = queries.people_page(cursor=cursor, limit=5)
        seen += names(page)
        if not page.next_cursor:
            break
        cursor = page.next_cursor
    assert sorted(seen) == [f"P{number:02}" for number in range(23)]
    assert seen.index("P00") < seen.index("P10") < seen.index("P22")
    with pytest.raises(Invalid):
        queries.people_page(cursor="damaged")


def test_people_are_found_by_name_address_and_account() -> None:
    dana = hear("dana@kettle.example", "Søren Whitlock")
    services.add_identity(dana, kind="board", value="@Otter_Late", by=SYSTEM)
    hear("kip@larsen.example", "Kip Larsen")
    for q in ("whitl", "SØREN", "kettle.ex", "otter_l", "@otter"):
        assert names(queries.people_page(q=q)) == ["Søren Whitlock"], q
    assert names(queries.people_page(q="larsen")) == ["Kip Larsen"]
    assert names(queries.people_page(q="%")) == []


def test_a_search_that_finds_very_many_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unsilo.people.queries.people.CANDIDATES", 5)
    for number in range(7):
        hear(f"p{number}@x.example")
    page = queries.people_page(q="x.example")
    assert (len(page.items), page.is_capped) == (5, True)
    assert not queries.people_page(q="p3@").is_capped


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (Identity.objects.filter(key__contains="otter"), "identity_key_trgm"),
        (
            Person.objects.annotate(lower=Lower("name")).filter(lower__contains="otter"),
            "person_name_trgm",
        ),
    ],
)
def test_searches_have_their_index(rows: QuerySet[Model], index: str) -> None:
    with connection.cursor() as cursor:
        # Tables are empty here: leave the planner nothing else.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert index in rows.explain()


def test_somebody_to_merge_with_is_offered_by_name_at_first() -> None:
    dana = hear("dana@kettle.example", "Dana Whitlock")
    twin = hear("@dana", "dana whitlock", kind="board")
    kip = hear("kip@larsen.example", "Kip Larsen")
    assert [pick.id for pick in queries.pick_people("", other_than=dana)] == [twin.pk]
    assert [pick.id for pick in queries.pick_people("larsen", other_than=dana)] == [kip.pk]
    assert queries.pick_people("whitlock", other_than=dana)[0].hint == "@dana"


def test_companies_are_paged_by_name_with_their_people_counted() -> None:
    for number in range(7):
        services.create_company(name=f"Company {number}", domains=[f"c{number}.example"], by=SYSTEM)
    hear("a@c0.example")
    hear("b@c0.example")
    first = queries.companies_page(limit=4)
    assert [(row.name, row.people_count) for row in first.items][:2] == [
        ("Company 0", 2),
        ("Company 1", 0),
    ]
    second = queries.companies_page(limit=4, cursor=first.next_cursor or "")
    assert [row.name for row in second.items] == ["Company 4", "Company 5", "Company 6"]
    assert [row.name for row in queries.companies_page(q="c3.example").items] == ["Company 3"]


def test_what_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.person_for(404)
    with pytest.raises(NotFound):
        queries.company_for(404)


# Timeline


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """One kind of event of another app is described."""
    monkeypatch.setattr(timeline, "_descriptions", {})

    def sentence(event: Event) -> str:
        return str(event.data["text"])

    timeline.describe("thing.said", "chat", sentence, address=lambda event: "/there/")


def say(
    person: Person, text: str, *, brand: Brand | None = None, desks: Sequence[Desk] = ()
) -> None:
    events.record(
        "thing.said",
        by=SYSTEM,
        person_id=person.pk,
        brand_id=brand.pk if brand else None,
        desk_ids=[desk.pk for desk in desks],
        data={"text": text},
    )


def read(person: Person, user: User) -> list[str]:
    return [line.text for line in queries.timeline_page(person, Access.of(user)).items]


def test_a_timeline_shows_what_the_viewer_may_know(
    told: None,
    brand: Brand,
    support: Desk,
    press_room: Desk,
    ada: User,
    bob: User,
    vera: User,
    charlie: User,
    paul: User,
) -> None:
    person = hear("dana@kettle.example")
    say(person, "everywhere")
    say(person, "support", brand=brand, desks=[support])
    say(person, "secret", brand=brand, desks=[press_room])
    say(person, "both", brand=brand, desks=[press_room, support])
    assert read(person, ada) == ["both", "secret", "support", "everywhere"]
    assert read(person, paul) == ["both", "secret", "support", "everywhere"]
    assert read(person, bob) == read(person, vera) == ["both", "support", "everywhere"]
    assert read(person, charlie) == ["everywhere"]


def test_a_desk_that_was_archived_keeps_its_lines(
    told: None, brand: Brand, support: Desk, bob: User
) -> None:
    person = hear("dana@kettle.example")
    say(person, "support", brand=brand, desks=[support])
    archive_desk(support, by=SYSTEM)
    assert read(person, bob) == ["support"]


def test_a_timeline_is_paged_and_leaves_out_what_nobody_described(told: None, ada: User) -> None:
    person = hear("dana@kettle.example")
    for number in range(7):
        say(person, f"line {number}")
        events.record("thing.unknown", by=SYSTEM, person_id=person.pk)
    access = Access.of(ada)
    first = queries.timeline_page(person, access, limit=5)
    second = queries.timeline_page(person, access, limit=5, cursor=first.next_cursor or "")
    assert [line.text for line in [*first.items, *second.items]] == [
        f"line {number}" for number in reversed(range(7))
    ]
    assert second.next_cursor is None
    assert (first.items[0].icon, first.items[0].url, first.items[0].by) == (
        "chat",
        "/there/",
        "unsilo",
    )

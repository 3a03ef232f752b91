"""Search: operators, ranking, paging, and nothing that a user may not see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, User
from unsilo.inbox import search
from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.questions import parse
from unsilo.inbox.search import search_page
from unsilo.inbox.services import placements, tags
from unsilo.inbox.services.notes import add_note
from unsilo.inbox.tests.conftest import Converse

pytestmark = pytest.mark.django_db


def found(user: User, text: str) -> list[str]:
    return [hit.row.subject for hit in search_page(Access.of(user), text).items]


@pytest.fixture
def harbour(converse: Converse) -> Conversation:
    return converse("My harbour is gone since 1.4, Größe 4 MB", subject="Save file gone")


@pytest.fixture
def otter(converse: Converse) -> Conversation:
    return converse(
        "Otto's eye came off", subject="Batch 0417", sender="kim@otter.example", name="Kim Ott"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("harbour", {"Save file gone"}),
        ("harb", {"Save file gone"}),
        ("groesse", set()),
        ("grosse", {"Save file gone"}),
        ("HARBOUR gone", {"Save file gone"}),
        ("harbour otter", set()),
        ('"eye came"', {"Batch 0417"}),
        ('"came eye"', set()),
        ("0417", {"Batch 0417"}),
        ("gone -harbour", set()),
        ("from:kim", {"Batch 0417"}),
        ("from:otter.example", {"Batch 0417"}),
        ("kim", {"Batch 0417"}),
        ("desk:support", {"Save file gone", "Batch 0417"}),
        ("is:open eye", {"Batch 0417"}),
        ("is:done eye", set()),
        ("subject:batch", {"Batch 0417"}),
        ("before:today", set()),
        ("after:yesterday harbour", {"Save file gone"}),
        ("is:unassigned harbour", {"Save file gone"}),
        ("is:mine harbour", set()),
    ],
)
def test_words_and_operators(
    text: str, expected: set[str], harbour: Conversation, otter: Conversation, bob: User
) -> None:
    assert set(found(bob, text)) == expected


def test_notes_answers_and_tags_are_found(harbour: Conversation, bob: User) -> None:
    add_note(harbour.pk, user=bob, text="Same header fault as the walrus case", by=bob.actor)
    tags.tag(harbour.pk, name="Lost Save", by=bob.actor)
    assert found(bob, "walrus") == ["Save file gone"]
    assert found(bob, "lost save") == ["Save file gone"]
    assert found(bob, 'tag:"lost save"') == ["Save file gone"]
    assert found(bob, "has:note header") == ["Save file gone"]


def test_hits_show_the_words_around_the_match(harbour: Conversation, bob: User) -> None:
    hit = search_page(Access.of(bob), "harbour").items[0]
    assert ("harbour", True) in hit.snippet


def test_a_stranger_and_a_restricted_desk(
    harbour: Conversation, bob: User, charlie: User, ada: User, support: Desk, press_room: Desk
) -> None:
    assert found(charlie, "harbour") == []
    placements.move(harbour.pk, from_desk=support, to_desk=press_room, by=ada.actor)
    assert found(bob, "harbour") == []
    assert found(ada, "harbour") == ["Save file gone"]


def test_spam_is_found_only_when_asked_for(harbour: Conversation, bob: User) -> None:
    placements.mark_spam(harbour.pk, spam=True, by=bob.actor)
    assert found(bob, "harbour") == []
    assert found(bob, "harbour is:spam") == ["Save file gone"]


def test_pages_show_every_conversation_once(converse: Converse, bob: User) -> None:
    made = [converse(f"walrus number {n}", subject=f"W{n}").pk for n in range(25)]
    for pk in (made[20], made[3], made[11], made[3], made[7]):  # they match more than once
        add_note(pk, user=bob, text="walrus " * 5, by=bob.actor)
    for pk in (made[1], made[11], made[24]):  # and by their tag
        tags.tag(pk, name="walrus", by=bob.actor)
    seen: list[int] = []
    cursor = None
    while True:
        page = search_page(Access.of(bob), "walrus", cursor=cursor, limit=7)
        seen += [hit.row.id for hit in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sorted(seen) == sorted(made)


@pytest.mark.parametrize("seconds", [0.0, 60.0], ids=["out of time", "in time"])
def test_what_is_far_back_is_found_in_steps(
    seconds: float, converse: Converse, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {converse("one walrus sings", subject=f"W{n}").pk for n in range(3)}
    for n in range(12):
        converse("a walrus, and one that sings", subject=f"N{n}")
        if n < 3:  # found twice, shown once
            add_note(sorted(made)[n], user=bob, text="The walrus sings once more", by=bob.actor)
    monkeypatch.setitem(search._kept_span, "until", 0.0)
    monkeypatch.setattr(search, "SPAN_KEPT", 0.0)
    monkeypatch.setattr(search, "WINDOW", 4)
    monkeypatch.setattr(search, "QUICK", 0.0)
    monkeypatch.setattr(search, "SECONDS", seconds)
    pages: list[list[int]] = []
    cursor = None
    while not pages or cursor:
        page = search_page(Access.of(bob), '"walrus sings"', cursor=cursor)
        pages.append([hit.row.id for hit in page.items])
        cursor = page.next_cursor
    assert sorted(pk for page in pages for pk in page) == sorted(made)
    if seconds:
        assert len(pages) == 1
    else:
        assert pages[0] == []
        assert len(pages) > 3


def test_what_few_messages_have_is_asked_of_the_index_of_words(
    converse: Converse, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [converse("one narwhal", subject=f"W{n}").pk for n in range(7)]
    for n in range(20):
        converse("a walrus", subject=f"N{n}")
    add_note(made[2], user=bob, text="That narwhal again", by=bob.actor)
    monkeypatch.setitem(search._kept_span, "until", 0.0)
    monkeypatch.setattr(search, "WINDOW", 2)
    monkeypatch.setattr(search, "QUICK", 0.0)  # else a quick look is followed by one at everything
    monkeypatch.setattr(search, "DEPTH", 3)
    monkeypatch.setattr(search, "DEEPER", 1)
    monkeypatch.setattr(search, "FEW", 0)
    monkeypatch.setattr(search, "RARE", 10.0)
    pages: list[list[int]] = []
    looks: list[int] = []
    cursor = None
    while not pages or cursor:
        with CaptureQueriesContext(connection) as asked:
            page = search_page(Access.of(bob), "narwhal", cursor=cursor, limit=5)
        looks.append(sum("matching" in one["sql"] for one in asked))
        pages.append([hit.row.id for hit in page.items])
        cursor = page.next_cursor
    assert sorted(pk for page in pages for pk in page) == sorted(made)
    assert looks[0] <= 4  # one at the newest, the others at all that have the word


@pytest.mark.parametrize("few", [0, 2_000], ids=["further back", "few conversations first"])
def test_a_common_word_is_found_in_the_conversation_that_is_meant(
    few: int, converse: Converse, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unsilo.inbox.search.DEPTH", 2)
    monkeypatch.setattr("unsilo.inbox.search.FEW", few)
    meant, *_others = [converse("walrus", subject=f"W{n}") for n in range(20)]
    tags.tag(meant.pk, name="tusk", by=bob.actor)
    assert found(bob, "walrus tag:tusk") == ["W0"]
    assert found(bob, "tag:tusk") == ["W0"]
    assert found(bob, "walrus tag:beak") == []


def test_a_short_word_is_no_beginning(converse: Converse, bob: User) -> None:
    converse("It comes tomorrow", subject="Parcel")
    assert found(bob, "tom") == []
    assert found(bob, "tomo") == ["Parcel"]
    assert found(bob, "it") == ["Parcel"]


@pytest.mark.parametrize(
    "text",
    ["", "   ", '"', "'", "from:", "is:purple", "before:never", "-", "((((", "a" * 5000, "\0\0",
     "!!! & | <->", "from:% to:_ tag:\\", "é" * 300, "😀", "is:open " * 50, ":", "x:y:z"],
)  # fmt: skip
def test_any_line_gets_an_answer(text: str, harbour: Conversation, bob: User) -> None:
    search_page(Access.of(bob), text)


def test_what_can_not_be_used_is_named(bob: User) -> None:
    problems = parse("is:purple before:never", Access.of(bob)).problems
    assert len(problems) == 2
    assert "is:purple" in problems[0]


def test_dates_are_days_of_the_viewer(harbour: Conversation, bob: User) -> None:
    Message.objects.update(sent_at=timezone.now() - timedelta(days=10))
    assert found(bob, "before:5d harbour") == ["Save file gone"]
    assert found(bob, "after:5d harbour") == []

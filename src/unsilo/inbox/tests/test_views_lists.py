"""Lists: who sees which, how they are narrowed and paged, and what they cost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from unsilo.accounts.models import Desk, User
from unsilo.inbox.models import State
from unsilo.inbox.queries import tallies
from unsilo.inbox.services import placements, presence, tags
from unsilo.inbox.services.notes import add_note
from unsilo.inbox.tests.conftest import Converse
from unsilo.inbox.tests.visits import part, visitor
from unsilo.ui.navigation import endpoint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counts_afresh() -> None:
    tallies.forget()


def subjects(html: str) -> list[str]:
    return re.findall(r'<span class="what clip"><b>([^<]*)</b>', html)


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_start_leads_to_the_first_page(bob: User) -> None:
    assert visitor(bob).get("/").headers["Location"] == endpoint("home")


def test_who_is_not_logged_in_is_asked_to(client: Client, bob: User) -> None:
    assert client.get("/inbox/mine/").headers["Location"] == "/account/login/?next=/inbox/mine/"


def test_each_list_shows_what_belongs_there(
    converse: Converse, bob: User, support: Desk, community: Desk
) -> None:
    mine, free, done = (converse(subject=s) for s in ("Mine", "Free", "Done"))
    elsewhere = converse(subject="Elsewhere", desk=community)
    placements.assign(mine.pk, desk=support, owner=bob, by=bob.actor)
    placements.set_state(done.pk, state=State.DONE, by=bob.actor)
    add_note(elsewhere.pk, user=bob, text="@Support look", by=bob.actor)
    client = visitor(bob)
    assert subjects(read(client, "/inbox/")) == ["Elsewhere", "Free", "Mine"]
    assert subjects(read(client, "/inbox/mine/")) == ["Mine"]
    assert subjects(read(client, "/inbox/unassigned/")) == ["Elsewhere", "Free"]
    assert subjects(read(client, "/inbox/desks/support/")) == ["Free", "Mine"]
    assert subjects(read(client, "/inbox/?state=done")) == ["Done"]
    assert free.pk


def test_a_mention_shows_under_mentions_until_it_is_seen(
    converse: Converse, alice: User, bob: User
) -> None:
    conversation = converse(subject="Look here")
    add_note(conversation.pk, user=alice, text="@Bob what do you think?", by=alice.actor)
    client = visitor(bob)
    html = read(client, "/inbox/mentions/")
    assert subjects(html) == ["Look here"]
    assert '<span class="nav-label clip">Mentions</span><span class="count">1</span>' in html
    presence.mark_read(conversation_id=conversation.pk, user=bob, message_count=2)
    assert '>Mentions</span><span class="count">0</span>' in read(client, "/inbox/mentions/")


def test_spam_stands_apart(converse: Converse, bob: User) -> None:
    conversation = converse(subject="Buy now")
    placements.mark_spam(conversation.pk, spam=True, by=bob.actor)
    client = visitor(bob)
    assert subjects(read(client, "/inbox/spam/")) == ["Buy now"]
    assert subjects(read(client, "/inbox/?state=done")) == []


def test_a_list_is_narrowed_by_tag_and_to_the_unread(converse: Converse, bob: User) -> None:
    tagged, seen = converse(subject="Tagged"), converse(subject="Seen")
    tags.tag(tagged.pk, name="refund", by=bob.actor)
    presence.mark_read(conversation_id=seen.pk, user=bob, message_count=seen.message_count)
    client = visitor(bob)
    assert subjects(read(client, "/inbox/?tag=refund")) == ["Tagged"]
    assert subjects(read(client, "/inbox/?unread=1")) == ["Tagged"]
    assert subjects(read(client, "/inbox/?order=oldest")) == ["Tagged", "Seen"]


def test_a_reader_without_a_seat_sees_the_same_list_without_tools(
    converse: Converse, vera: User
) -> None:
    converse(subject="For all")
    html = read(visitor(vera), "/inbox/")
    assert subjects(html) == ["For all"]
    assert "New conversation" not in html
    assert 'id="many"' not in html


def test_a_stranger_sees_nothing_of_another_brand(converse: Converse, charlie: User) -> None:
    converse(subject="Not for Charlie")
    client = visitor(charlie)
    for url in (
        "/inbox/",
        "/inbox/unassigned/",
        "/inbox/desks/support/",
        "/inbox/search/?q=charlie",
    ):
        assert "Not for Charlie" not in read(client, url)


def test_a_desk_nobody_told_about_is_not_found(press_room: Desk, bob: User, paul: User) -> None:
    assert visitor(bob).get("/inbox/desks/press-room/").status_code == 404
    assert visitor(paul).get("/inbox/desks/press-room/").status_code == 200


def test_pages_lead_on_and_back(converse: Converse, bob: User) -> None:
    for number in range(35):
        converse(subject=f"Letter {number:02}")
    client = visitor(bob)
    first = read(client, "/inbox/")
    assert len(subjects(first)) == 30
    older = re.search(r'id="older" href="([^"]+)"', first)
    assert older
    second = read(client, older[1])
    assert subjects(second) == [f"Letter {n:02}" for n in (4, 3, 2, 1, 0)]
    newer = re.search(r'id="newer" href="([^"]+)"', second)
    assert newer
    assert subjects(read(client, newer[1])) == subjects(first)
    rows = part(client, older[1], "older").content.decode()
    assert subjects(rows) == subjects(second)
    assert "<html" not in rows


def test_a_damaged_page_link_says_so(bob: User, mail: object) -> None:
    response = visitor(bob).get("/inbox/?after=nonsense")
    assert response.status_code == 422
    assert b"This page link is damaged" in response.content


def test_fresh_rows_come_only_for_what_the_list_still_shows(
    converse: Converse, bob: User, support: Desk
) -> None:
    stays, goes = converse(subject="Stays"), converse(subject="Goes")
    placements.set_state(goes.pk, state=State.DONE, by=bob.actor)
    html = read(visitor(bob), f"/inbox/rows/?ids={stays.pk},{goes.pk},999999,x&desk=support")
    assert subjects(html) == ["Stays"]
    assert "Done</a>" in html


def test_links_of_rows_bring_their_list_along(converse: Converse, bob: User, support: Desk) -> None:
    conversation = converse()
    html = read(visitor(bob), "/inbox/desks/support/?order=oldest")
    assert f'href="/inbox/c/{conversation.pk}/?desk=support&amp;order=oldest"' in html


def test_whatever_was_typed_is_text_in_a_row(
    converse: Converse, bob: User, alice: User, support: Desk
) -> None:
    typed = "\"><img src=x onerror=1>'"
    conversation = converse(subject=typed)
    people, places = type(conversation.person).objects, type(conversation.channel).objects
    people.filter(pk=conversation.person_id).update(name=typed)
    places.filter(pk=conversation.channel_id).update(name=typed)
    Desk.objects.filter(pk=support.pk).update(name=typed)
    User.objects.filter(pk__in=[bob.pk, alice.pk]).update(name=typed)
    tags.tag(conversation.pk, name=typed, by=bob.actor)
    placements.assign(conversation.pk, desk=support, owner=bob, by=bob.actor)
    presence.seen(conversation_id=conversation.pk, user=alice)
    html = read(visitor(bob), "/inbox/")
    assert html.count("&lt;img src=x") >= 6
    assert "<img" not in html
    assert "onerror=1>" not in html
    found = read(visitor(bob), "/inbox/search/?q=onerror")
    assert "<img" not in found
    assert "onerror=1>" not in found


def test_a_row_tells_how_it_stands(
    converse: Converse, bob: User, alice: User, support: Desk
) -> None:
    conversation = converse(subject="<b>Bold</b> & brave")
    placements.assign(conversation.pk, desk=support, owner=bob, by=bob.actor)
    placements.set_state(conversation.pk, state=State.WAITING, by=bob.actor)
    presence.seen(conversation_id=conversation.pk, user=alice)
    html = read(visitor(bob), "/inbox/?state=waiting")
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; brave" in html
    assert "Bob waits" in html
    assert "Alice Moreau is here" in html
    assert "list-row unread" in html


def test_an_empty_inbox_says_what_to_do_next(ada: User, bob: User) -> None:
    assert "Connect a channel" in read(visitor(ada), "/inbox/")
    assert "As soon as an admin connects one" in read(visitor(bob), "/inbox/")


@pytest.mark.parametrize("url", ["/inbox/", "/inbox/desks/support/", "/inbox/search/?q=otter"])
def test_a_list_costs_the_same_with_three_rows_and_with_thirty(
    url: str, converse: Converse, bob: User, support: Desk
) -> None:
    client = visitor(bob)

    def counted() -> int:
        tallies.forget()
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    def cost() -> int:
        """What is kept for a minute is asked for in one of two at most."""
        return min(counted(), counted())

    for number in range(3):
        converse(sender=f"p{number}@example.com")
    few = cost()
    for number in range(3, 30):
        converse(sender=f"p{number}@example.com")
    assert cost() == few
    assert few <= 15

"""Lists of conversations, one of them, its messages: shapes, filters, pages, and who sees what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unsilo.accounts.models import Desk, User
from unsilo.api.tests.conftest import Post, Program
from unsilo.channels.models import Channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import State
from unsilo.inbox.services import placements, tags


def ids(items: list[dict[str, int]]) -> list[int]:
    return [item["id"] for item in items]


def test_a_list_has_the_promised_shape(as_bob: Program, posted: Post):
    taken = posted(public=True, paid=True, permalink="https://forum.example/1", subject="The lid")
    page = as_bob.get("conversations").json()
    assert set(page) == {"items", "next_cursor"}
    (item,) = page["items"]
    assert item == {
        "id": taken["conversation_id"],
        "subject": "The lid",
        "channel": "Forum",
        "person": {"id": item["person"]["id"], "name": "Dana 1"},
        "public": True,
        "paid": True,
        "permalink": "https://forum.example/1",
        "message_count": 1,
        "last_message_at": item["last_message_at"],
        "placements": [{"desk": "Support", "state": "open", "owner": None}],
    }


def test_messages_have_the_promised_shape(as_bob: Program, letter):
    page = as_bob.get(f"conversations/{letter['conversation_id']}/messages").json()
    assert set(page) == {"items", "next_cursor"}
    (item,) = page["items"]
    assert item == {
        "id": letter["message_id"],
        "direction": "in",
        "kind": "message",
        "author": "Rosa Lind",
        "text": "Where is my otter?",
        "html": "",
        "external_id": "one@lind.example",
        "sent_at": item["sent_at"],
        "attachments": [],
    }


def test_a_conversation_tells_what_an_answer_needs(as_bob: Program, letter):
    shown = as_bob.get(f"conversations/{letter['conversation_id']}").json()
    assert shown["answers_through"] == "Help"
    assert shown["can_work"] is True
    assert shown["version"] >= 1
    (placed,) = shown["placements"]
    assert (placed["desk"], placed["priority"], placed["snoozed_until"]) == (
        "Support",
        "normal",
        None,
    )


def test_strangers_find_nothing_anywhere(as_charlie: Program, as_bob: Program, letter):
    conversation, message = letter["conversation_id"], letter["message_id"]
    as_bob.post(f"conversations/{conversation}/replies", {"text": "Here.", "confirm": True})
    delivery = as_bob.items("deliveries")[0]["id"]
    for path in ("conversations", "conversations?q=otter", "arrivals", "deliveries", "channels"):
        assert as_charlie.items(path) == [], path
    for path in (
        f"conversations/{conversation}",
        f"conversations/{conversation}/messages",
        f"messages/{message}",
        f"deliveries/{delivery}",
        f"arrivals/{letter['arrival_id']}",
        f"arrivals/{letter['arrival_id']}/raw",
    ):
        assert as_charlie.get(path).status_code == 404, path
    for path, body in (
        (f"conversations/{conversation}/replies", {"text": "x", "confirm": True}),
        (f"conversations/{conversation}/notes", {"text": "x"}),
        (f"conversations/{conversation}/assign", {"owner": "me"}),
        (f"conversations/{conversation}/state", {"state": "done"}),
        (f"conversations/{conversation}/tags", {"name": "x"}),
        (f"conversations/{conversation}/spam", {"spam": True}),
        (f"conversations/{conversation}/read", {"read": True}),
        (f"deliveries/{delivery}/cancel", None),
        (f"arrivals/{letter['arrival_id']}/retry", None),
    ):
        assert as_charlie.post(path, body).status_code == 404, path


def test_who_only_reads_may_read_but_change_nothing(
    as_vera: Program, as_reader: Program, as_bob: Program, letter
):
    conversation = letter["conversation_id"]
    as_bob.post(f"conversations/{conversation}/replies", {"text": "Here.", "confirm": True})
    delivery = as_bob.items("deliveries")[0]["id"]
    for who in (as_vera, as_reader):
        assert who.get(f"conversations/{conversation}").json()["can_work"] is False
        assert len(who.items(f"conversations/{conversation}/messages")) == 2
        for path, body in (
            (f"conversations/{conversation}/replies", {"text": "x", "confirm": True}),
            (f"conversations/{conversation}/notes", {"text": "x"}),
            (f"conversations/{conversation}/assign", {"owner": "me"}),
            (f"conversations/{conversation}/state", {"state": "done"}),
            (f"conversations/{conversation}/placements", {"desk": "Support"}),
            (f"conversations/{conversation}/tags", {"name": "x"}),
            (f"conversations/{conversation}/spam", {"spam": True}),
            ("people", {"name": "x"}),
            ("companies", {"name": "x"}),
            (f"deliveries/{delivery}/cancel", None),
            (f"arrivals/{letter['arrival_id']}/retry", None),
        ):
            assert who.post(path, body).status_code == 403, path


def test_what_stands_in_the_press_room_is_seen_by_its_people_only(
    as_bob: Program, as_vera: Program, as_alice: Program, as_paul: Program, as_ada: Program,
    posted: Post, press_room: Desk, support: Desk,
):  # fmt: skip
    taken = posted("A leak about the embargo")
    conversation = taken["conversation_id"]
    placements.move(conversation, from_desk=support, to_desk=press_room, by=SYSTEM)
    for who in (as_bob, as_vera, as_alice):
        assert who.items("conversations") == []
        assert who.items("conversations?q=embargo") == []
        assert who.get(f"conversations/{conversation}").status_code == 404
        assert who.get(f"messages/{taken['message_id']}").status_code == 404
        assert who.get(f"arrivals/{taken['arrival_id']}").status_code == 404
        assert who.items("arrivals") == []
        assert who.get("conversations?desk=press-room").status_code == 404
    for who in (as_paul, as_ada):
        assert ids(who.items("conversations?desk=press-room")) == [conversation]
        assert ids(who.items("conversations?q=embargo")) == [conversation]


def test_a_desk_the_reader_may_not_see_is_left_out_of_placements(
    as_bob: Program, as_ada: Program, posted: Post, press_room: Desk
):
    conversation = posted()["conversation_id"]
    placements.place(conversation, desk=press_room, by=SYSTEM)
    assert [p["desk"] for p in as_bob.items("conversations")[0]["placements"]] == ["Support"]
    shown = as_ada.get(f"conversations/{conversation}").json()
    assert [p["desk"] for p in shown["placements"]] == ["Support", "Press room"]


@pytest.fixture
def many(posted: Post) -> list[int]:
    return [posted(f"Question {number}")["conversation_id"] for number in range(7)]


def test_pages_have_no_gaps_and_no_doubles(as_bob: Program, many: list[int]):
    assert ids(as_bob.items("conversations")) == many[::-1]
    for limit in (1, 2, 3, 7, 100):
        assert ids(as_bob.all_pages("conversations", limit=limit)) == many[::-1]


def test_a_page_holds_still_while_new_mail_comes(as_bob: Program, many: list[int], posted: Post):
    first = as_bob.get("conversations?limit=3").json()
    posted("Something new")
    second = as_bob.get(f"conversations?limit=3&cursor={first['next_cursor']}").json()
    assert ids(first["items"]) + ids(second["items"]) == many[:0:-1]


def test_filters_narrow_the_list(
    as_bob: Program, as_alice: Program, many: list[int], bob: User, support: Desk, community: Desk,
    mail: Channel,
):  # fmt: skip
    a, b, c, d, *_ = many
    placements.assign(a, desk=support, owner=bob, by=SYSTEM)
    placements.set_state(b, state=State.DONE, by=SYSTEM)
    placements.place(c, desk=community, by=SYSTEM)
    tags.tag(d, name="Lids", by=SYSTEM)
    person = as_bob.get(f"conversations/{d}").json()["person"]["id"]
    for query, expected in {
        "owner=me": [a],
        "owner=bob@marmaladefox.example": [a],
        "owner=Bob Nakamura": [a],
        f"owner={bob.pk}": [a],
        "state=done": [b],
        "desk=community": [c],
        "desk=Community": [c],
        f"desk={community.pk}": [c],
        "desk=community&state=open": [c],
        "desk=community&owner=me": [],
        "state=done&owner=me": [],
        "tag=lids": [d],
        "tag=%23Lids": [d],
        f"person={person}": [d],
        "channel=help": [],
        "owner=none&state=open": [one for one in many[::-1] if one not in (a, b)],
        "channel=Forum&limit=2": many[:-3:-1],
    }.items():
        assert ids(as_bob.items(f"conversations?{query}")) == expected, query


def test_a_filter_that_names_nothing_is_told(as_bob: Program, press_room: Desk):
    for query in ("desk=nowhere", "channel=nothing", "owner=nobody@x.example", "desk=press-room"):
        assert as_bob.get(f"conversations?{query}").status_code == 404, query
    for query in ("state=closed", "person=x", "unread=perhaps", "updated_since=yesterday"):
        assert as_bob.get(f"conversations?{query}").status_code == 422, query


def test_spam_is_apart(as_bob: Program, many: list[int]):
    as_bob.post(f"conversations/{many[0]}/spam", {"spam": True})
    assert many[0] not in ids(as_bob.items("conversations"))
    assert ids(as_bob.items("conversations?spam=true")) == [many[0]]
    assert many[0] not in ids(as_bob.items("conversations?q=question"))
    assert ids(as_bob.items("conversations?q=question&spam=true")) == [many[0]]


def test_read_and_unread_are_the_user_s_own(as_bob: Program, as_vera: Program, many: list[int]):
    assert as_bob.post(f"conversations/{many[0]}/read", {"read": True}).status_code == 204
    assert ids(as_bob.items("conversations?unread=true")) == many[:0:-1]
    assert len(as_vera.items("conversations?unread=true")) == 7
    as_bob.post(f"conversations/{many[0]}/read", {"read": False})
    assert len(as_bob.items("conversations?unread=true")) == 7


def test_updated_since_begins_with_the_named_moment(as_bob: Program, many: list[int]):
    third = as_bob.get(f"conversations/{many[3]}").json()["last_message_at"]
    found = ids(as_bob.items(f"conversations?updated_since={third}"))
    assert found == many[:2:-1]
    for late in (
        "2999-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
        "8492-05-25T20:18:25%2B21:13",
    ):
        assert as_bob.items(f"conversations?updated_since={late}") == []
    for early in ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00%2B23:59"):
        assert len(as_bob.items(f"conversations?updated_since={early}")) == 7


def test_search_finds_words_and_takes_filters(as_bob: Program, many: list[int], posted: Post):
    lid = posted("The marmalade lid is cracked")["conversation_id"]
    assert ids(as_bob.items("conversations?q=marmalade lid")) == [lid]
    assert ids(as_bob.items("conversations?q=lid is:open")) == [lid]
    assert as_bob.items("conversations?q=lid&state=done") == []
    assert as_bob.items("conversations?q=lid&owner=me") == []
    assert as_bob.get("conversations?q=lid is:nonsense").status_code == 409


def test_search_pages_to_the_end(as_bob: Program, many: list[int]):
    found = as_bob.all_pages("conversations?q=question", limit=2)
    assert sorted(ids(found)) == many


def test_messages_come_in_order_and_page(as_bob: Program, posted: Post):
    first = posted("one", thread_id="t")
    for text in ("two", "three", "four"):
        again = posted(text, thread_id="t")
        assert again["conversation_id"] == first["conversation_id"]
        assert again["outcome"] == "appended"
    path = f"conversations/{first['conversation_id']}/messages"
    assert [item["text"] for item in as_bob.all_pages(path, limit=2)] == [
        "one",
        "two",
        "three",
        "four",
    ]


def test_foreign_html_is_clean(as_bob: Program, posted: Post):
    taken = posted(html="<p onclick='x()'>Hi<script>alert(1)</script></p>")
    html = as_bob.get(f"messages/{taken['message_id']}").json()["html"]
    assert "Hi" in html
    assert "script" not in html
    assert "onclick" not in html


@pytest.mark.parametrize(
    "path", ["conversations", "conversations?q=question", "deliveries", "arrivals", "people"]
)
def test_a_longer_list_takes_no_more_queries(as_bob: Program, posted: Post, path: str):
    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            as_bob.items(path)
        return len(captured)

    def queries() -> int:
        """What is kept for a minute is asked for in one of two at most."""
        return min(counted(), counted())

    def more(number: int) -> None:
        for _ in range(number):
            taken = posted("Question")
            answer = {"text": "Yes.", "confirm": True}
            as_bob.post(f"conversations/{taken['conversation_id']}/replies", answer)

    more(2)
    few = queries()
    more(8)
    assert queries() == few <= 15


def test_more_messages_take_no_more_queries(as_bob: Program, posted: Post):
    file = {"filename": "a.txt", "content_base64": "aGk="}
    first = posted("one", thread_id="t", attachments=[file])
    path = f"conversations/{first['conversation_id']}/messages"
    as_bob.items(path)
    with CaptureQueriesContext(connection) as few:
        as_bob.items(path)
    for _ in range(5):
        posted("more", thread_id="t", attachments=[file])
    with CaptureQueriesContext(connection) as many:
        assert len(as_bob.items(path)) == 6
    assert len(many) == len(few)

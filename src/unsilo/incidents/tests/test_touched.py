"""Answering everybody who wrote, one by one, from one approved text."""

from typing import Any

import pytest
from django.test import Client
from tests.waiting import in_threads

from unsilo.accounts.access import Access
from unsilo.channels.models import Delivery
from unsilo.core.errors import Conflict, Forbidden, NotFound
from unsilo.core.pagination import BadCursor
from unsilo.inbox.errors import NewerMessages
from unsilo.inbox.models import Message, Placement
from unsilo.inbox.services.replies import undo_answer
from unsilo.inbox.services.tags import tag
from unsilo.incidents.models import Incident, Statement, Touched
from unsilo.incidents.queries.room import tally
from unsilo.incidents.queries.touched import found_by_words, next_open, touched_page
from unsilo.incidents.services import statements, touched

pytestmark = pytest.mark.django_db


def approve(incident: Incident, alice: Any, bob: Any, text: str = "We replace him.") -> Statement:
    written = statements.write_statement(incident, use="answer", text=text, user=bob, by=bob.actor)
    return statements.approve(written, user=alice, by=alice.actor)


@pytest.fixture
def words(incident: Incident, alice: Any, bob: Any) -> Statement:
    return approve(incident, alice, bob)


@pytest.fixture
def asked(incident: Incident, letters: Any, bob: Any) -> list[Touched]:
    touched.touch(
        incident, conversation_ids=[one.pk for one in letters], why="by hand", by=bob.actor
    )
    return list(incident.touched.order_by("pk"))


def answer(one: Touched, words: Statement, user: Any, **more: Any) -> Message:
    given = {"first_line": "Hello Ana,", "seen_version": one.conversation.version, **more}
    return touched.answer(one, statement_id=words.pk, access=Access.of(user), **given)


def test_an_answer_is_a_normal_reply_with_a_line_of_its_own(
    asked: list[Touched], words: Statement, bob: Any
) -> None:
    message = answer(asked[0], words, bob)

    assert message.text == "Hello Ana,\n\nWe replace him."
    assert message.addresses["to"][0]["value"] == "ana@home.example"
    assert Delivery.objects.get().message_id == message.pk
    assert Placement.objects.get(conversation=asked[0].conversation).state == "waiting"
    counted = tally(Access.of(bob), asked[0].incident, words)
    assert (counted.total, counted.answered, counted.open) == (3, 1, 2)


def test_nobody_is_answered_twice(asked: list[Touched], words: Statement, bob: Any) -> None:
    answer(asked[0], words, bob)

    with pytest.raises(Conflict):
        answer(asked[0], words, bob)
    asked[0].refresh_from_db()
    with pytest.raises(Conflict):
        touched.untouch(asked[0], by=bob.actor)


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_send_one_answer(
    asked: list[Touched], words: Statement, alice: Any, bob: Any
) -> None:
    def try_it(user: Any) -> None:
        try:
            answer(asked[0], words, user)
        except Conflict:
            return

    in_threads(lambda: try_it(alice), lambda: try_it(bob))

    assert Delivery.objects.count() == 1


def test_a_text_that_changed_meanwhile_is_not_sent(
    asked: list[Touched], words: Statement, incident: Any, alice: Any, bob: Any
) -> None:
    approve(incident, alice, bob, "We replace him, and pay the postage.")

    with pytest.raises(Conflict, match="text changed"):
        answer(asked[0], words, bob)
    assert not Delivery.objects.exists()


def test_answers_from_a_former_text_are_counted_and_can_be_brought_back(
    asked: list[Touched], words: Statement, incident: Any, alice: Any, bob: Any
) -> None:
    answer(asked[0], words, bob)
    newer = approve(incident, alice, bob, "We replace him, and pay the postage.")

    assert tally(Access.of(alice), incident, newer).old_text == 1
    rows = touched_page(Access.of(bob), incident, approved=newer).items
    assert [row.is_old for row in rows] == [True, False, False]
    asked[0].refresh_from_db()
    touched.bring_back(asked[0], by=bob.actor)
    asked[0].conversation.refresh_from_db()
    answer(asked[0], newer, bob, confirmed=True)
    assert tally(Access.of(alice), incident, newer).old_text == 0


def test_what_is_newer_than_the_screen_stops_the_answer(
    asked: list[Touched], words: Statement, bob: Any
) -> None:
    with pytest.raises(NewerMessages):
        answer(asked[0], words, bob, seen_version=0)
    assert answer(asked[0], words, bob, seen_version=0, confirmed=True).pk


def test_an_answer_that_is_taken_back_in_time_was_none(
    asked: list[Touched], words: Statement, incident: Any, bob: Any
) -> None:
    message = answer(asked[0], words, bob)

    undo_answer(message.pk, user=bob, by=bob.actor)

    assert tally(Access.of(bob), incident, words).open == 3


def test_who_has_no_seat_there_does_not_answer(
    asked: list[Touched], words: Statement, paul: Any, charlie: Any
) -> None:
    with pytest.raises(Forbidden):
        answer(asked[0], words, paul)
    with pytest.raises(NotFound):
        answer(asked[0], words, charlie)


def test_conversations_are_found_by_words_and_by_tag_without_those_that_are_in(
    incident: Incident, letters: Any, bob: Any
) -> None:
    tag(letters[1].pk, name="batch 0417", by=bob.actor)
    touched.touch(incident, conversation_ids=[letters[0].pk], why="by hand", by=bob.actor)
    access = Access.of(bob)

    by_words = {row.id for row in found_by_words(access, incident, "Otto").rows}
    by_tag = {row.id for row in found_by_words(access, incident, 'tag:"batch 0417"').rows}

    assert by_words == {letters[1].pk, letters[2].pk}
    assert by_tag == {letters[1].pk}


def test_the_list_goes_on_where_the_page_ends(
    asked: list[Touched], incident: Incident, bob: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("unsilo.incidents.queries.touched.PAGE", 2)
    access = Access.of(bob)

    first = touched_page(access, incident)
    rest = touched_page(access, incident, cursor=first.next_cursor or "")

    assert [len(first.items), len(rest.items)] == [2, 1]
    assert rest.next_cursor is None
    with pytest.raises(BadCursor):
        touched_page(access, incident, cursor="nonsense")


def test_bob_answers_one_after_another_in_the_browser(
    as_bob: Client, asked: list[Touched], words: Statement, incident: Incident, bob: Any
) -> None:
    base = f"/incidents/{incident.pk}/conversations/"
    first = as_bob.get(base + "next/")
    assert first["Location"] == f"{base}{asked[0].pk}/"
    page = as_bob.get(first["Location"]).content.decode()
    assert "Hello Ana," in page
    assert "We replace him." in page
    version = asked[0].conversation.version
    given = {"first_line": "Dear Ana,", "statement": words.pk, "seen_version": version}

    sent = as_bob.post(first["Location"], given)
    assert sent["Location"] == f"{base}{asked[1].pk}/"
    skipped = as_bob.post(f"{base}{asked[1].pk}/skip/", {"remark": "by phone"})
    assert skipped["Location"] == f"{base}{asked[2].pk}/"
    as_bob.post(f"{base}{asked[2].pk}/remove/")

    assert next_open(Access.of(bob), incident) is None
    assert as_bob.get(base + "next/")["Location"] == base
    listed = as_bob.get(base).content.decode()
    assert "1 of 2 answered, 1 skipped" in listed
    assert as_bob.get(base + "?state=skipped").content.decode().count("by phone") == 1


def test_a_changed_text_is_shown_and_the_first_line_kept(
    as_bob: Client, asked: list[Touched], words: Statement, incident: Any, alice: Any, bob: Any
) -> None:
    approve(incident, alice, bob, "We replace him, and pay the postage.")
    version = asked[0].conversation.version
    given = {"first_line": "My own line", "statement": words.pk, "seen_version": version}

    page = as_bob.post(f"/incidents/{incident.pk}/conversations/{asked[0].pk}/", given)

    assert page.status_code == 409
    assert "The text changed while you wrote." in page.content.decode()
    assert "My own line" in page.content.decode()
    assert "and pay the postage" in page.content.decode()


def test_conversations_are_found_and_added_in_the_browser(
    as_bob: Client, incident: Incident, letters: Any
) -> None:
    base = f"/incidents/{incident.pk}/conversations/add/"

    assert "Ana Reader" in as_bob.get(base, {"q": "Otto"}).content.decode()
    assert as_bob.get(base, {"like": "1"}).status_code == 200
    as_bob.post(base, {"conversation": [letters[0].pk, letters[1].pk, 10**9], "why": "Otto"})

    assert incident.touched.count() == 2

"""Writing: answers, the composer, the stale guard, a new conversation, and taking things back."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unsilo.accounts.models import Desk, User
from unsilo.channels.contract import Address
from unsilo.channels.models import Channel, Delivery
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation, Draft, Placement, State
from unsilo.inbox.services.notes import add_note
from unsilo.inbox.tests.conftest import Converse
from unsilo.inbox.tests.visits import (
    answer_to,
    composer_of,
    page_of,
    part,
    post,
    sent,
    undo_of,
    visitor,
)

pytestmark = pytest.mark.django_db


def kinds(html: str) -> list[str]:
    head = html[html.index('class="tabs"') : html.index('id="draft-state"')]
    return [k.strip() for k in re.findall(r"<button[^>]*>([A-Za-z ]+)", head)]


# Answers


def test_an_answer_goes_to_the_outbox_and_its_words_into_the_thread(
    converse: Converse, bob: User, support: Desk
) -> None:
    conversation = converse()
    response = post(visitor(bob), page_of(conversation, "send/"), answer_to(conversation))
    html = response.content.decode()
    assert "It is on its way." in html
    assert "data-goes-out" in html
    assert '<textarea id="draft-text"' in html
    message = sent(conversation)
    assert message
    assert Delivery.objects.get(message_id=message.pk).state == Delivery.State.WAITING
    assert Placement.objects.get(conversation=conversation).state == State.WAITING
    assert Placement.objects.get(conversation=conversation).owner == bob


@pytest.mark.parametrize(
    ("then", "state"), [("", State.WAITING), ("done", State.DONE), ("open", State.OPEN)]
)
def test_the_button_decides_how_it_stands_afterwards(
    then: str, state: State, converse: Converse, bob: User
) -> None:
    conversation = converse()
    post(visitor(bob), page_of(conversation, "send/"), answer_to(conversation, then=then))
    assert Placement.objects.get(conversation=conversation).state == state


@time_machine.travel("2026-11-18T10:20:00Z", tick=False)
def test_an_answer_can_be_sent_later(converse: Converse, bob: User) -> None:
    conversation = converse()
    data = answer_to(conversation, send_at="tomorrow")
    response = post(visitor(bob), page_of(conversation, "send/"), data)
    assert "Goes out Thu 9:00." in response.headers["HX-Trigger"]
    [delivery] = Delivery.objects.all()
    assert delivery.next_try_at
    assert delivery.next_try_at.isoformat() == "2026-11-19T09:00:00+00:00"


def test_who_may_not_work_there_can_not_answer(converse: Converse, vera: User, paul: User) -> None:
    conversation = converse()
    for other in (vera, paul):
        response = post(visitor(other), page_of(conversation, "send/"), answer_to(conversation))
        assert response.status_code == 403
    assert sent(conversation) is None


def test_r37_an_answer_is_stopped_when_something_newer_stands_there(
    converse: Converse, bob: User, alice: User
) -> None:
    conversation = converse()
    data = answer_to(conversation)
    add_note(conversation.pk, user=alice, text="I am on it already", by=alice.actor)
    client, url = visitor(bob), page_of(conversation, "send/")
    first = conversation.messages.order_by("id").first()
    assert first
    stopped = post(client, url, {**data, "seen": f"{first.pk}-0"})
    assert stopped.status_code == 409
    html = stopped.content.decode()
    assert "I am on it already" in html
    assert "Send anyway" in html
    assert sent(conversation) is None
    assert post(client, url, {**data, "confirmed": "1"}).status_code == 200
    assert sent(conversation)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"to": "nobody at all"}, "is not an e-mail address"),
        ({"to": ""}, "Name at least one recipient"),
        ({"text": "   "}, "nothing to send"),
        ({"uploads": ["123456"]}, "no longer there"),
        ({"send_at": "at", "send_at_time": "2001-01-01T10:00"}, "in the future"),
        ({"seen_version": "x"}, "whole number"),
    ],
)
def test_what_can_not_be_sent_is_said_and_nothing_is_lost(
    change: dict[str, object], complaint: str, converse: Converse, bob: User
) -> None:
    conversation = converse()
    data = answer_to(conversation, **change)
    response = post(visitor(bob), page_of(conversation, "send/"), data)
    assert response.status_code == 422
    assert complaint in response.content.decode()
    assert response.headers["HX-Retarget"] == "#composer-problem"
    assert sent(conversation) is None


def test_undo_brings_the_words_back_to_the_composer(
    converse: Converse, bob: User, support: Desk
) -> None:
    conversation = converse("First words")
    client = visitor(bob)
    answer = answer_to(conversation, text="Too **early**")
    undo = undo_of(post(client, page_of(conversation, "send/"), answer))
    taken = post(client, undo, at=page_of(conversation)).content.decode()
    assert ">Too **early**</textarea>" in taken
    assert 'hx-swap-oob="delete"' in taken
    assert sent(conversation) is None
    conversation.refresh_from_db()
    assert conversation.preview == "First words"
    assert conversation.message_count == 1
    assert Placement.objects.get(conversation=conversation).state == State.OPEN


@pytest.mark.parametrize(
    ("at", "header", "place"),
    [
        ("/inbox/desks/support/?state=waiting", "HX-Location", "?desk=support&state=waiting"),
        ("/inbox/c/999999/?order=oldest", "HX-Location", "?order=oldest"),
        ("/people/", "HX-Redirect", ""),
    ],
)
def test_undo_leads_to_the_conversation_where_it_is_not_open(
    converse: Converse, bob: User, at: str, header: str, place: str
) -> None:
    conversation = converse()
    client = visitor(bob)
    undo = undo_of(post(client, page_of(conversation, "send/"), answer_to(conversation)))
    taken = post(client, undo, at=at)
    assert page_of(conversation) + place in taken.headers[header]
    assert "It is on its way.</textarea>" in client.get(page_of(conversation)).content.decode()


def test_a_timeline_tells_that_an_answer_was_taken_back(converse: Converse, bob: User) -> None:
    conversation = converse()
    client = visitor(bob)
    undo = undo_of(post(client, page_of(conversation, "send/"), answer_to(conversation)))
    post(client, undo, at=page_of(conversation))
    html = client.get(page_of(conversation, "person/")).content.decode()
    assert "Bob Nakamura took an answer back before it went out" in html


def test_undo_keeps_what_was_begun_meanwhile(converse: Converse, bob: User) -> None:
    conversation = converse()
    client = visitor(bob)
    undo = undo_of(post(client, page_of(conversation, "send/"), answer_to(conversation)))
    post(client, page_of(conversation, "draft/"), answer_to(conversation, text="One more thing"))
    post(client, undo)
    assert Draft.objects.get().text == "It is on its way.\n\nOne more thing"


def test_what_has_gone_out_can_not_be_undone(converse: Converse, bob: User) -> None:
    conversation = converse()
    client = visitor(bob)
    undo = undo_of(post(client, page_of(conversation, "send/"), answer_to(conversation)))
    Delivery.objects.update(state="sent", attempts=1)
    assert post(client, undo).status_code == 409
    assert sent(conversation)


def test_a_colleagues_words_come_back_to_the_colleague(
    converse: Converse, bob: User, alice: User
) -> None:
    conversation = converse()
    undo = undo_of(post(visitor(bob), page_of(conversation, "send/"), answer_to(conversation)))
    post(visitor(alice), undo)
    assert Draft.objects.get().user == bob


def test_answering_costs_a_bounded_number_of_statements(converse: Converse, bob: User) -> None:
    client = visitor(bob)
    costs = []
    for number, length in enumerate((1, 1, 30)):
        conversation = converse(*["Hello"] * length, sender=f"p{number}@example.com")
        last = conversation.messages.order_by("-id").first()
        assert last
        data = answer_to(conversation, seen=f"{last.pk}-0")
        with CaptureQueriesContext(connection) as queries:
            post(client, page_of(conversation, "send/"), data)
        costs.append(len(queries))
    assert costs[1] == costs[2] <= 50


# The composer


def test_only_kinds_that_work_are_offered(
    converse: Converse, bob: User, paul: User, mail: Channel
) -> None:
    alone = converse()
    assert kinds(composer_of(bob, alone)) == ["Reply", "Forward", "Note"]
    company = converse(
        to=(Address("help@marmaladefox.example"), Address("friend@whitlock.example"))
    )
    assert kinds(composer_of(bob, company)) == ["Reply", "Reply to all", "Forward", "Note"]
    assert kinds(composer_of(paul, company)) == ["Note"]


def test_a_channel_that_can_not_answer_says_so(
    converse: Converse, bob: User, support: Desk, mail: Channel
) -> None:
    mute = create_channel(
        kind="email", name="Archive", brand=mail.brand, desk=support, by=SYSTEM,
        config={"address": "old@marmaladefox.example"},
    )  # fmt: skip
    html = composer_of(bob, converse(channel=mute))
    assert kinds(html) == ["Note"]
    assert "Archive has no server for outgoing messages." in html


def test_a_channel_without_recipients_answers_in_the_thread(
    converse: Converse, bob: User, support: Desk, mail: Channel
) -> None:
    console = create_channel(
        kind="console", name="Comments", brand=mail.brand, desk=support, by=SYSTEM, config={}
    )
    html = composer_of(bob, converse(channel=console))
    assert kinds(html) == ["Reply", "Note"]
    assert 'name="to"' not in html


def test_r26_recipients_are_those_of_the_message_and_strangers_are_pointed_out(
    converse: Converse, bob: User
) -> None:
    conversation = converse(
        to=(Address("help@marmaladefox.example"), Address("friend@whitlock.example"))
    )
    html = composer_of(bob, conversation, "?kind=reply_all")
    assert 'value="Dana Whitlock &lt;dana@whitlock.example&gt;"' in html
    assert 'name="cc" value="friend@whitlock.example"' in html
    message = conversation.messages.get()
    data = answer_to(
        conversation, kind="reply_all", answered=message.pk, cc="boss@elsewhere.example"
    )
    kept = post(visitor(bob), page_of(conversation, "draft/"), data).content.decode()
    assert "boss@elsewhere.example was not on the message you answer." in kept
    assert "dana@whitlock.example was not" not in kept


def test_an_answer_to_an_older_message_goes_to_its_writer(converse: Converse, bob: User) -> None:
    conversation = converse("First")
    older = conversation.messages.get()
    older.pk = None
    older.author_address = "other@example.com"
    older.author_name = "Other"
    older.addresses = {"from": [{"value": "other@example.com", "name": "Other"}]}
    older.save()
    first = conversation.messages.order_by("id").first()
    assert first
    assert "other@example.com" in composer_of(bob, conversation)
    html = composer_of(bob, conversation, f"?kind=reply&answered={first.pk}")
    assert "dana@whitlock.example" in html
    assert f'name="answered" value="{first.pk}"' in html
    foreign = converse(sender="third@example.com").messages.get()
    html = composer_of(bob, conversation, f"?kind=reply&answered={foreign.pk}")
    assert "third@example.com" not in html


# A new conversation


def test_writing_to_somebody_first(bob: User, mail: Channel) -> None:
    client = visitor(bob)
    assert "New conversation" in part(client, "/inbox/new/", "dialog").content.decode()
    data = {
        "kind": "new", "channel": str(mail.pk), "desk": "", "to": "Ana <ana@new.example>", "cc": "",
        "subject": "Your otter", "text": "It is found.",
    }  # fmt: skip
    response = post(client, "/inbox/new/", data)
    conversation = Conversation.objects.get()
    assert response.headers["HX-Redirect"] == f"/inbox/c/{conversation.pk}/"
    assert str(conversation.person) == "Ana"
    assert Placement.objects.get().owner == bob
    message = sent(conversation)
    assert message
    assert message.subject == "Your otter"
    undone = post(client, f"/inbox/m/{message.pk}/undo/", at=page_of(conversation))
    assert ">It is found.</textarea>" in undone.content.decode()
    again = answer_to(conversation, text="It is found!", to="ana@new.example", confirmed="1")
    post(client, page_of(conversation, "send/"), again)
    message = sent(conversation)
    assert message
    assert message.subject == "Your otter"


def test_a_new_conversation_keeps_its_draft(bob: User, mail: Channel) -> None:
    client = visitor(bob)
    data = {"kind": "new", "to": "ana@new.ex", "subject": "Otter", "text": "Half a thought"}
    assert "Draft saved" in post(client, "/inbox/new/draft/", data).content.decode()
    html = part(client, "/inbox/new/", "dialog").content.decode()
    for kept in ("ana@new.ex", "Otter", "Half a thought"):
        assert kept in html


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"to": ""}, "at least one recipient"),
        ({"to": "nonsense"}, "is not an e-mail address"),
        ({"subject": ""}, "needs a subject"),
        ({"channel": "999"}, "Choose one of the list"),
        ({"channel": ""}, "required"),
    ],
)
def test_a_new_conversation_that_can_not_begin_says_why(
    change: dict[str, str], complaint: str, bob: User, mail: Channel
) -> None:
    data = {
        "kind": "new", "channel": str(mail.pk), "to": "ana@new.example", "subject": "Hi",
        "text": "Hello", **change,
    }  # fmt: skip
    response = post(visitor(bob), "/inbox/new/", data)
    assert response.status_code == 422
    assert complaint in response.content.decode()
    assert not Conversation.objects.exists()


def test_who_has_no_seat_begins_nothing(vera: User, charlie: User, mail: Channel) -> None:
    data = {
        "kind": "new",
        "channel": str(mail.pk),
        "to": "a@b.example",
        "subject": "x",
        "text": "y",
    }
    assert post(visitor(vera), "/inbox/new/", data).status_code == 403
    assert post(visitor(charlie), "/inbox/new/", data).status_code == 422
    assert not Conversation.objects.exists()

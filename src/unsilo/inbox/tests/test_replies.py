"""Answers: frozen, guarded, taken back (R26, R27, R37, R39)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from unsilo.accounts.models import Brand, Desk, User
from unsilo.channels import payloads, registry
from unsilo.channels.contract import Address, Author, InboundMessage, OutboundMessage
from unsilo.channels.models import Channel, Delivery
from unsilo.channels.services import blobs
from unsilo.channels.services.channels import create_channel
from unsilo.connectors.console.connector import ConsoleConnector
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid
from unsilo.core.tokens import read_signed_id
from unsilo.inbox import recipients as recipients_of
from unsilo.inbox.errors import AlreadySent, EmptyMessage, NewerMessages, NoRecipients, TooLong
from unsilo.inbox.models import Conversation, Draft, DraftKind, Message, Placement, State
from unsilo.inbox.recipients import Recipients, suggest
from unsilo.inbox.services.drafts import save_draft
from unsilo.inbox.services.incoming import add_incoming
from unsilo.inbox.services.notes import add_note
from unsilo.inbox.services.replies import REPLY_TOKEN, Answer, send_answer, undo_answer
from unsilo.inbox.tests.conftest import Converse

pytestmark = pytest.mark.django_db
DANA = Recipients(to=(Address("dana@whitlock.example"),))
OWN = frozenset({"help@marmaladefox.example"})


def reply(conversation: Conversation, user: User, **changes: object) -> Message:
    given = {"text": "It swam away.", "recipients": DANA, "seen_version": conversation.version}
    return send_answer(
        conversation.pk,
        Answer(**{**given, **changes}),  # type: ignore[arg-type]
        user=user,
        desks=[seat.desk for seat in user.seats.select_related("desk")],
        by=user.actor,
    )


def sent(message: Message) -> OutboundMessage:
    """What the outbox will hand over."""
    frozen = Delivery.objects.get(message_id=message.pk).payload
    return payloads.thaw(frozen, only_to=(), read=blobs.read)


def test_an_answer_waits_in_the_outbox_and_the_desk_waits_for_the_customer(
    converse: Converse, bob: User
) -> None:
    conversation = converse()
    message = reply(conversation, bob)
    delivery = Delivery.objects.get(message_id=message.pk)
    assert delivery.state == Delivery.State.WAITING
    assert delivery.next_try_at is not None
    assert 8 < (delivery.next_try_at - timezone.now()).total_seconds() <= 10
    placement = Placement.objects.get(conversation=conversation)
    assert (placement.state, placement.owner) == (State.WAITING, bob)


def test_r27_an_answer_names_what_it_answers(converse: Converse, bob: User) -> None:
    conversation = converse("One", "Two")
    message = reply(conversation, bob)
    outbound = sent(message)
    assert outbound.in_reply_to == "2@whitlock.example"
    assert outbound.references == ("1@whitlock.example", "2@whitlock.example")
    assert outbound.external_id == message.external_id
    assert read_signed_id(outbound.reply_token, purpose=REPLY_TOKEN) == conversation.pk
    assert "> Two" in outbound.text


def test_r37_an_answer_is_stopped_when_something_newer_stands_there(
    converse: Converse, bob: User, alice: User
) -> None:
    conversation = converse()
    reply(conversation, alice)
    with pytest.raises(NewerMessages):
        reply(conversation, bob)
    assert Message.objects.filter(user=bob).count() == 0
    reply(conversation, bob, confirmed=True)
    assert Message.objects.filter(user=bob).count() == 1


def test_a_colleagues_note_stops_an_answer_too(converse: Converse, bob: User, alice: User) -> None:
    conversation = converse()
    add_note(conversation.pk, user=alice, text="Don't answer yet.", by=alice.actor)
    with pytest.raises(NewerMessages):
        reply(conversation, bob)


def test_undo_takes_it_back_and_the_words_are_a_draft_again(converse: Converse, bob: User) -> None:
    conversation = converse()
    save_draft(
        user=bob, conversation_id=conversation.pk, kind="reply", text="It **swam** away.",
        fields={}, seen_version=conversation.version,
    )  # fmt: skip
    message = reply(conversation, bob, text="It **swam** away.")
    assert not Draft.objects.exists()
    undo_answer(message.pk, user=bob, by=bob.actor)
    assert not Message.objects.filter(pk=message.pk).exists()
    assert Delivery.objects.get(message_id=message.pk).state == Delivery.State.CANCELLED
    assert Draft.objects.get().text == "It **swam** away."
    placement = Placement.objects.get(conversation=conversation)
    assert (placement.state, placement.owner) == (State.OPEN, None)
    conversation.refresh_from_db()
    assert conversation.message_count == 1


def test_what_has_gone_out_can_not_be_taken_back(converse: Converse, bob: User) -> None:
    message = reply(converse(), bob)
    Delivery.objects.update(state=Delivery.State.SENT, claimed_at=timezone.now())
    with pytest.raises(AlreadySent):
        undo_answer(message.pk, user=bob, by=bob.actor)
    assert Message.objects.filter(pk=message.pk).exists()


def test_r39_an_answer_to_an_older_message_is_sent_to_its_writer(
    converse: Converse, bob: User
) -> None:
    conversation = converse("One", "Two")
    first = conversation.messages.order_by("id")[0]
    message = reply(conversation, bob, answered_id=first.pk)
    outbound = sent(message)
    assert outbound.in_reply_to == first.external_id


def test_a_message_of_another_conversation_can_not_be_answered_here(
    converse: Converse, bob: User
) -> None:
    other = converse(sender="eve@elsewhere.example").messages.get()
    with pytest.raises(Invalid):
        reply(converse(), bob, answered_id=other.pk)


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"text": "  \n"}, EmptyMessage), ({"recipients": Recipients()}, NoRecipients)],
)
def test_nothing_to_say_or_nobody_to_say_it_to(
    changes: dict[str, object], error: type[Exception], converse: Converse, bob: User
) -> None:
    with pytest.raises(error):
        reply(converse(), bob, **changes)


def test_r26_reply_all_keeps_every_recipient_and_drops_only_us(converse: Converse) -> None:
    conversation = converse(
        to=(Address("Help@MarmaladeFox.example"), Address("jo@shop.example", "Jo")),
        cc=(Address("kim@shop.example"),),
    )
    found = suggest(conversation, conversation.messages.get(), kind=DraftKind.REPLY_ALL, own=OWN)
    assert [one.value for one in found.to] == ["dana@whitlock.example"]
    assert [one.value for one in found.cc] == ["jo@shop.example", "kim@shop.example"]


def test_r26_answering_a_third_party_adds_nobody(converse: Converse, bob: User) -> None:
    conversation = converse()
    third = InboundMessage(
        external_id="3@shop.example",
        author=Author("email", "jo@shop.example", "Jo"),
        text="We can help",
        reply_text="We can help",
        to=(Address("help@marmaladefox.example"),),
    )
    answered = add_incoming(
        conversation, channel=conversation.channel, parsed=third, person=None, blobs=(),
        arrival_id=None, by=SYSTEM, at=timezone.now(),
    )  # fmt: skip
    for kind in (DraftKind.REPLY, DraftKind.REPLY_ALL):
        found = suggest(conversation, answered, kind=kind, own=OWN)
        assert [one.value for one in found.everyone] == ["jo@shop.example"]


def test_r26_recipients_are_frozen_when_sent(converse: Converse, bob: User) -> None:
    conversation = converse()
    message = reply(conversation, bob)
    conversation.person.identities.update(value="new@whitlock.example", key="new@whitlock.example")
    outbound = sent(message)
    assert [one.value for one in outbound.to] == ["dana@whitlock.example"]


def test_reply_to_is_honoured(converse: Converse) -> None:
    conversation = converse(reply_to=(Address("orders@whitlock.example"),))
    found = suggest(conversation, conversation.messages.get(), kind=DraftKind.REPLY, own=OWN)
    assert [one.value for one in found.to] == ["orders@whitlock.example"]


@pytest.mark.parametrize("text", ["dana", "dana@", "a b@c.example", "x@y", "<script>@x.example"])
def test_what_is_no_address_is_named(text: str) -> None:
    with pytest.raises(Invalid):
        recipients_of.parse(text)


def test_addresses_are_read_as_people_type_them() -> None:
    found = recipients_of.parse('Dana <dana@x.example>; jo@y.example,\n"Kim, Dr" <kim@z.example>')
    assert [(one.value, one.name) for one in found] == [
        ("dana@x.example", "Dana"),
        ("jo@y.example", ""),
        ("kim@z.example", "Kim, Dr"),
    ]


class ShortConnector(ConsoleConnector):
    info = replace(ConsoleConnector.info, key="short", max_signs=20)


@pytest.fixture
def short(brand: Brand, support: Desk, settings: Any) -> Iterator[Channel]:
    """A channel that takes twenty signs."""
    settings.CONNECTORS = [*settings.CONNECTORS, f"{__name__}.ShortConnector"]
    registry.connectors.cache_clear()
    yield create_channel(
        kind="short", name="Short", brand=brand, desk=support, config={}, by=SYSTEM
    )
    registry.connectors.cache_clear()


def test_a_channel_takes_so_many_signs_and_no_more(
    converse: Converse, bob: User, short: Channel
) -> None:
    conversation = converse(channel=short)
    with pytest.raises(TooLong, match="20 characters at most, and this has 21"):
        reply(conversation, bob, text="\U0001f98a" * 21)
    reply(conversation, bob, text="\U0001f98a" * 20)


def test_where_signs_are_few_no_signature_takes_them(
    converse: Converse, bob: User, short: Channel
) -> None:
    bob.signature = "Bob of Marmalade Fox"
    assert sent(reply(converse(channel=short), bob)).text == "It swam away.\n"
    assert "Bob of Marmalade Fox" in sent(reply(converse(), bob)).text


def test_a_forward_is_marked_in_the_thread_with_who_and_to_whom(
    converse: Converse, bob: User, client: Client
) -> None:
    conversation = converse()
    to = Recipients(to=(Address("press@paper.example"),))
    reply(conversation, bob, kind=DraftKind.FORWARD, recipients=to, text="For you?")
    client.force_login(bob)
    page = client.get(f"/inbox/c/{conversation.pk}/").content.decode()
    assert "Bob Nakamura forwarded this to press@paper.example" in page
    conversation.refresh_from_db()
    reply(conversation, bob)
    page = client.get(f"/inbox/c/{conversation.pk}/").content.decode()
    assert page.count("forwarded this to") == 1

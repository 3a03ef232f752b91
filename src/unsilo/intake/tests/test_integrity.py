"""What the intake leaves behind keeps every invariant; what breaks one afterwards is seen."""

import pytest
from django.db import connection

from unsilo.core import integrity
from unsilo.core.models import Event
from unsilo.core.tombstones import tombstone
from unsilo.inbox.models import Conversation, Message, Placement, Reference
from unsilo.intake.tests.conftest import letter

pytestmark = pytest.mark.django_db


def broken():
    return [sentence for result in integrity.examine() for sentence in result.shown]


@pytest.fixture
def message(help_mail, press_mail, deliver):
    """Two letters of a thread, and the first once more through another channel."""
    first = letter(message_id="one@whitlock.example")
    arrival = deliver(help_mail, first)
    deliver(press_mail, first)
    deliver(
        help_mail,
        letter(message_id="two@whitlock.example", In_Reply_To="<one@whitlock.example>"),
    )
    return Message.objects.get(pk=arrival.message_id)


def test_whatever_came_in_keeps_every_invariant(message):
    assert broken() == []
    looked_at = {result.invariant: result.at for result in integrity.examine()}
    assert looked_at["every arrival ends, once, with an outcome"] == 3
    assert looked_at["every message taken in is there, and was told of once"] == 2


def test_a_conversation_that_contradicts_its_messages_is_seen(message):
    Conversation.objects.update(message_count=5)
    Placement.objects.all().delete()
    assert broken() == [
        f"Conversation {message.conversation_id} counts 5 messages and has 2.",
        f"Conversation {message.conversation_id} stands on no desk.",
    ]


def test_a_message_lost_or_told_of_wrongly_is_seen(message):
    last = Message.objects.latest("pk")
    Reference.objects.filter(external_id=message.external_id).delete()
    told = Event.objects.get(kind="message.received", message_id=message.pk)
    Event.objects.create(at=told.at, kind=told.kind, message_id=message.pk, actor_kind="system")
    Event.objects.filter(kind=told.kind, message_id=last.pk).delete()
    assert broken() == [
        f"Message {message.pk} can't be found by its id.",
        f"Message {message.pk} was told of 2 times.",
        f"Message {last.pk} was told of to nobody.",
    ]
    Event.objects.filter(message_id=message.pk).delete()
    Message.objects.filter(pk=message.pk).delete()
    assert f"What arrival {message.arrival_id} brought is gone." in broken()


def test_a_message_whose_id_was_erased_need_not_be_found_by_it(message):
    Reference.objects.filter(external_id=message.external_id).delete()
    Message.objects.filter(pk=message.pk).update(external_id=tombstone(message.external_id))
    assert broken() == []


def test_events_ahead_of_their_sequence_are_seen(message):
    last = Event.objects.latest("pk").pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('core_event_id_seq', %s)", [last - 1])
    assert broken() == [f"Event {last} is ahead of the sequence, which stands at {last - 1}."]

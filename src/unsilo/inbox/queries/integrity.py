"""What must hold of conversations and their messages."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef

from unsilo.channels.models import Arrival, Delivery, Outcome
from unsilo.core.integrity import Looked, register_invariant
from unsilo.core.models import Event
from unsilo.core.tombstones import PREFIX as ERASED
from unsilo.inbox.models import Conversation, Message, Placement, Reference
from unsilo.inbox.models.messages import Direction


def register() -> None:
    register_invariant("every conversation agrees with its messages", conversations)
    register_invariant("every message taken in is there, and was told of once", messages)


def conversations() -> Looked:
    return Looked(Conversation.objects.count(), _conversations())


def _conversations() -> Iterator[str]:
    counted = Conversation.objects.annotate(there=Count("messages"))
    for pk, said, there in counted.exclude(there=F("message_count")).values_list(
        "pk", "message_count", "there"
    ):
        yield f"Conversation {pk} counts {said} messages and has {there}."
    placed = Placement.objects.filter(conversation=OuterRef("pk"))
    for pk in Conversation.objects.exclude(Exists(placed)).values_list("pk", flat=True):
        yield f"Conversation {pk} stands on no desk."


def messages() -> Looked:
    return Looked(Message.objects.count(), _messages())


def _messages() -> Iterator[str]:
    here = Message.objects.filter(pk=OuterRef("message_id"))
    taken_in = Arrival.objects.filter(outcome__in=[Outcome.IMPORTED, Outcome.APPENDED])
    for pk in taken_in.exclude(Exists(here)).values_list("pk", flat=True):
        yield f"What arrival {pk} brought is gone."
    alive = Delivery.objects.exclude(state=Delivery.State.CANCELLED)
    for pk in alive.exclude(Exists(here)).values_list("pk", flat=True):
        yield f"Delivery {pk} sends a message that is not there."
    found = Reference.objects.filter(external_id=OuterRef("external_id"))
    named = Message.objects.exclude(external_id="").exclude(external_id__startswith=ERASED)
    for pk in named.exclude(Exists(found)).values_list("pk", flat=True):
        yield f"Message {pk} can't be found by its id."
    told = Event.objects.filter(kind="message.received", message_id__isnull=False)
    often = told.values("message_id").annotate(times=Count("pk")).filter(times__gt=1)
    for pk, times in often.values_list("message_id", "times"):
        yield f"Message {pk} was told of {times} times."
    event = told.filter(message_id=OuterRef("pk"))
    arrived = Message.objects.filter(direction=Direction.IN, arrival_id__isnull=False)
    for pk in arrived.exclude(Exists(event)).values_list("pk", flat=True):
        yield f"Message {pk} was told of to nobody."

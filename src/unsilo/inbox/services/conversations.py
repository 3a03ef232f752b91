"""Begin a conversation, and keep its summary true when we said something."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from unsilo.accounts.models import Desk
from unsilo.channels.contract import MessageClass
from unsilo.channels.models import Channel
from unsilo.core.actor import Actor
from unsilo.inbox.models import (
    Conversation,
    Direction,
    Kind,
    Message,
    Participant,
    Placement,
    Reference,
    State,
)
from unsilo.inbox.services.batch import Batch
from unsilo.inbox.services.reading import short
from unsilo.people.models import Person


def start_conversation(
    *,
    channel: Channel,
    person: Person,
    subject: str,
    by: Actor,
    at: datetime,
    desk: Desk | None = None,
    state: State = State.OPEN,
    owner_id: int | None = None,
) -> Conversation:
    """Make a conversation and place it on its desk (the channel's, unless another is named).

    To be called inside the transaction that adds its first message.
    """
    batch = Batch(by=by)
    conversation = batch.start(
        channel=channel,
        person=person,
        subject=subject,
        at=at,
        desk_id=desk.pk if desk else None,
        state=state,
        owner_id=owner_id,
    )
    batch.write()
    return conversation


def reopen_after_answer(conversation: Conversation) -> list[int]:
    """Open what waited, slept or was done, as after an answer. Returns the desks that changed."""
    placements = Placement.objects.filter(conversation=conversation)
    asleep = placements.filter(state__in=[State.WAITING, State.SNOOZED])
    if not asleep.exists() and not placements.filter(state=State.OPEN).exists():
        asleep = placements
    desk_ids = list(asleep.values_list("desk_id", flat=True))
    placements.filter(desk__in=desk_ids).update(state=State.OPEN, snoozed_until=None, done_at=None)
    return desk_ids


def summarise_answer(conversation: Conversation, *, preview: str, at: datetime) -> None:
    """Bring the summary up to date after our own message; the conversation is locked."""
    conversation.message_count += 1
    conversation.version += 1
    conversation.last_outbound_at = at
    if at >= conversation.last_message_at:
        conversation.preview = preview
        conversation.last_message_at = at
        Placement.objects.filter(conversation=conversation).update(active_at=at)
    conversation.save(
        update_fields=["message_count", "version", "last_outbound_at", "preview", "last_message_at"]
    )


def summarise_without_answer(conversation: Conversation) -> None:
    """The reverse, once the message is gone: what still stands there makes the summary."""
    said = Message.objects.filter(
        conversation=conversation, kind=Kind.MESSAGE, message_class=MessageClass.HUMAN.value
    )
    newest = said.order_by("-sent_at", "-id").only("reply_text", "text", "sent_at").first()
    at = newest.sent_at if newest else conversation.created_at
    conversation.message_count -= 1
    conversation.last_outbound_at = said.filter(direction=Direction.OUT).aggregate(
        at=Max("sent_at")
    )["at"]
    conversation.preview = short(newest.reply_text or newest.text) if newest else ""
    conversation.last_message_at = at
    Placement.objects.filter(conversation=conversation).update(active_at=at)
    conversation.save(
        update_fields=["message_count", "last_outbound_at", "preview", "last_message_at"]
    )


def remember_references(conversation: Conversation, external_ids: Iterable[str]) -> None:
    """Keep ids that belong to this conversation, also those of messages never seen."""
    Reference.objects.bulk_create(
        [
            Reference(external_id=one[:400], conversation=conversation)
            for one in dict.fromkeys(external_ids)
            if one
        ],
        ignore_conflicts=True,
    )


def remember_participants(conversation: Conversation, addresses: Iterable[str]) -> None:
    """Keep who took part, and may therefore answer into it."""
    Participant.objects.bulk_create(
        [
            Participant(address=one, conversation=conversation)
            for one in sorted({a.strip().casefold()[:320] for a in addresses} - {""})
        ],
        ignore_conflicts=True,
    )

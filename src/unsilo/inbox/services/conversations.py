"""Begin a conversation, and keep its summary true when we said something."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from unsilo.accounts.models import Desk
from unsilo.channels.contract import MessageClass
from unsilo.channels.models import Channel
from unsilo.core.actor import Actor
from unsilo.core.db import prepared
from unsilo.inbox.models import (
    Conversation,
    Direction,
    Kind,
    Message,
    Placement,
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


@dataclass(frozen=True, slots=True)
class Moved:
    """What an answer makes of the desks its writer works for; without a state theirs stay."""

    desk_ids: Sequence[int]
    owner_id: int
    state: State | None


# One statement: every answer pays for it. Nobody's snooze or closing outlives a new state.
_SUMMARISED = """
WITH desks AS (
    UPDATE inbox_placement
       SET active_at = CASE WHEN %(newest)s THEN %(at)s ELSE active_at END,
           owner_id = CASE WHEN desk_id = ANY(%(moved)s) THEN COALESCE(owner_id, %(owner)s)
                           ELSE owner_id END,
           state = CASE WHEN desk_id = ANY(%(changed)s) THEN %(state)s ELSE state END,
           snoozed_until = CASE WHEN desk_id = ANY(%(changed)s) THEN NULL ELSE snoozed_until END,
           done_at = CASE WHEN desk_id = ANY(%(changed)s) THEN %(done_at)s ELSE done_at END
     WHERE conversation_id = %(conversation)s
)
UPDATE inbox_conversation
   SET message_count = %(message_count)s, version = %(version)s, preview = %(preview)s,
       last_message_at = %(last_message_at)s, last_outbound_at = %(at)s
 WHERE id = %(conversation)s
"""


def summarise_answer(
    conversation: Conversation, *, preview: str, at: datetime, moved: Moved | None = None
) -> None:
    """Bring the summary and the desks up to date after our own message; the conversation is
    locked."""
    newest = at >= conversation.last_message_at
    conversation.message_count += 1
    conversation.version += 1
    conversation.last_outbound_at = at
    if newest:
        conversation.preview = preview
        conversation.last_message_at = at
    state = moved.state if moved else None
    values: dict[str, Any] = {
        "conversation": conversation.pk,
        "newest": newest,
        "at": at,
        "moved": list(moved.desk_ids) if moved else [],
        "changed": list(moved.desk_ids) if moved and state else [],
        "owner": moved.owner_id if moved else None,
        "state": state.value if state else "",
        "done_at": at if state == State.DONE else None,
        "message_count": conversation.message_count,
        "version": conversation.version,
        "preview": conversation.preview,
        "last_message_at": conversation.last_message_at,
    }
    with prepared() as cursor:
        cursor.execute(_SUMMARISED, values)


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


_REMEMBERED = """
WITH known AS (
    INSERT INTO inbox_reference (external_id, conversation_id)
    SELECT id, %(conversation)s FROM unnest(%(ids)s::text[]) AS id ON CONFLICT DO NOTHING
)
INSERT INTO inbox_participant (conversation_id, address)
SELECT %(conversation)s, address FROM unnest(%(addresses)s::text[]) AS address
ON CONFLICT DO NOTHING
"""


def remember(conversation: Conversation, external_id: str, addresses: Iterable[str]) -> None:
    """Keep the id of a message that belongs here, and who took part and may therefore answer."""
    values: dict[str, Any] = {
        "conversation": conversation.pk,
        "ids": [external_id[:400]] if external_id else [],
        "addresses": sorted({one.strip().casefold()[:320] for one in addresses} - {""}),
    }
    with prepared() as cursor:
        cursor.execute(_REMEMBERED, values)

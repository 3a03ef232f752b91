"""What every verb here shares: lock the conversation, raise its version, tell the log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import NotFound
from unsilo.core.kept import Kept
from unsilo.inbox import ports
from unsilo.inbox.models import Conversation, Placement

_held = Kept(
    lambda pk: (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("channel__brand", "person")
        .filter(pk=pk)
    ),
    int,
)


def locked(conversation_id: int) -> Conversation:
    """The conversation, held until the transaction ends, so that verbs come one after another."""
    known = 0 < conversation_id < 2**63
    conversation = _held.first(conversation_id) if known else None
    if conversation is None:
        raise NotFound
    return conversation


def desk_ids_of(conversation: Conversation) -> list[int]:
    """The desks that hold the conversation now."""
    return list(
        Placement.objects.filter(conversation=conversation).values_list("desk_id", flat=True)
    )


def log(
    kind: str,
    conversation: Conversation,
    *,
    by: Actor,
    message_id: int | None = None,
    desk_ids: Sequence[int] | None = None,
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> int:
    """Record an event of a conversation, addressed to the desks that hold it; others may follow."""
    event_id = events.record(
        kind,
        by=by,
        conversation_id=conversation.pk,
        message_id=message_id,
        person_id=conversation.person_id,
        brand_id=conversation.brand_id,
        desk_ids=desk_ids_of(conversation) if desk_ids is None else desk_ids,
        data=data,
        at=at,
    )
    ports.follow(
        ports.Done(kind, conversation, by, event_id, message_id, data or {}, at or timezone.now())
    )
    return event_id


def touch(conversation: Conversation) -> None:
    """Raise the version: whoever is answering should look again."""
    Conversation.objects.filter(pk=conversation.pk).update(version=F("version") + 1)
    conversation.version += 1

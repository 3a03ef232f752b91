"""Words on conversations."""

from datetime import datetime

from django.db import transaction

from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid
from unsilo.inbox.models import ConversationTag, Tag
from unsilo.inbox.services.changes import locked, log

MAX_TAGS = 30


def normal_name(name: str) -> str:
    """Tags are compared small and with single spaces, without a leading #."""
    return " ".join(name.strip().lstrip("#").casefold().split())[:50]


@transaction.atomic
def tag(conversation_id: int, *, name: str, by: Actor, at: datetime | None = None) -> int | None:
    """Put a tag on a conversation, making it if it is new. Returns the event, None if it was there."""
    wanted = normal_name(name)
    if not wanted:
        raise Invalid("A tag needs a word.")
    conversation = locked(conversation_id)
    worn = set(
        ConversationTag.objects.filter(conversation=conversation).values_list(
            "tag__name", flat=True
        )
    )
    if wanted in worn:
        return None
    if len(worn) >= MAX_TAGS:
        raise Invalid(f"A conversation can have {MAX_TAGS} tags at most.")
    found, _ = Tag.objects.get_or_create(name=wanted)
    ConversationTag.objects.create(conversation=conversation, tag=found)
    return log("conversation.tagged", conversation, by=by, data={"tag": wanted}, at=at)


@transaction.atomic
def untag(conversation_id: int, *, name: str, by: Actor, at: datetime | None = None) -> int | None:
    """Take a tag off. Returns the event, None if it was not there."""
    conversation = locked(conversation_id)
    gone, _ = ConversationTag.objects.filter(
        conversation=conversation, tag__name=normal_name(name)
    ).delete()
    if not gone:
        return None
    return log("conversation.untagged", conversation, by=by, data={"tag": normal_name(name)}, at=at)

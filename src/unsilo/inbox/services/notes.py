"""Words for colleagues only, with @mentions of people and desks."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, Seat, User
from unsilo.channels.models import Upload
from unsilo.core.actor import Actor
from unsilo.core.models import Event
from unsilo.inbox import writing
from unsilo.inbox.errors import AlreadySent, EmptyMessage
from unsilo.inbox.models import (
    Conversation,
    Direction,
    Draft,
    DraftKind,
    Kind,
    Message,
    NoteMention,
    Placement,
)
from unsilo.inbox.services.changes import locked, log, touch
from unsilo.inbox.services.drafts import bring_back, discard_draft, keep_up
from unsilo.inbox.services.files import attach_uploads


@transaction.atomic
def add_note(
    conversation_id: int,
    *,
    user: User,
    text: str,
    by: Actor,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Message:
    """Write a note. Mentioned colleagues who may see the conversation find it under Mentions."""
    text = text.replace("\r\n", "\n").strip()
    if not text and not uploads:
        raise EmptyMessage
    when = at or timezone.now()
    conversation = locked(conversation_id)
    note = Message.objects.create(
        conversation=conversation,
        direction=Direction.OUT,
        kind=Kind.NOTE,
        user=user,
        author_name=user.name,
        author_address=user.email,
        text=text,
        reply_text=text,
        file_names=" ".join(upload.filename for upload in uploads)[:10_000],
        sent_at=when,
    )
    in_text = writing.content_ids(text)
    inline = {one.pk: f"u{one.pk}" for one in uploads if f"u{one.pk}" in in_text}
    attach_uploads(note, uploads, inline_ids=inline)
    Conversation.objects.filter(pk=conversation.pk).update(message_count=F("message_count") + 1)
    seen = conversation.version
    touch(conversation)
    keep_up(user=user, conversation=conversation, version=seen)
    mentioned = _mention(conversation, note, text, writer=user, at=when)
    discard_draft(user=user, conversation_id=conversation.pk, kind=DraftKind.NOTE)
    log(
        "note.added",
        conversation,
        by=by,
        message_id=note.pk,
        data={
            "mentioned": mentioned,
            "words": text[:200],
            "uploads": [upload.pk for upload in uploads],
        },
        at=at,
    )
    return note


@transaction.atomic
def delete_note(message_id: int, *, user: User, by: Actor) -> Draft:
    """Take back a note of one's own; its words become the draft again."""
    note = Message.objects.filter(pk=message_id, kind=Kind.NOTE, user=user).first()
    if note is None:
        raise AlreadySent(_("Only its writer can take a note back."))
    conversation = locked(note.conversation_id)
    added = Event.objects.filter(
        conversation_id=conversation.pk, message_id=message_id, kind="note.added"
    ).first()
    note.delete()
    Conversation.objects.filter(pk=conversation.pk).update(message_count=F("message_count") - 1)
    draft = bring_back(
        user=user,
        conversation=conversation,
        kind=DraftKind.NOTE,
        text=note.text,
        fields={"uploads": added.data.get("uploads", []) if added else []},
    )
    log(
        "note.deleted",
        conversation,
        by=by,
        data={"message": message_id, "words": note.text[:200]},
    )
    return draft


def names_in(text: str) -> list[str]:
    """Everything that may be a mention: up to three words after an @ that begins a word."""
    found = []
    for match in re.finditer(r"(?<![\w@.])@([\w.\-]+(?:[ ][\w.\-]+){0,2})", text):
        words = match[1].split(" ")
        found += [" ".join(words[: n + 1]).rstrip(".-").casefold() for n in range(len(words))]
    return found


def _mention(
    conversation: Conversation, note: Message, text: str, *, writer: User, at: datetime
) -> list[str]:
    named = set(names_in(text))
    if not named:
        return []
    called: dict[int, Desk | None] = {}
    labels = []
    desks = [d for d in Desk.objects.live() if d.name.casefold() in named or d.slug in named]
    for desk in desks:
        labels.append(desk.name)
        for user_id in Seat.objects.filter(desk=desk).values_list("user_id", flat=True):
            called[user_id] = desk
    users = list(User.objects.active())
    first_names = [user.first_name.casefold() for user in users]
    for user in users:
        first = user.first_name.casefold()
        unique_first = first in named and first_names.count(first) == 1
        if unique_first or user.name.casefold() in named or user.email.casefold() in named:
            labels.append(user.name)
            called[user.pk] = None
    called.pop(writer.pk, None)
    held = set(
        Placement.objects.filter(conversation=conversation).values_list("desk_id", flat=True)
    )
    for user in users:
        if user.pk in called:
            access = Access.of(user)
            if held.isdisjoint(access.desk_ids) or not access.sees_brand(conversation.brand_id):
                del called[user.pk]
    NoteMention.objects.bulk_create(
        NoteMention(
            message=note, conversation=conversation, user_id=user_id, desk=desk, created_at=at
        )
        for user_id, desk in called.items()
    )
    return labels

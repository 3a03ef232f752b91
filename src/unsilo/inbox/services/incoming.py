"""Put a message that came in (or was written elsewhere) into its conversation."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from unsilo.channels.contract import Address, InboundMessage, MessageClass
from unsilo.channels.models import Blob, Channel
from unsilo.core.actor import Actor
from unsilo.inbox import html as html_cleaning
from unsilo.inbox.models import Attachment, Conversation, Direction, Kind, Message
from unsilo.inbox.services.changes import log
from unsilo.inbox.services.conversations import (
    remember_participants,
    remember_references,
    reopen_after_answer,
    spoke,
)
from unsilo.people.models import Person

MAX_TEXT = 1_000_000  # signs kept of a message's text; the raw bytes keep the rest


def fingerprint(parsed: InboundMessage) -> str:
    """The same for two copies of one message, whatever way they took to us."""
    digest = hashlib.sha256()
    for part in (parsed.author.value.casefold(), parsed.subject, " ".join(parsed.text.split())):
        digest.update(part.encode("utf-8", "replace"))
        digest.update(b"\0")
    for attachment in parsed.attachments:
        digest.update(hashlib.sha256(attachment.content).digest())
    return digest.hexdigest()


def addresses_of(parsed: InboundMessage) -> dict[str, list[dict[str, str]]]:
    """Sender and recipients as the message keeps them; empty kinds are left out."""

    def listed(many: Sequence[Address]) -> list[dict[str, str]]:
        return [{"value": one.value, "name": one.name} for one in many]

    kinds = {
        "from": [{"value": parsed.author.value, "name": parsed.author.name}],
        "to": listed(parsed.to),
        "cc": listed(parsed.cc),
        "bcc": listed(parsed.bcc),
        "reply_to": listed(parsed.reply_to),
    }
    return {kind: found for kind, found in kinds.items() if found}


def add_incoming(
    conversation: Conversation,
    *,
    channel: Channel,
    parsed: InboundMessage,
    person: Person | None,
    blobs: Sequence[Blob],
    arrival_id: int | None,
    by: Actor,
    at: datetime,
    reopens: bool = True,
) -> Message:
    """Store the message with its files and references and wake the desks that should look.

    ``blobs`` are those of ``parsed.attachments``, in order. Only a human's message reopens, raises
    the version and moves the conversation up. To be called inside the pipeline's transaction,
    with the conversation locked.
    """
    cleaned = html_cleaning.clean(parsed.html)
    outgoing = parsed.outgoing
    human = parsed.message_class is MessageClass.HUMAN
    message = Message.objects.create(
        conversation=conversation,
        channel=channel,
        direction=Direction.OUT if outgoing else Direction.IN,
        kind=Kind.MESSAGE,
        message_class=parsed.message_class.value,
        class_reason=parsed.class_reason[:200],
        person=None if outgoing else person,
        author_name=(parsed.author.name or parsed.author.value)[:200],
        author_address=parsed.author.value[:320],
        subject=parsed.subject[:300],
        text=parsed.text[:MAX_TEXT],
        reply_text=parsed.reply_text[:MAX_TEXT],
        html=cleaned.html,
        remote_images=cleaned.remote_images,
        addresses=addresses_of(parsed),
        file_names=" ".join(a.filename for a in parsed.attachments)[:10_000],
        external_id=parsed.external_id[:400],
        in_reply_to=parsed.in_reply_to[:400],
        permalink=parsed.permalink[:1000],
        fingerprint=fingerprint(parsed),
        arrival_id=arrival_id,
        sent_at=at,
    )
    Attachment.objects.bulk_create(
        [
            Attachment(
                message=message,
                blob=blob,
                filename=(attachment.filename or "attachment")[:255],
                content_type=attachment.content_type[:127],
                size=len(attachment.content),
                content_id=attachment.content_id[:400],
                inline=attachment.inline,
            )
            for attachment, blob in zip(parsed.attachments, blobs, strict=True)
        ]
    )
    remember_references(conversation, [parsed.external_id, parsed.in_reply_to, *parsed.references])
    remember_participants(
        conversation,
        [parsed.author.value, *(a.value for a in (*parsed.to, *parsed.cc, *parsed.reply_to))]
        if human
        else [parsed.author.value],
    )
    spoke(
        conversation,
        preview=parsed.reply_text or parsed.text,
        at=at,
        inbound=not outgoing,
        counts=human,
    )
    reopened = reopen_after_answer(conversation) if human and reopens and not outgoing else []
    log(
        "message.sent_elsewhere" if outgoing else "message.received",
        conversation,
        by=by,
        message_id=message.pk,
        data={
            "class": parsed.message_class.value,
            "channel": channel.name,
            "reopened": reopened,
            "author": message.author_name,
            "words": conversation.preview if not message.reply_text else message.reply_text[:200],
        },
        at=at,
    )
    return message


def refresh_incoming(message_id: int, *, parsed: InboundMessage) -> Message | None:
    """Replace what was read from a message's raw bytes; its place and history stay."""
    cleaned = html_cleaning.clean(parsed.html)
    Message.objects.filter(pk=message_id).update(
        subject=parsed.subject[:300],
        text=parsed.text[:MAX_TEXT],
        reply_text=parsed.reply_text[:MAX_TEXT],
        html=cleaned.html,
        remote_images=cleaned.remote_images,
        message_class=parsed.message_class.value,
        class_reason=parsed.class_reason[:200],
        fingerprint=fingerprint(parsed),
    )
    return Message.objects.filter(pk=message_id).first()

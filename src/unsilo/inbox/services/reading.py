"""From what a connector read to what a message keeps."""

import hashlib
from collections.abc import Sequence
from typing import Any

from unsilo.channels.contract import Address, InboundMessage, MessageClass
from unsilo.channels.models import Blob
from unsilo.inbox.html import CleanHtml
from unsilo.inbox.models import Attachment, Message

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


def words_of(parsed: InboundMessage, cleaned: CleanHtml) -> dict[str, Any]:
    """The fields of a message that come from its words alone and can be read again."""
    return {
        "subject": parsed.subject[:300],
        "text": parsed.text[:MAX_TEXT],
        "reply_text": parsed.reply_text[:MAX_TEXT],
        "html": cleaned.html,
        "remote_images": cleaned.remote_images,
        "message_class": parsed.message_class.value,
        "class_reason": parsed.class_reason[:200],
        "fingerprint": fingerprint(parsed),
    }


def addresses_of(parsed: InboundMessage) -> dict[str, list[dict[str, str]]]:
    """Sender and recipients as the message keeps them; empty kinds are left out."""

    def listed(many: Sequence[Address]) -> list[dict[str, str]]:
        return [{"value": one.value, "name": one.name} for one in many]

    author = {"value": parsed.author.value, "name": parsed.author.name}
    if parsed.author.handle:
        author["handle"] = parsed.author.handle[:320]
    kinds = {
        "from": [author],
        "to": listed(parsed.to),
        "cc": listed(parsed.cc),
        "bcc": listed(parsed.bcc),
        "reply_to": listed(parsed.reply_to),
    }
    return {kind: found for kind, found in kinds.items() if found}


def participants_of(parsed: InboundMessage) -> list[str]:
    """Who may answer into the conversation from now on. A program's addressees gain nothing."""
    found = [parsed.author.value]
    if parsed.message_class is MessageClass.HUMAN:
        found += [one.value for one in (*parsed.to, *parsed.cc, *parsed.reply_to)]
    return sorted({one.strip().casefold()[:320] for one in found} - {""})


def attachments_of(
    message: Message, parsed: InboundMessage, blobs: Sequence[Blob]
) -> list[Attachment]:
    """The files of a message, not yet saved; ``blobs`` in the order of ``parsed.attachments``."""
    return [
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


def short(text: str) -> str:
    """The first words of a message, for lists."""
    return " ".join(text[:600].split())[:200]

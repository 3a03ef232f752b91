"""A raw mail as an InboundMessage. Pure: the same bytes give the same result."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from unsilo.channels.contract import Address, Author, InboundMessage
from unsilo.connectors.email import limits
from unsilo.connectors.email.parser.body import read_body
from unsilo.connectors.email.parser.classify import classify, takes_no_answer
from unsilo.connectors.email.parser.headers import Headers, find_ids, parse_date, read_headers
from unsilo.connectors.email.parser.mime import Part, read_tree
from unsilo.connectors.email.parser.reply import is_forward, reply_text
from unsilo.connectors.email.parser.threading import (
    ancestors,
    direct_parent,
    reply_token,
    token_in_id,
    without_tag,
)
from unsilo.core.errors import MalformedPayload

# A sender nobody can answer; RFC 2606 keeps the domain from ever existing.
UNKNOWN_SENDER = Author(kind="email", value="unknown@sender.invalid")
_SINGLE = ("from", "subject", "date", "message-id", "in-reply-to", "content-type", "reply-to")
# Headers of people who read the mail's path later: kept small, as text.
_KEPT_HEADERS = (
    "list-id",
    "list-unsubscribe",
    "x-mailer",
    "user-agent",
    "importance",
    "x-priority",
)
_GENERATED_DOMAIN = "no-message-id.invalid"


def parse_message(
    content: bytes,
    *,
    own: frozenset[str] = frozenset(),
    meta: Mapping[str, Any] | None = None,
    max_bytes: int = limits.MAX_MESSAGE_BYTES,
) -> InboundMessage:
    """Read a mail.

    ``own``: case-folded addresses that are us. ``meta``: what the way in knows (``outgoing``,
    ``oversize``, ``size``, ``recipients``, ``import``, ``unreadable``).
    """
    meta = meta or {}
    content = _normalised(content)
    if not content.strip():
        raise MalformedPayload(str(meta.get("unreadable") or "The mail is empty."))
    oversize = bool(meta.get("oversize")) or len(content) > max_bytes
    if oversize:
        headers, body_at = read_headers(content, 0, len(content))
        content_read = content[:body_at]
    else:
        content_read = content
    root, defects = read_tree(content_read)
    headers = root.headers
    headers.hint = _charset_of(root)
    body = read_body(root)
    defects += body.defects
    if oversize:
        size = int(meta.get("size") or len(content))
        defects = list(headers.defects)  # those of the absent parts mean nothing
        defects.append(f"larger than {max_bytes} bytes: only the headers were read")
        body.text = (
            f"[This mail of {size / limits.MEGABYTE:.1f} MB is larger than this channel takes. "
            "Only its headers were read.]"
        )
    defects += [f"header {name} stands there twice" for name in _SINGLE if headers.count(name) > 1]
    subject = headers.text("subject")[: limits.MAX_SUBJECT_CHARS]
    external_id = _message_id(headers, content, defects)
    references = ancestors(headers)
    verdict = classify(
        root,
        text=body.text,
        is_reply=bool(references),
        own=own,
        own_id=bool(token_in_id(external_id)),
    )
    references += tuple(i for i in verdict.original_ids if i not in references)
    author, author_from = _author(headers, own, defects)
    recipients = headers.addresses("to")
    copies = headers.addresses("cc")
    return InboundMessage(
        external_id=external_id,
        author=author,
        text=body.text,
        reply_text=reply_text(body.text, forwarded=is_forward(subject)),
        subject=subject,
        html=body.html,
        sent_at=_sent_at(headers, defects),
        in_reply_to=direct_parent(headers) or next(iter(verdict.original_ids), ""),
        references=references,
        reply_token=reply_token(headers, references, own=own, envelope=meta),
        to=recipients,
        cc=copies,
        bcc=headers.addresses("bcc"),
        reply_to=headers.addresses("reply-to"),
        message_class=verdict.message_class,
        class_reason=verdict.reason,
        suspected_spam=_spam_verdict(headers),
        bounced=verdict.bounced,
        outgoing=_is_outgoing(author, (*recipients, *copies), own, meta),
        attachments=tuple(body.attachments),
        defects=tuple(dict.fromkeys(defects + headers.defects)),
        extra=_extra(headers, author_from, meta),
    )


def _normalised(content: bytes) -> bytes:
    """Without empty lines before the headers; old Mac line ends become ours."""
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    return content.lstrip(b"\r\n") if content[:1] in (b"\r", b"\n") else content


def _charset_of(root: Part) -> str:
    """The charset of the first text part: raw 8-bit headers mostly are in the same."""
    return next((p.charset for p in root.leaves() if p.content_type.startswith("text/")), "")


def _message_id(headers: Headers, content: bytes, defects: list[str]) -> str:
    ids = find_ids(headers.raw("message-id"))
    if ids:
        return ids[0]
    bare = headers.text("message-id").strip("<> ")
    if bare and " " not in bare:
        return bare[: limits.MAX_ID_CHARS]
    defects.append("no Message-ID: made from the content")
    return f"{hashlib.sha256(content).hexdigest()[:40]}@{_GENERATED_DOMAIN}"


def _author(headers: Headers, own: frozenset[str], defects: list[str]) -> tuple[Author, str]:
    """Who wrote it, and which header says so.

    A mail "from" one of our own addresses, or from one that takes no answer, may carry the writer
    elsewhere: web forms put them in Reply-To, group addresses that rewrite From in X-Original-From.
    """
    senders = headers.addresses("from")
    if senders and (senders[0].value.casefold() in own or takes_no_answer(senders[0].value)):
        for name in ("x-original-from", "x-original-sender", "reply-to"):
            for address in headers.addresses(name):
                value = without_tag(address.value).casefold()
                if "@" in value and value not in own and not takes_no_answer(value):
                    known = address.name or senders[0].name
                    return Author("email", address.value, known), name
    for name in ("from", "sender", "reply-to", "return-path"):
        for address in headers.addresses(name):
            if name != "from":
                defects.append(f"no readable From: {name} taken")
            return Author("email", address.value, address.name), name
    defects.append("no readable sender")
    return UNKNOWN_SENDER, ""


def _sent_at(headers: Headers, defects: list[str]) -> datetime | None:
    written = headers.raw("date")
    moment = parse_date(written) if written else None
    if moment is None:
        defects.append("Date unreadable" if written else "no Date")
        received = headers.raw("received").rpartition(";")[2]
        moment = parse_date(received) if received else None
    return moment


def _spam_verdict(headers: Headers) -> str:
    """What a spam filter before us has said."""
    if headers.text("x-spam-flag").casefold().startswith("yes"):
        return "X-Spam-Flag: yes"
    if headers.text("x-spam-status").casefold().startswith("yes"):
        return headers.text("x-spam-status")[:200]
    return ""


def _is_outgoing(
    author: Author, recipients: tuple[Address, ...], own: frozenset[str], meta: Mapping[str, Any]
) -> bool:
    """Written by us: found in the Sent folder, or, in an import, from us to somebody else."""
    if meta.get("outgoing"):
        return True
    return (
        bool(meta.get("import"))
        and author.value.casefold() in own
        and any(address.value.casefold() not in own for address in recipients)
    )


def _extra(headers: Headers, author_from: str, meta: Mapping[str, Any]) -> dict[str, Any]:
    extra: dict[str, Any] = {
        name: headers.text(name)[:500] for name in _KEPT_HEADERS if name in headers
    }
    delivered = headers.addresses("delivered-to", "x-original-to", "envelope-to")
    if delivered:
        extra["delivered-to"] = [address.value for address in delivered[:10]]
    if author_from not in ("from", ""):
        extra["author_from"] = author_from
    if meta.get("folder"):
        extra["folder"] = meta["folder"]
    return extra

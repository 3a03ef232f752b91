"""An answer as the bytes that travel. The same message always gives the same bytes.

Headers are written here and nowhere else, from values without control characters, so that nothing
anybody types can add a header.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import encoders, policy
from email.charset import QP, Charset
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime
from urllib.parse import quote

import idna
from django.utils import timezone

from unsilo.channels.contract import Address, OutboundAttachment, OutboundMessage
from unsilo.connectors.email.parser.body import clean_filename
from unsilo.connectors.email.parser.classify import LOOP_HEADER
from unsilo.connectors.email.parser.headers import clean_id, one_line
from unsilo.connectors.email.parser.threading import token_address

_POLICY = policy.compat32.clone(linesep="\r\n", mangle_from_=False, max_line_length=None)
_ASCII = Charset("us-ascii")
_BASE64 = Charset("utf-8")
_QUOTED_PRINTABLE = Charset("utf-8")
_QUOTED_PRINTABLE.body_encoding = QP
_MAX_LINE = 900  # SMTP ends at 998 bytes
_MAX_SUBJECT = 900
_MAX_NAME = 200
_REFERENCES_AT_EACH_END = 20
_PLAIN_PHRASE = re.compile(r"[\w !#$%&'*+/=?^`{|}~-]*\Z", re.A)
_WIRE_ADDRESS = re.compile(r"[^\s<>()\[\]\\,;:\"@\x00-\x1f\x7f]{1,64}@[A-Za-z0-9._-]{1,255}\Z")
_CONTENT_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}\Z", re.A)


@dataclass(frozen=True, slots=True)
class Composed:
    """``recipients`` maps what a server is told to what the message says; ``unusable`` are no
    addresses at all."""

    content: bytes
    sender: str
    recipients: dict[str, str]
    unusable: tuple[str, ...]
    smtputf8: bool


def compose(
    message: OutboundMessage, *, sender: Address, plus_addressing: bool = False
) -> Composed:
    """Write the mail. ``sender`` is the channel's address and name; Bcc appears in no header."""
    recipients: dict[str, str] = {}
    unusable: list[str] = []
    everyone = [address.value for address in (*message.to, *message.cc, *message.bcc)]
    for value in message.only_to or everyone:
        wire = wire_address(value)
        if not wire:
            unusable.append(value)
        elif wire.casefold() not in map(str.casefold, recipients):
            recipients[wire] = value
    from_address = wire_address(sender.value)
    smtputf8 = not all(map(str.isascii, (from_address, *map(wire_address, everyone))))
    headers = _headers(message, sender, plus_addressing=plus_addressing, raw=smtputf8)
    block = "".join(f"{name}: {value}\r\n" for name, value in headers if value)
    return Composed(
        content=block.encode() + _body(message).as_bytes(policy=_POLICY),
        sender=from_address,
        recipients=recipients,
        unusable=tuple(unusable),
        smtputf8=smtputf8,
    )


def sender_name(author_name: str, channel_name: str) -> str:
    """Who the recipient sees: the person, the company, or both."""
    if author_name and channel_name and author_name != channel_name:
        return f"{author_name} at {channel_name}"
    return author_name or channel_name


def wire_address(value: str) -> str:
    """An address as servers take it, its domain in ASCII; empty when it is none."""
    local, _, domain = value.strip().rpartition("@")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except idna.IDNAError:
            return ""
    wire = f"{local}@{domain}"
    return wire if _WIRE_ADDRESS.match(wire) else ""


def _headers(
    message: OutboundMessage, sender: Address, *, plus_addressing: bool, raw: bool
) -> Iterator[tuple[str, str]]:
    name = sender_name(message.author_name, sender.name)
    tagged = token_address(sender.value, message.reply_token) if message.reply_token else ""
    yield "From", _mailboxes([Address(sender.value, name)], raw=raw)
    yield "To", _mailboxes(message.to, raw=raw)
    yield "Cc", _mailboxes(message.cc, raw=raw)
    if plus_addressing and tagged:
        yield "Reply-To", _mailboxes([Address(tagged, name)], raw=raw)
    yield "Subject", _unstructured(message.subject, "Subject", raw=raw)
    yield "Date", format_datetime(message.sent_at or timezone.now())
    yield "Message-ID", f"<{clean_id(message.external_id)}>"
    if message.in_reply_to:
        yield "In-Reply-To", f"<{clean_id(message.in_reply_to)}>"
    yield (
        "References",
        "\r\n ".join(f"<{i}>" for i in _trimmed((*message.references, message.in_reply_to))),
    )
    if message.auto_submitted:
        yield "Auto-Submitted", "auto-replied" if message.in_reply_to else "auto-generated"
        yield "X-Auto-Response-Suppress", "All"
    yield LOOP_HEADER, wire_address(sender.value).lower()


def _trimmed(references: Sequence[str]) -> list[str]:
    """The first ids hold the thread together in other programs, the last ones are its branch."""
    ids = list(dict.fromkeys(filter(None, map(clean_id, references))))
    keep = _REFERENCES_AT_EACH_END
    return ids if len(ids) <= 2 * keep else ids[:keep] + ids[-keep:]


def _mailboxes(addresses: Sequence[Address], *, raw: bool) -> str:
    found = []
    for address in addresses:
        wire = wire_address(address.value)
        name = one_line(address.name)[:_MAX_NAME]
        if wire:
            found.append(f"{_phrase(name, raw=raw)} <{wire}>" if name else wire)
    return ",\r\n ".join(found)


def _phrase(name: str, *, raw: bool) -> str:
    if _PLAIN_PHRASE.match(name) and "=?" not in name:
        return name
    if (name.isascii() or raw) and "=?" not in name:
        escaped = name.replace("\\", r"\\").replace('"', r"\"")
        return f'"{escaped}"'
    return Header(name, "utf-8").encode(linesep="\r\n")


def _unstructured(text: str, name: str, *, raw: bool) -> str:
    text = one_line(text)[:_MAX_SUBJECT]
    if raw or (
        text.isascii() and "=?" not in text and all(len(word) < 75 for word in text.split(" "))
    ):
        return text if raw else Header(text, "us-ascii", header_name=name).encode(linesep="\r\n")
    return Header(text, "utf-8", header_name=name).encode(linesep="\r\n")


def _body(message: OutboundMessage) -> MIMEBase:
    """mixed( alternative( text, related( html, images ) ), files ), as far as each is needed."""
    boundaries = _boundaries(message.external_id)
    images = [a for a in message.attachments if a.inline and a.content_id and message.html.strip()]
    files = [a for a in message.attachments if a not in images]
    content: MIMEBase = _text(message.text, "plain")
    if message.html.strip():
        html: MIMEBase = _text(message.html, "html")
        if images:
            html = _multipart("related", [html, *map(_file, images)], next(boundaries))
        content = _multipart("alternative", [content, html], next(boundaries))
    if files:
        content = _multipart("mixed", [content, *map(_file, files)], next(boundaries))
    return content


def _boundaries(external_id: str) -> Iterator[str]:
    digest = hashlib.sha256(external_id.encode()).hexdigest()[:32]
    number = 0
    while True:
        number += 1
        yield f"=_{number}_{digest}"


def _multipart(kind: str, parts: Sequence[MIMEBase], boundary: str) -> MIMEMultipart:
    return MIMEMultipart(kind, boundary, parts)


def _text(text: str, kind: str) -> MIMEBase:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").rstrip("\n") + "\n"
    charset = _BASE64
    if text.isascii() and all(len(line) <= _MAX_LINE for line in text.split("\n")):
        charset = _ASCII
    elif 3 * sum(1 for character in text if character > "\x7f") <= len(text):
        charset = _QUOTED_PRINTABLE
    part = MIMENonMultipart("text", kind, charset=str(charset))
    part.set_payload(text, charset)
    return part


def _file(attachment: OutboundAttachment) -> MIMEBase:
    content_type = attachment.content_type.partition(";")[0].strip().lower()
    if not _CONTENT_TYPE.match(content_type) or content_type.startswith(("message/", "multipart/")):
        content_type = "application/octet-stream"  # RFC 2046 forbids base64 inside those two
    main, _, sub = content_type.partition("/")
    part = MIMEBase(main, sub)
    part.set_payload(attachment.content)
    encoders.encode_base64(part)
    shown = "inline" if attachment.inline else "attachment"
    name = clean_filename(attachment.filename) or "attachment"
    part["Content-Disposition"] = f"{shown}{_parameter('filename', name)}"
    if attachment.content_id:
        part["Content-ID"] = f"<{clean_id(attachment.content_id)}>"
    return part


def _parameter(name: str, value: str) -> str:
    """One parameter of a header, RFC 2231 and in pieces when it has to be."""
    if value.isascii() and len(value) < 60:
        escaped = value.replace("\\", r"\\").replace('"', r"\"")
        return f';\r\n {name}="{escaped}"'
    encoded = quote(value, safe="")
    pieces = re.findall(r"(?:%..|[^%]){1,50}", "utf-8''" + encoded)
    if len(pieces) == 1:
        return f";\r\n {name}*={pieces[0]}"
    return "".join(f";\r\n {name}*{number}*={piece}" for number, piece in enumerate(pieces))

"""Answers as JSON and back: what is frozen in the outbox is exactly what is sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from unsilo.channels.contract import Address, OutboundAttachment, OutboundMessage
from unsilo.channels.texts import storable_json


class OutgoingFile(Protocol):
    """A file that is a blob already, such as an attachment of a message."""

    @property
    def blob_id(self) -> str: ...
    @property
    def filename(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def content_id(self) -> str: ...
    @property
    def inline(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class FileReference:
    """An ``OutgoingFile`` that stands in no table of its own."""

    blob_id: str
    filename: str
    content_type: str
    content_id: str = ""
    inline: bool = False


def freeze(message: OutboundMessage, files: Sequence[OutgoingFile]) -> dict[str, Any]:
    frozen = {
        "external_id": message.external_id,
        "subject": message.subject,
        "text": message.text,
        "html": message.html,
        "to": _addresses(message.to),
        "cc": _addresses(message.cc),
        "bcc": _addresses(message.bcc),
        "author_name": message.author_name,
        "in_reply_to": message.in_reply_to,
        "references": list(message.references),
        "reply_token": message.reply_token,
        "thread_id": message.thread_id,
        "sent_at": message.sent_at.isoformat() if message.sent_at else None,
        "auto_submitted": message.auto_submitted,
        "files": [
            {
                "sha256": file.blob_id,
                "filename": file.filename,
                "content_type": file.content_type,
                "content_id": file.content_id,
                "inline": file.inline,
            }
            for file in files
        ],
    }
    result: dict[str, Any] = storable_json(frozen)
    return result


def thaw(
    frozen: Mapping[str, Any], *, only_to: Sequence[str], read: Callable[[str], bytes]
) -> OutboundMessage:
    """The message for one attempt; ``read`` brings the bytes of a blob."""
    return OutboundMessage(
        external_id=frozen["external_id"],
        subject=frozen["subject"],
        text=frozen["text"],
        html=frozen["html"],
        to=_from_data(frozen["to"]),
        cc=_from_data(frozen["cc"]),
        bcc=_from_data(frozen["bcc"]),
        author_name=frozen["author_name"],
        in_reply_to=frozen["in_reply_to"],
        references=tuple(frozen["references"]),
        reply_token=frozen["reply_token"],
        thread_id=frozen["thread_id"],
        sent_at=datetime.fromisoformat(frozen["sent_at"]) if frozen["sent_at"] else None,
        auto_submitted=frozen["auto_submitted"],
        attachments=tuple(
            OutboundAttachment(
                filename=file["filename"],
                content_type=file["content_type"],
                content=read(file["sha256"]),
                content_id=file["content_id"],
                inline=file["inline"],
            )
            for file in frozen["files"]
        ),
        only_to=tuple(only_to),
    )


def _addresses(addresses: Sequence[Address]) -> list[dict[str, str]]:
    return [{"value": one.value, "name": one.name} for one in addresses]


def _from_data(data: Sequence[Mapping[str, str]]) -> tuple[Address, ...]:
    return tuple(Address(one["value"], one["name"]) for one in data)

"""Reads mail: ``parse_message`` for the connector, ``parse_mail_json`` for the command line."""

from typing import Any

from unsilo.channels.contract import Address, InboundMessage
from unsilo.connectors.email.parser.message import parse_message

__all__ = ["parse_mail_json", "parse_message"]


def parse_mail_json(raw: bytes) -> dict[str, Any]:
    """What the parser sees, as ``unsilo parse-mail`` prints it."""
    return as_json(parse_message(raw))


def as_json(message: InboundMessage) -> dict[str, Any]:
    return {
        "from": {"name": message.author.name, "address": message.author.value},
        "to": _addresses(message.to),
        "cc": _addresses(message.cc),
        "reply_to": _addresses(message.reply_to),
        "subject": message.subject,
        "date": message.sent_at.isoformat() if message.sent_at else None,
        "message_id": message.external_id,
        "in_reply_to": message.in_reply_to,
        "references": list(message.references),
        "class": message.message_class.value,
        "class_reason": message.class_reason,
        "text": message.text,
        "reply_text": message.reply_text,
        "html": message.html,
        "attachments": [
            {
                "filename": attachment.filename,
                "content_type": attachment.content_type,
                "size": len(attachment.content),
                "inline": attachment.inline,
            }
            for attachment in message.attachments
        ],
        "defects": list(message.defects),
    }


def _addresses(addresses: tuple[Address, ...]) -> list[dict[str, str]]:
    return [{"name": address.name, "address": address.value} for address in addresses]

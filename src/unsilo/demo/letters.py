"""The raw bytes in which scripted messages arrive: mails with headers and quotes, posted JSON."""

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from unsilo.channels.contract import RawArrival
from unsilo.channels.posted import (
    CONTENT_TYPE,
    PostedAd,
    PostedAuthor,
    PostedFile,
    PostedMessage,
    PostedPost,
    raw_arrival,
)
from unsilo.demo.company import BRAND, POSTS_BY_PERMALINK, Post
from unsilo.demo.generator import ScriptedConversation, ScriptedMessage
from unsilo.demo.people import Customer

# What happened before is taken in as an import is: believed in its dates, and without a brake.
PAST = {"import": True}

# How mail programs introduce a quote, by language.
_INTRODUCTIONS = {
    "en": "On {when}, {name} wrote:",
    "de": "Am {when} schrieb {name}:",
    "fr": "Le {when}, {name} a écrit :",
    "es": "El {when}, {name} escribió:",
    "nl": "Op {when} schreef {name}:",
    "pt": "Em {when}, {name} escreveu:",
    "it": "Il {when}, {name} ha scritto:",
    "sv": "Den {when} skrev {name}:",
    "ja": "{when} {name}:",
}


@dataclass(frozen=True)
class Answered:
    """The answer of ours that a message is about."""

    external_id: str
    name: str
    text: str
    at: datetime


def mail(
    key: str,
    message: ScriptedMessage,
    *,
    person: Customer,
    to: Sequence[str],
    subject: str,
    language: str,
    answered: Answered | None,
) -> RawArrival:
    """A mail as the person's program would send it, with what it answers quoted below."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(person.name, addr_spec=person.mail)
    letter["To"] = [Address(BRAND, addr_spec=address) for address in to]
    letter["Subject"] = subject
    letter["Date"] = format_datetime(message.at)
    letter["Message-ID"] = f"<{key}@{person.mail.rpartition('@')[2]}>"
    if answered:
        letter["In-Reply-To"] = letter["References"] = f"<{answered.external_id}>"
    if message.mail_class == "out_of_office":
        letter["Auto-Submitted"] = "auto-replied"
    if message.mail_class == "notification":
        letter["Auto-Submitted"] = "auto-generated"
    quote = _quote(answered, language) if answered else ""
    letter.set_content(message.text + "\n" + quote)
    if message.html:
        letter.add_alternative(f"<html><body>{message.html}</body></html>\n", subtype="html")
    for file in message.attachments:
        main, _, sub = file.content_type.partition("/")
        letter.add_attachment(file.content(), maintype=main, subtype=sub, filename=file.filename)
    return RawArrival(key, letter.as_bytes(), meta=PAST)


def _quote(answered: Answered, language: str) -> str:
    when = answered.at.strftime("%d.%m.%Y %H:%M" if language == "de" else "%Y-%m-%d %H:%M")
    head = _INTRODUCTIONS[language].format(when=when, name=answered.name)
    lines = (f"> {line}".rstrip() for line in answered.text.splitlines())
    return f"\n{head}\n\n" + "\n".join(lines) + "\n"


def bounce(key: str, message: ScriptedMessage, *, to: str, answered: Answered) -> RawArrival:
    """A delivery report about an answer of ours; its text is "address: reason"."""
    recipient, _, diagnostic = message.text.partition(": ")
    report = _REPORT.format(
        key=key,
        to=to,
        date=format_datetime(message.at),
        text=message.text,
        recipient=recipient,
        status=diagnostic.split()[0],
        diagnostic=diagnostic,
        external_id=answered.external_id,
    )
    return RawArrival(key, report.replace("\n", "\r\n").encode())


_REPORT = """\
Return-Path: <>
From: Mail Delivery System <mailer-daemon@mx1.kitetail.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: <{key}@mx1.kitetail.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="report"

--report
Content-Type: text/plain; charset=utf-8

Your message could not be delivered.

{text}

--report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx1.kitetail.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 {diagnostic}

--report
Content-Type: text/rfc822-headers

Message-ID: <{external_id}>

--report--
"""


def comment(
    key: str,
    message: ScriptedMessage,
    *,
    conversation: ScriptedConversation,
    person: Customer,
    answered: Answered | None,
) -> RawArrival:
    """A comment, as the program that watches the platforms posts it."""
    post = POSTS_BY_PERMALINK.get(conversation.permalink)
    return raw_arrival(
        PostedMessage(
            external_id=key,
            author=PostedAuthor(id=person.handle, name=person.name),
            text=message.text,
            subject=conversation.subject,
            thread_id=conversation.key,
            in_reply_to=answered.external_id if answered else "",
            sent_at=message.at,
            public=conversation.public,
            paid=conversation.paid,
            permalink=conversation.permalink,
            post=_post(post) if post else None,
            ad=_ad(post) if post and post.paid else None,
            attachments=[PostedFile(**file) for file in _files(message)],
        )
    )


def _post(post: Post) -> PostedPost:
    return PostedPost(
        id=post.permalink.rsplit("/", 1)[-1],
        text=post.title,
        author=BRAND,
        permalink=post.permalink,
    )


def _ad(post: Post) -> PostedAd:
    return PostedAd(
        id=f"ad-{post.campaign}",
        name=f"{post.title}, feed",
        campaign=post.campaign,
        spend=post.spend,
        currency="USD",
    )


def form(key: str, message: ScriptedMessage, *, subject: str, person: Customer) -> RawArrival:
    """A filled-in web form."""
    filled = {
        "external_id": key,
        "reference": f"{zlib.crc32(key.encode()) % 1_000_000:06d}",
        "name": person.name,
        "email": person.mail,
        "subject": subject,
        "message": message.text,
        "sent_at": message.at.isoformat(),
        "files": _files(message),
    }
    return RawArrival(key, json.dumps(filled).encode(), CONTENT_TYPE, PAST)


def _files(message: ScriptedMessage) -> list[dict[str, str]]:
    return [
        {
            "filename": file.filename,
            "content_type": file.content_type,
            "content_base64": base64.b64encode(file.content()).decode(),
        }
        for file in message.attachments
    ]

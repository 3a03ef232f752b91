"""The raw bytes in which scripted messages arrive: mails with headers and quotes, posted JSON."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime

from unsilo.channels.contract import RawArrival
from unsilo.channels.posted import PostedAuthor, PostedFile, PostedMessage, raw_arrival
from unsilo.demo.company import BRAND
from unsilo.demo.generator import ScriptedConversation, ScriptedMessage
from unsilo.demo.people import Customer

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
    return RawArrival(key, letter.as_bytes())


def _quote(answered: Answered, language: str) -> str:
    when = answered.at.strftime("%d.%m.%Y %H:%M" if language == "de" else "%Y-%m-%d %H:%M")
    head = _INTRODUCTIONS[language].format(when=when, name=answered.name)
    lines = (f"> {line}".rstrip() for line in answered.text.splitlines())
    return f"\n{head}\n\n" + "\n".join(lines) + "\n"


def bounce(key: str, message: ScriptedMessage, *, to: str, answered: Answered) -> RawArrival:
    """A delivery report about an answer of ours; its text is "address: reason"."""
    recipient, _, diagnostic = message.text.partition(": ")
    host = "mx1.kitetail.example"
    report = EmailMessage(policy=SMTP)
    report["From"] = Address("Mail Delivery System", addr_spec=f"mailer-daemon@{host}")
    report["To"] = to
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Date"] = format_datetime(message.at)
    report["Message-ID"] = f"<{key}@{host}>"
    report["Auto-Submitted"] = "auto-replied"
    report["Return-Path"] = "<>"
    report.make_mixed()
    report.set_type("multipart/report")
    report.set_param("report-type", "delivery-status")
    report.attach(_part("plain", f"Your message could not be delivered.\n\n{message.text}\n"))
    status = MIMEPart(policy=SMTP)
    status["Content-Type"] = "message/delivery-status"
    status.set_payload(
        f"Reporting-MTA: dns; {host}\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\n"
        f"Action: failed\r\nStatus: {diagnostic.split()[0]}\r\n"
        f"Diagnostic-Code: smtp; 550 {diagnostic}\r\n"
    )
    report.attach(status)
    report.attach(_part("rfc822-headers", f"Message-ID: <{answered.external_id}>\r\n"))
    return RawArrival(key, report.as_bytes())


def _part(subtype: str, text: str) -> MIMEPart:
    part = MIMEPart(policy=SMTP)
    part.set_content(text, subtype=subtype)
    return part


def post(
    key: str,
    message: ScriptedMessage,
    *,
    conversation: ScriptedConversation,
    person: Customer,
    answered: Answered | None,
) -> RawArrival:
    """A comment or a filled-in form, as a program posts it."""
    handle = person.handle if conversation.channel_key == "comments" else person.mail
    return raw_arrival(
        PostedMessage(
            external_id=key,
            author=PostedAuthor(id=handle, name=person.name),
            text=message.text,
            subject=conversation.subject,
            thread_id=conversation.key,
            in_reply_to=answered.external_id if answered else "",
            sent_at=message.at,
            public=conversation.public,
            paid=conversation.paid,
            permalink=conversation.permalink,
            attachments=[
                PostedFile(
                    filename=file.filename,
                    content_type=file.content_type,
                    content_base64=base64.b64encode(file.content()).decode(),
                )
                for file in message.attachments
            ],
        )
    )

"""Delivery reports: which address failed, for good or for now, and which mail of ours it was."""

import re
from dataclasses import dataclass

from unsilo.channels.contract import BouncedRecipient
from unsilo.connectors.email.parser import words
from unsilo.connectors.email.parser.headers import Headers, clean_address, find_ids, read_headers
from unsilo.connectors.email.parser.mime import Part

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.-])([45]\d\d)[ -](?=[\w#(<])")
_ADDRESS = re.compile(r"<?([^\s<>:;,\"'()]{1,64}@[^\s<>:;,\"'()]{1,255}\.[A-Za-z0-9-]{2,63})>?")
_QUOTED_ID = re.compile(r"^>?\s*Message-ID:\s*(<[^<>\s]{1,400}>)", re.I | re.M)
_MAX_RECIPIENTS = 100
_MAX_TEXT = 20_000  # of a report in plain words
_DIAGNOSTIC_CHARS = 500


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery report. ``hard`` None: nothing failed (delivered, relayed)."""

    hard: bool | None
    reason: str
    recipients: tuple[BouncedRecipient, ...] = ()
    original_ids: tuple[str, ...] = ()


def read_report(root: Part, text: str) -> Report | None:
    """The delivery report in a mail; None when it is none.

    1. The standard one (RFC 3464). 2. Exim's header. 3. qmail, old Exchange and the like: a mailer's
    sender or an empty envelope sender, together with the subject of a failure.
    """
    parts = list(root.leaves())
    status = next((part for part in parts if part.content_type == "message/delivery-status"), None)
    if status is not None:
        return _standard(status, parts, text)
    headers = root.headers
    if "x-failed-recipients" in headers:
        failed = [address.value for address in headers.addresses("x-failed-recipients")]
        return _in_words(parts, text, "X-Failed-Recipients header", failed)
    subject = headers.text("subject").casefold()
    if _is_mailer(headers) and any(
        phrase in subject for phrase in (*words.BOUNCE_SUBJECTS, *words.DELAY_SUBJECTS)
    ):
        return _in_words(parts, text, "sent by a mail server, with the subject of a failure", [])
    return None


def is_mailer_address(address: str) -> bool:
    local = address.partition("@")[0].casefold()
    return local in ("mailer-daemon", "postmaster", "mailerdaemon", "mail-daemon", "mailsystem")


def _is_mailer(headers: Headers) -> bool:
    sender = headers.addresses("from")
    return headers.raw("return-path").strip() == "<>" or any(
        is_mailer_address(address.value) for address in sender
    )


def _standard(status: Part, parts: list[Part], text: str) -> Report:
    recipients: list[BouncedRecipient] = []
    actions: set[str] = set()
    for block in re.split(rb"\r?\n\s*\r?\n", status.content()[0][:500_000]):
        fields, _ = read_headers(block, 0, len(block))
        action = fields.text("action").partition(" ")[0].casefold()
        address = _typed(fields.text("final-recipient")) or _typed(
            fields.text("original-recipient")
        )
        if not action and not address:
            continue
        actions.add(action)
        diagnostic = _typed(fields.text("diagnostic-code"))[:_DIAGNOSTIC_CHARS]
        code = _STATUS.search(fields.text("status")) or _STATUS.search(diagnostic)
        if action in ("failed", "delayed", "") and len(recipients) < _MAX_RECIPIENTS:
            recipients.append(
                BouncedRecipient(clean_address(address), code.group(1) if code else "", diagnostic)
            )
    ids = _original_ids(parts, text)
    if actions and not actions & {"failed", "delayed", ""}:
        return Report(None, f"delivery report: {', '.join(sorted(actions))}", (), ids)
    hard = "failed" in actions and any(
        not recipient.status.startswith("4") for recipient in recipients
    )
    codes = ", ".join(dict.fromkeys(filter(None, (recipient.status for recipient in recipients))))
    return Report(hard, f"delivery report {codes}".strip(), tuple(recipients), ids)


def _in_words(parts: list[Part], text: str, reason: str, failed: list[str]) -> Report:
    """A report for people: the first status or reply code and the addresses before the copy."""
    head = re.split(
        r"\n-{3,}.*(?:copy|original|below|message)", text[:_MAX_TEXT], maxsplit=1, flags=re.I
    )[0]
    code = _STATUS.search(head)
    status = code.group(1) if code else ""
    if not status:
        reply = _REPLY_CODE.search(head)
        status = f"{reply.group(1)[0]}.0.0" if reply else ""
    addresses = failed or [
        address
        for address in dict.fromkeys(_ADDRESS.findall(head))
        if not is_mailer_address(address)
    ]
    delayed = any(phrase in text[:500].casefold() for phrase in words.DELAY_SUBJECTS)
    recipients = tuple(
        BouncedRecipient(address, status, _line_with(head, address))
        for address in addresses[:_MAX_RECIPIENTS]
    )
    hard = not status.startswith("4") and not (delayed and not status)
    return Report(hard, f"{reason} {status}".strip(), recipients, _original_ids(parts, text))


def _original_ids(parts: list[Part], text: str) -> tuple[str, ...]:
    """Message ids of the mail that did not arrive: from its copy, else from its headers in the text."""
    for part in parts:
        if part.content_type in ("message/rfc822", "text/rfc822-headers", "message/global"):
            content = part.content()[0]
            original, _ = read_headers(content, 0, len(content))
            ids = find_ids(original.raw("message-id"))
            if ids:
                return tuple(ids)
    return tuple(dict.fromkeys(i for m in _QUOTED_ID.findall(text[:200_000]) for i in find_ids(m)))


def _typed(value: str) -> str:
    """ "rfc822; jane@example.org" without its type."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and " " not in kind.strip() else value.strip()


def _line_with(text: str, address: str) -> str:
    """What the server says next to the address."""
    at = text.find(address)
    if at < 0:
        return ""
    words_after = text[at + len(address) :].lstrip(">:, \r\n\t")
    return " ".join(words_after.split("\n\n")[0].split())[:_DIAGNOSTIC_CHARS]

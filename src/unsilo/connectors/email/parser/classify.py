"""What kind of sender stands behind a mail, and why we think so.

The order matters: a delivery report is also automatic, an absence note also comes in bulk. Every
class but human names the header or word that decided; when nothing decides, a person wrote it.
"""

import re
from dataclasses import dataclass

from unsilo.channels.contract import BouncedRecipient, MessageClass
from unsilo.connectors.email.parser import words
from unsilo.connectors.email.parser.bounce import is_mailer_address, read_report
from unsilo.connectors.email.parser.headers import Headers
from unsilo.connectors.email.parser.mime import Part

LOOP_HEADER = "X-Unsilo-Loop"
_NO_REPLY = re.compile(
    r"(?:^|[._+-])(?:no|do-?not|dont|never)[._-]?(?:re(?:ply|spond|ponder)|respond[ae]?r?|contest[ae]r?)"
    r"|^(?:nepasrepondre|ne-pas-repondre|nicht-?antworten|keine-?antwort|noresponder|naoresponda)"
    r"|^(?:bounces?|notifications?|alerts?|auto-?mail(?:er)?|mailer)(?:$|[._+-])",
    re.I,
)
_OUT_OF_OFFICE_END = re.compile(r"\s*(?:$|[:：(\[\-–—,;]|re\b|aw\b|fwd?\b)", re.I)


@dataclass(frozen=True, slots=True)
class Verdict:
    message_class: MessageClass
    reason: str = ""
    bounced: tuple[BouncedRecipient, ...] = ()
    original_ids: tuple[str, ...] = ()


def classify(
    root: Part, *, text: str, is_reply: bool, own: frozenset[str], own_id: bool
) -> Verdict:
    """Class a mail. ``own_id``: its Message-ID is one of those we give."""
    headers = root.headers
    loop = headers.text(LOOP_HEADER.lower()).casefold()
    if own_id and loop in own:
        return Verdict(MessageClass.NOTIFICATION, f"a mail of ours came back ({LOOP_HEADER})")
    report = read_report(root, text)
    if report is not None:
        kind = MessageClass.BOUNCE_HARD if report.hard else MessageClass.BOUNCE_SOFT
        if report.hard is None:
            kind = MessageClass.NOTIFICATION
        return Verdict(kind, report.reason, report.recipients, report.original_ids)
    for kind, find in (
        (MessageClass.NOTIFICATION, _receipt),
        (MessageClass.OUT_OF_OFFICE, _absence),
        (MessageClass.LIST, lambda root: _bulk(root.headers, is_reply=is_reply, own=own)),
        (MessageClass.NOTIFICATION, lambda root: _automatic(root.headers, is_reply=is_reply)),
    ):
        reason = find(root)
        if reason:
            return Verdict(kind, reason)
    return Verdict(MessageClass.HUMAN)


def takes_no_answer(address: str) -> bool:
    return bool(_NO_REPLY.search(address.partition("@")[0]))


def _receipt(root: Part) -> str:
    """Reports and calendar answers: a program wrote them because somebody clicked."""
    if root.content_type == "multipart/report":
        kind = root.parameters.get("report-type", "").lower()
        return f"report: {kind or 'of unknown kind'}"
    for part in root.leaves():
        if part.content_type == "message/disposition-notification":
            return "read receipt"
        if part.content_type == "text/calendar":
            method = part.parameters.get("method", "").upper()
            if method in ("REPLY", "COUNTER", "REFRESH"):
                return f"answer to a calendar invitation ({method})"
    return ""


def _absence(root: Part) -> str:
    headers = root.headers
    submitted = _first_word(headers, "auto-submitted")
    if submitted == "auto-replied":
        return "Auto-Submitted: auto-replied"
    for name in (
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "x-autoreply-from",
        "x-mail-autoreply",
    ):
        if name in headers and _first_word(headers, name) not in ("no", "false", "0"):
            return f"{name} header"
    for name in ("precedence", "x-precedence"):
        if _first_word(headers, name) in ("auto_reply", "auto-reply"):
            return f"{name}: auto_reply"
    if "autoresponder" in headers.text("delivered-to").casefold().partition("@")[0]:
        return "delivered to an autoresponder"
    subject = headers.text("subject").strip(" [*").casefold()
    for phrase in words.OUT_OF_OFFICE_SUBJECTS:
        if subject.startswith(phrase) and _OUT_OF_OFFICE_END.match(subject, len(phrase)):
            return f"subject begins with {phrase!r}"
    return ""


def _bulk(headers: Headers, *, is_reply: bool, own: frozenset[str]) -> str:
    """Newsletters and mailing lists.

    A list that is ours (a group address that forwards to this mailbox) says nothing about the writer.
    An unsubscribe link alone, on an answer, was added by a gateway on the way.
    """
    if _is_own_list(headers, own):
        return ""
    for name in (
        "list-id",
        "list-post",
        "x-mailing-list",
        "mailing-list",
        "x-mailchimp-id",
        "x-campaign-id",
        "feedback-id",
    ):
        if name in headers and not (name == "feedback-id" and is_reply):
            return f"{name} header"
    if _first_word(headers, "precedence") == "list":
        return "precedence: list"
    if "list-unsubscribe" in headers and not is_reply:
        return "list-unsubscribe header"
    return ""


def _automatic(headers: Headers, *, is_reply: bool) -> str:
    submitted = _first_word(headers, "auto-submitted")
    if submitted and submitted != "no":
        return f"auto-submitted: {submitted}"
    for name in ("precedence", "x-precedence"):
        if _first_word(headers, name) in ("bulk", "junk"):
            return f"{name}: {_first_word(headers, name)}"
    for name in ("x-fc-machinegenerated", "x-loop", "x-auto-generated"):
        if name in headers:
            return f"{name} header"
    if headers.text("x-auto-response-suppress").casefold() not in ("", "none") and not is_reply:
        return "x-auto-response-suppress header"
    if headers.raw("return-path").strip() == "<>":
        return "empty envelope sender"
    sender = headers.addresses("from")
    if sender and is_mailer_address(sender[0].value):
        return f"sent by {sender[0].value}"
    answer_to = headers.addresses("reply-to") or sender
    if answer_to and all(takes_no_answer(address.value) for address in answer_to):
        return f"can't be answered: {answer_to[0].value}"
    return ""


def _is_own_list(headers: Headers, own: frozenset[str]) -> bool:
    """Whether the list headers name an address of ours, as group addresses do."""
    named = " ".join(
        headers.text(name).casefold()
        for name in ("list-id", "list-post", "mailing-list", "x-mailing-list")
    )
    return any(address in named or f"<{address.replace('@', '.')}>" in named for address in own)


def _first_word(headers: Headers, name: str) -> str:
    return re.split(r"[\s;,(]", headers.text(name).casefold(), maxsplit=1)[0]

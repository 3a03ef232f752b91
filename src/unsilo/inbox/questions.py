"""What a search line asks for: words, phrases and operators.

``from:ana desk:support is:open has:file before:2026-03-01 "exact words" -not``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.inbox import ports

MAX_TERMS = 12

_TOKEN = re.compile(r'(-?)(?:([a-z]+):)?(?:"([^"]{1,200})"|(\S{1,200}))', re.IGNORECASE)
STATES = ("open", "waiting", "snoozed", "done")
IS_WORDS = (*STATES, "unread", "unassigned", "mine", "spam", "public", "paid", "vip", "hidden")
HAS_WORDS = ("file", "picture", "note", "draft", "tag")


@dataclass(slots=True)
class Query:
    """What was asked for. ``asked`` are questions of other packages (see ``ports``), ``problems``
    sentences about parts that could not be used."""

    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    desks: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    having: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    before: date | None = None
    after: date | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(
            (
                self.words, self.phrases, self.senders, self.recipients, self.desks, self.channels,
                self.owners, self.tags, self.subjects, self.flags, self.having, self.asked,
                self.before, self.after,
            )
        )  # fmt: skip


def parse(text: str, access: Access) -> Query:
    """Read a search line of somebody. Whatever it contains, something sensible comes out."""
    query = Query()
    lists = {
        "from": query.senders,
        "to": query.recipients,
        "desk": query.desks,
        "channel": query.channels,
        "owner": query.owners,
        "tag": query.tags,
        "subject": query.subjects,
    }
    for number, match in enumerate(_TOKEN.finditer(text.replace("\0", " ")[:1000])):
        if number >= MAX_TERMS:
            query.problems.append(_("Only the first %(n)s terms were used.") % {"n": MAX_TERMS})
            break
        minus, operator, phrase, word = match.groups()
        operator, value = (operator or "").lower(), phrase or word or ""
        if minus and not operator:
            query.without.append(value)
        elif operator in lists and not minus:
            lists[operator].append(value.casefold())
        elif operator in ("is", "has") and not minus:
            _flag(query, operator, value.casefold())
        elif operator in ports.questions() and not minus:
            _ask(query, operator, value.casefold(), access)
        elif operator in ("before", "after") and not minus:
            _day(query, operator, value)
        elif operator:
            (query.without if minus else query.words).append(match[0].lstrip("-").replace('"', ""))
        else:
            (query.phrases if phrase else query.words).append(value)
    return query


def _ask(query: Query, operator: str, value: str, access: Access) -> None:
    words = f"{operator}:{value}"
    if ports.asked(words) is not None:
        query.asked.append(words)
    else:
        known = [word for word, _label in ports.questions()[operator].choices(access)]
        _not_known(query, words, operator, known)


def _flag(query: Query, operator: str, value: str) -> None:
    known = IS_WORDS if operator == "is" else HAS_WORDS
    if value in known:
        (query.flags if operator == "is" else query.having).add(value)
    else:
        _not_known(query, f"{operator}:{value}", operator, known)


def _not_known(query: Query, given: str, operator: str, known: Sequence[str]) -> None:
    query.problems.append(
        _("%(given)s is not known. Try %(known)s.")
        % {"given": given, "known": ", ".join(f"{operator}:{k}" for k in known)}
    )


def _day(query: Query, operator: str, value: str) -> None:
    today = timezone.localdate()
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    ago = re.fullmatch(r"(\d{1,4})d", value)
    try:
        if ago:
            day = today - timedelta(days=int(ago[1]))
        else:
            day = named.get(value) or date.fromisoformat(value)
    except (ValueError, OverflowError):
        query.problems.append(
            _("%(given)s is no date. Write 2026-03-31, today, yesterday or 14d.")
            % {"given": f"{operator}:{value}"}
        )
        return
    setattr(query, operator, day)

"""What a search line asks for: words, phrases and operators.

``from:ana desk:support is:open has:file before:2026-03-01 "exact words" -not``.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

MAX_TERMS = 12

_TOKEN = re.compile(r'(-?)(?:([a-z]+):)?(?:"([^"]{1,200})"|(\S{1,200}))', re.IGNORECASE)
STATES = ("open", "waiting", "snoozed", "done")
IS_WORDS = (*STATES, "unread", "unassigned", "mine", "spam", "public", "paid", "vip")
HAS_WORDS = ("file", "picture", "note", "draft", "tag")


@dataclass(slots=True)
class Query:
    """What was asked for. ``problems`` are sentences about parts that could not be used."""

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
    before: date | None = None
    after: date | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(
            (
                self.words, self.phrases, self.senders, self.recipients, self.desks, self.channels,
                self.owners, self.tags, self.subjects, self.flags, self.having, self.before,
                self.after,
            )
        )  # fmt: skip


def parse(text: str) -> Query:
    """Read a search line. Whatever it contains, something sensible comes out."""
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
        elif operator in ("before", "after") and not minus:
            _day(query, operator, value)
        elif operator:
            (query.without if minus else query.words).append(match[0].lstrip("-").replace('"', ""))
        else:
            (query.phrases if phrase else query.words).append(value)
    return query


def _flag(query: Query, operator: str, value: str) -> None:
    known = IS_WORDS if operator == "is" else HAS_WORDS
    if value in known:
        (query.flags if operator == "is" else query.having).add(value)
    else:
        query.problems.append(
            _("%(given)s is not known. Try %(known)s.")
            % {"given": f"{operator}:{value}", "known": ", ".join(f"{operator}:{k}" for k in known)}
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

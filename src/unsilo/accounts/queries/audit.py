"""The audit log as its page, its file and the API read it: newest first, served by an index."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from unsilo.core.models import AuditEntry
from unsilo.core.pagination import Page, decode_cursor, encode_cursor

PAGE = 50

# What the page offers to look for; whatever else is in the log stands in the whole list.
NOUNS = {
    "login": _("Logging in"),
    "session": _("Sessions"),
    "password": _("Passwords"),
    "second_factor": _("Second factors"),
    "token": _("API tokens"),
    "user": _("Users and roles"),
    "invitation": _("Invitations"),
    "seat": _("Seats"),
    "desk": _("Desks"),
    "brand": _("Brands"),
    "channel": _("Channels"),
    "webhook": _("Webhooks"),
    "rule": _("Rules"),
    "person": _("People"),
    "export": _("Exports"),
    "keys": _("Keys"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is None or "" is left open."""

    user: int | None = None
    noun: str = ""
    kind: str = ""
    object: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(wanted: Wanted) -> "QuerySet[AuditEntry]":
    found = AuditEntry.objects.order_by("-at", "-id")
    if wanted.user is not None:
        found = found.filter(user_id=wanted.user)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    elif wanted.noun:
        found = found.filter(noun=wanted.noun)
    if wanted.object is not None:
        found = found.filter(object_id=wanted.object)
    if wanted.since is not None:
        found = found.filter(at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(at__lt=wanted.until)
    return found


def audit_page(wanted: Wanted, *, cursor: str = "", limit: int = PAGE) -> Page[AuditEntry]:
    found = entries(wanted)
    if cursor:
        at, pk = decode_cursor(cursor, datetime, int)
        found = before(found, at, pk)
    rows = list(found[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], next_cursor=encode_cursor(last.at, last.pk) if last else None)


def before(found: "QuerySet[AuditEntry]", at: datetime, pk: int) -> "QuerySet[AuditEntry]":
    """Those behind a place in the list. Said so that the index is entered at the place."""
    return found.filter(Q(at__lte=at) & (Q(at__lt=at) | Q(pk__lt=pk)))


def every(wanted: Wanted) -> Iterator[AuditEntry]:
    """All that match, a thousand at a time and without holding a cursor of the database open."""
    at_and_id: tuple[datetime, int] | None = None
    while True:
        found = entries(wanted)
        if at_and_id is not None:
            found = before(found, *at_and_id)
        rows = list(found[:1000])
        yield from rows
        if len(rows) < 1000:
            return
        at_and_id = rows[-1].at, rows[-1].pk

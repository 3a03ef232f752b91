"""The lists of promises, hand-offs and clocks, keyset-paged."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.routing.models import Clock, ClockKind, HandOff, Outcome, Promise
from unsilo.ui.navigation import NavItem

PAGE = 50
FAR = datetime(9999, 1, 1, tzinfo=timezone.get_default_timezone())


def promises_page(
    access: Access, *, which: str, cursor: str = "", limit: int = PAGE
) -> Page[Promise]:
    """``mine``, ``desk`` (of desks with a seat) and ``all`` are open, soonest due first; ``settled``
    are the newest first."""
    found = Promise.objects.visible_to(access).select_related(
        "conversation", "conversation__person", "desk", "owner", "clock"
    )
    if which == "settled":
        found = found.filter(settled_at__isnull=False)
        return _newest(found, "settled_at", cursor, limit)
    found = found.unsettled()
    if which == "desk":
        found = found.filter(desk__in=access.seat_ids)
    elif which != "all":
        found = found.filter(owner=access.user)
    return _soonest(found, cursor, limit)


def _soonest(found: "QuerySet[Promise]", cursor: str, limit: int) -> Page[Promise]:
    """By when they are due; those that wait for a person have no time yet and stand at the end."""
    if cursor:
        due_at, pk = decode_cursor(cursor, datetime, int)
        later = Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk) | Q(due_at__isnull=True)
        found = found.filter(Q(due_at__isnull=True, pk__gt=pk) if due_at >= FAR else later)
    rows = list(found.order_by(F("due_at").asc(nulls_last=True), "pk")[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    last = rows[-1] if rows else None
    return Page(rows, encode_cursor(last.due_at or FAR, last.pk) if more and last else None)


def promise_tabs(access: Access, which: str) -> list[NavItem]:
    labels = {
        "mine": _("Mine"),
        "desk": _("My desks'"),
        "all": _("All open"),
        "settled": _("Settled"),
    }
    here = which if which in labels else "mine"
    url = reverse("routing:promises")
    return [
        NavItem(label=label, url=f"{url}?which={name}", current=name == here)
        for name, label in labels.items()
    ]


def handoffs_page(
    access: Access, *, which: str, cursor: str = "", limit: int = PAGE
) -> Page[HandOff]:
    """Open ones, or all; the newest first."""
    found = HandOff.objects.visible_to(access).select_related(
        "conversation", "conversation__person", "from_desk", "to_desk", "taken_by", "clock"
    )
    if which != "all":
        found = found.open()
    return _newest(found, "asked_at", cursor, limit)


def clocks_page(
    access: Access,
    *,
    kind: str = "",
    outcome: str = "",
    desk_id: int | None = None,
    days: int | None = None,
    cursor: str = "",
    limit: int = PAGE,
) -> Page[Clock]:
    """Clocks, the newest first."""
    found = Clock.objects.visible_to(access).select_related(
        "conversation", "conversation__person", "desk"
    )
    if kind in ClockKind.values:
        found = found.filter(kind=kind)
    if outcome in Outcome.values:
        found = found.filter(outcome=outcome)
    if desk_id is not None:
        found = found.filter(desk=desk_id)
    if days is not None:
        found = found.filter(started_at__gte=timezone.now() - timedelta(days=days))
    return _newest(found, "started_at", cursor, limit)


def _newest(found: "QuerySet[Any]", by: str, cursor: str, limit: int) -> Page[Any]:
    if cursor:
        at, pk = decode_cursor(cursor, datetime, int)
        found = found.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__lt": pk}))
    rows = list(found.order_by(f"-{by}", "-pk")[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    return Page(rows, encode_cursor(getattr(rows[-1], by), rows[-1].pk) if more else None)

"""Lists of facts, and what was changed when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from unsilo.accounts.access import Access
from unsilo.core.models import Event
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.library.models import Fact, FactStatus, Phrase, VoiceGuide

PAGE = 50
SHOWN = 30

_NAMES = {
    "statement": gettext_noop("statement"),
    "about": gettext_noop("about"),
    "value": gettext_noop("what must be right"),
    "wrong": gettext_noop("wrong variants"),
    "status": gettext_noop("status"),
    "source": gettext_noop("source"),
    "valid_until": gettext_noop("valid until"),
    "brand_id": gettext_noop("brand"),
    "tone": gettext_noop("tone"),
    "do": gettext_noop("do"),
    "dont": gettext_noop("don’t"),
    "disclosure": gettext_noop("disclosure line"),
    "signature": gettext_noop("signature"),
    "phrases": gettext_noop("phrases"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history: who did what, and what stood there before."""

    at: datetime
    by: str
    kind: str
    changed: list[tuple[str, str, str]]


def facts_page(
    access: Access, *, q: str = "", status: str = "", archived: bool = False, cursor: str = "",
    limit: int = PAGE,
) -> Page[Fact]:  # fmt: skip
    """Newest first."""
    found = Fact.objects.visible_to(access).filter(archived_at__isnull=not archived)
    if status in FactStatus.values:
        found = found.filter(status=status)
    if q.strip():
        found = found.search(q)
    if cursor:
        (last_id,) = decode_cursor(cursor, int)
        found = found.filter(pk__lt=last_id)
    rows = list(found.select_related("brand").order_by("-pk")[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    return Page(rows, encode_cursor(rows[-1].pk) if more else None)


def at_hand(access: Access, brand_id: int, q: str) -> list[Fact]:
    """Facts for somebody who writes: what may be said first."""
    found = Fact.objects.visible_to(access).live().of_brand(brand_id).search(q)
    ranked = sorted(found.order_by("-updated_at")[:200], key=_rank)
    return ranked[:SHOWN]


def _rank(fact: Fact) -> tuple[bool, int]:
    order = (FactStatus.CONFIRMED, FactStatus.DO_NOT_SAY, FactStatus.NOT_CONFIRMED)
    return fact.is_over, order.index(FactStatus(fact.status))


def phrases_of(guide: VoiceGuide) -> list[Phrase]:
    return list(Phrase.objects.filter(guide=guide)) if guide.pk else []


def history_of_fact(fact: Fact) -> list[Change]:
    kinds = ["fact.created", "fact.updated", "fact.archived", "fact.restored"]
    return _history(kinds, fact_id=fact.pk)


def history_of_guide(guide: VoiceGuide) -> list[Change]:
    return _history(["voice.updated"], brand_id=guide.brand_id)


def _history(kinds: list[str], **about: int) -> list[Change]:
    wanted = {f"data__{name}": value for name, value in about.items()}
    events = Event.objects.filter(kind__in=kinds, **wanted).order_by("-id")[:SHOWN]
    return [
        Change(event.at, event.actor_label, event.kind, _changed(event.data)) for event in events
    ]


def _changed(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(what, before, after) of each field that changed; nothing for a beginning."""
    before, after = data.get("before") or {}, data.get("after") or {}
    return [
        (_(_NAMES.get(name, name)), _said(before[name]), _said(value))
        for name, value in after.items()
        if name in before and before[name] != value
    ]


def _said(value: Any) -> str:
    if isinstance(value, list):
        return " · ".join(one["words"] if isinstance(one, dict) else str(one) for one in value)
    return str(FactStatus(value).label) if value in FactStatus.values else str(value or "")

"""Every consent there is: who was asked by whom for what, what they said, what was used under it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from unsilo.accounts.access import Access
from unsilo.channels.models import Delivery
from unsilo.core.pagination import Page
from unsilo.core.rest import page_by_id
from unsilo.stories.models import (
    Consent,
    ConsentState,
    Coverage,
    CoverageState,
    Field,
    Pitch,
    Use,
)


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """``asked`` and ``allowed`` are fields with their uses, ``used`` what stands under it."""

    id: int
    person_id: int
    person: str
    story_id: int
    story: str
    state: str
    label: str
    asked: Sequence[str]
    allowed: Sequence[str]
    wording: str
    asked_by: str
    asked_at: datetime
    answered_at: datetime | None
    withdrawn_at: datetime | None
    used: Sequence[str]


def consents_for(access: Access, *, state: str = "", use: str = "") -> QuerySet[Consent]:
    """Those of stories that may be read; of one state, or that allow one use."""
    found: QuerySet[Consent] = Consent.objects.visible_to(access)
    if state in ConsentState.values:
        found = found.filter(state=state)
    if use in Use.values:
        found = found.filter(grants__use=use, grants__allowed=True).distinct()
    return found


def log_page(consents: QuerySet[Consent], *, cursor: str | None, limit: int) -> Page[ConsentRow]:
    page = page_by_id(_with_all(consents), cursor=cursor, limit=limit, newest_first=True)
    return Page(_rows(page.items), page.next_cursor)


def log_rows(consents: QuerySet[Consent]) -> Iterable[ConsentRow]:
    """All of them, a page at a time, for a file."""
    cursor: str | None = None
    while True:
        page = log_page(consents, cursor=cursor, limit=100)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def _with_all(consents: QuerySet[Consent]) -> QuerySet[Consent]:
    return consents.select_related("person", "story", "asked_by").prefetch_related("grants")


def _rows(consents: Sequence[Consent]) -> list[ConsentRow]:
    used = _used([one.story_id for one in consents])
    return [
        ConsentRow(
            id=one.pk,
            person_id=one.person_id,
            person=str(one.person),
            story_id=one.story_id,
            story=one.story.title,
            state=one.state,
            label=str(one.get_state_display()),
            asked=_cells((grant.field, grant.use) for grant in one.grants.all()),
            allowed=_cells((grant.field, grant.use) for grant in one.grants.all() if grant.allowed),
            wording=one.wording,
            asked_by=str(one.asked_by or ""),
            asked_at=one.asked_at,
            answered_at=one.answered_at,
            withdrawn_at=one.withdrawn_at,
            used=used[one.story_id],
        )
        for one in consents
    ]


def _cells(cells: Iterable[tuple[str, str]]) -> list[str]:
    """Field by field: “Name: Press, Ads”."""
    uses: dict[str, list[str]] = defaultdict(list)
    for field, use in cells:
        uses[field].append(str(Use(use).label))
    return [f"{Field(field).label}: {', '.join(named)}" for field, named in uses.items()]


def _used(story_ids: Sequence[int]) -> dict[int, list[str]]:
    """What was published of these stories, and to whom they went."""
    found: dict[int, list[str]] = defaultdict(list)
    published = Coverage.objects.filter(story__in=story_ids, state=CoverageState.CONFIRMED)
    for story_id, title in published.order_by("pk").values_list("story_id", "title"):
        found[story_id or 0].append(title)
    pitches = Pitch.objects.filter(story__in=story_ids, cancelled_at__isnull=True)
    sent = Delivery.objects.filter(state__in=(Delivery.State.SENT, Delivery.State.PARTLY))
    pitches = pitches.filter(message__in=sent.values("message_id"))
    outlets = pitches.order_by("pk").values_list("story_id", "contact__outlet__name")
    for story_id, outlet in outlets:
        found[story_id].append(outlet)
    return found

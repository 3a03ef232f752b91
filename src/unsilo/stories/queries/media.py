"""Outlets and journalists, and how well each fits a story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.inbox.models import State
from unsilo.stories.models import (
    Angle,
    Coverage,
    MediaContact,
    Outlet,
    OutletKind,
    Pitch,
    Story,
)
from unsilo.stories.services.pitches import QUIET

PAGE = 50
CHOICES = 200
FITS = {
    Angle.HUMAN_INTEREST: (OutletKind.REGIONAL, OutletKind.BROADCAST, OutletKind.NATIONAL),
    Angle.INDUSTRY_TREND: (OutletKind.TRADE, OutletKind.NATIONAL),
    Angle.INNOVATION: (OutletKind.TRADE, OutletKind.ONLINE),
    Angle.COMMUNITY_IMPACT: (OutletKind.REGIONAL, OutletKind.BROADCAST),
    Angle.TRANSFORMATION: (OutletKind.TRADE, OutletKind.NATIONAL),
}


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A journalist with what speaks for and against pitching them now."""

    contact: MediaContact
    pitched: int
    covered: int
    last_pitched: datetime | None
    warning: str = ""
    fits: bool = False
    has_it: bool = False

    @property
    def key(self) -> str:
        return str(self.contact.pk)


@dataclass(frozen=True, slots=True)
class OutletRow:
    outlet: Outlet
    contacts: int
    coverage: int


def outlets_page(
    *, q: str = "", kind: str = "", archived: bool = False, cursor: str = ""
) -> Page[OutletRow]:
    found = Outlet.objects.filter(archived_at__isnull=not archived)
    if kind in OutletKind.values:
        found = found.filter(kind=kind)
    if q := q.strip():
        found = found.filter(Q(name__icontains=q) | Q(domains__contains=[q.casefold()]))
    if cursor:
        name, last = decode_cursor(cursor, str, int)
        found = found.filter(Q(name__gt=name) | Q(name=name, pk__gt=last))
    rows = list(
        found.annotate(
            n=Count("contacts", filter=Q(contacts__archived_at__isnull=True), distinct=True),
            clips=Count("coverage", filter=Q(coverage__state="confirmed"), distinct=True),
        ).order_by("name", "id")[: PAGE + 1]
    )
    more = len(rows) > PAGE
    last_row = rows[PAGE - 1] if more else None
    return Page(
        [OutletRow(one, one.n, one.clips) for one in rows[:PAGE]],
        encode_cursor(last_row.name, last_row.pk) if last_row else None,
    )


def contacts_page(*, q: str = "", archived: bool = False, cursor: str = "") -> Page[ContactRow]:
    found = MediaContact.objects.filter(archived_at__isnull=not archived)
    if q := q.strip():
        found = found.filter(
            Q(person__name__icontains=q) | Q(outlet__name__icontains=q) | Q(beats__icontains=q)
        )
    if cursor:
        (last,) = decode_cursor(cursor, int)
        found = found.filter(pk__gt=last)
    rows = list(_counted(found).order_by("pk")[: PAGE + 1])
    more = len(rows) > PAGE
    return Page(_rows(rows[:PAGE], story=None), encode_cursor(rows[PAGE - 1].pk) if more else None)


def choices_for(story: Story) -> list[ContactRow]:
    """Whom to pitch: those it fits first, the others behind them."""
    live = MediaContact.objects.live().filter(outlet__archived_at__isnull=True)
    rows = _rows(list(_counted(live).order_by("person__name", "id")[:CHOICES]), story=story)
    return sorted(rows, key=lambda row: (row.has_it, bool(row.warning), not row.fits))


def _counted(found: QuerySet[MediaContact]) -> QuerySet[MediaContact]:
    went = Q(pitches__cancelled_at__isnull=True)
    return found.select_related("person", "outlet").annotate(
        pitched_n=Count("pitches", filter=went),
        covered_n=Count("pitches", filter=went & Q(pitches__verdict="covered")),
        last=Max("pitches__pitched_at", filter=went),
    )


def _rows(contacts: Sequence[MediaContact], *, story: Story | None) -> list[ContactRow]:
    people = [one.person_id for one in contacts]
    angry = set(
        MediaContact.objects.filter(
            person__in=people,
            person__conversations__reading__feeling="negative",
            person__conversations__is_spam=False,
            person__conversations__pitch__isnull=True,
            person__conversations__placements__state__in=[State.OPEN, State.SNOOZED],
        ).values_list("pk", flat=True)
    )
    has_it: set[int] = set()
    if story is not None:
        own = Pitch.objects.filter(story=story, cancelled_at__isnull=True)
        has_it = set(own.values_list("contact_id", flat=True))
    kinds = {kind for a in (story.angles if story else ()) for kind in FITS[Angle(a)]}
    return [
        ContactRow(
            contact=one,
            pitched=one.pitched_n,  # type: ignore[attr-defined]
            covered=one.covered_n,  # type: ignore[attr-defined]
            last_pitched=one.last,  # type: ignore[attr-defined]
            warning=_warning(one, angry=one.pk in angry, last=one.last),  # type: ignore[attr-defined]
            fits=one.outlet.kind in kinds,
            has_it=one.pk in has_it,
        )
        for one in contacts
    ]


def _warning(contact: MediaContact, *, angry: bool, last: datetime | None) -> str:
    if contact.do_not_pitch:
        return _("wants no pitches")
    if angry:
        return _("waits for an answer to a complaint")
    if last is not None and last > timezone.now() - QUIET:
        return _("pitched less than 14 days ago")
    return ""


def coverage_page(
    access: Access, *, state: str = "confirmed", outlet: int | None = None, cursor: str = ""
) -> Page[Coverage]:
    found = Coverage.objects.visible_to(access).filter(state=state)
    if outlet is not None:
        found = found.filter(outlet=outlet)
    if cursor:
        at, last = decode_cursor(cursor, datetime, int)
        found = found.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=last))
    related = found.select_related("story", "outlet", "pitch__contact__person")
    rows = list(related.order_by("-published_at", "-pk")[: PAGE + 1])
    more = len(rows) > PAGE
    last_row = rows[PAGE - 1] if more else None
    return Page(
        rows[:PAGE],
        encode_cursor(last_row.published_at, last_row.pk) if last_row else None,
    )

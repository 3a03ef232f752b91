"""What the public reads of a brand's incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from unsilo.accounts.letters import can_write
from unsilo.core.errors import NotFound
from unsilo.incidents.models import Column, Incident, StatusPage, Update

KEPT = timedelta(days=14)  # how long a resolved incident stays to be read


@dataclass(frozen=True, slots=True)
class PublicIncident:
    """One incident as everybody may read it."""

    title: str
    since: datetime
    changed_at: datetime
    next_update_at: datetime | None
    resolved_at: datetime | None
    known: Sequence[str]
    unknown: Sequence[str]
    advice: Sequence[str]
    updates: Sequence[Update]


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The page of a brand; without incidents all is well. ``writes`` says that mail can go out."""

    brand: str
    slug: str
    writes: bool
    all_well: str
    contact: str
    ongoing: Sequence[PublicIncident]
    past: Sequence[PublicIncident]
    changed_at: datetime | None


def open_page(slug: str) -> StatusPage:
    """Raises ``NotFound`` for a brand without a page that is on."""
    page = StatusPage.objects.select_related("brand").filter(brand__slug=slug, is_on=True).first()
    if page is None:
        raise NotFound
    return page


def public_page(slug: str) -> PublicPage:
    """Raises ``NotFound`` for a brand without a page that is on."""
    page = open_page(slug)
    found = Incident.objects.public().filter(brand=page.brand)
    recent = timezone.now() - KEPT
    shown = found.ongoing() | found.filter(resolved_at__gte=recent)
    incidents = [
        _public(one)
        for one in shown.prefetch_related("facts", "updates").order_by("-published_at")[:20]
    ]
    return PublicPage(
        brand=page.brand.name,
        slug=slug,
        writes=can_write(),
        all_well=page.all_well,
        contact=page.contact,
        ongoing=[one for one in incidents if one.resolved_at is None],
        past=[one for one in incidents if one.resolved_at is not None],
        changed_at=max((one.changed_at for one in incidents), default=None),
    )


def _public(incident: Incident) -> PublicIncident:
    facts = [one for one in incident.facts.all() if one.is_public and not one.removed_at]
    updates = list(incident.updates.all())
    assert incident.published_at is not None
    moments = [incident.published_at, incident.resolved_at]
    moments += [one.corrected_at or one.at for one in updates]
    return PublicIncident(
        title=incident.public_title or incident.title,
        since=incident.published_at,
        changed_at=max(at for at in moments if at is not None),
        next_update_at=incident.next_update_at,
        resolved_at=incident.resolved_at,
        known=[one.text for one in facts if one.column == Column.CONFIRMED],
        unknown=[one.text for one in facts if one.column == Column.UNCONFIRMED],
        advice=[line.strip() for line in incident.advice.splitlines() if line.strip()],
        updates=updates,
    )

"""Business hours and service levels as pages show them, and how they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand, Desk
from unsilo.routing.models import BusinessHours, Clock, ClockKind, Outcome, SlaPolicy

DAYS = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """First replies of a desk that were due in the last 30 days."""

    met: int = 0
    broken: int = 0

    @property
    def share(self) -> int | None:
        """Percent in time; None when nothing was due."""
        due = self.met + self.broken
        return round(100 * self.met / due) if due else None


@dataclass(frozen=True, slots=True)
class LevelRow:
    desk: Desk
    policies: Sequence[SlaPolicy]
    kept: Kept


def level_rows(access: Access) -> list[LevelRow]:
    policies = list(SlaPolicy.objects.filter(desk__in=access.desk_ids))
    kept = _kept(access)
    return [
        LevelRow(
            desk, [one for one in policies if one.desk_id == desk.pk], kept.get(desk.pk, Kept())
        )
        for desk in access.desks
    ]


def _kept(access: Access) -> dict[int, Kept]:
    since = timezone.now() - timedelta(days=DAYS)
    rows = (
        Clock.objects.visible_to(access)
        .filter(kind=ClockKind.FIRST_REPLY, started_at__gte=since)
        .values("desk")
        .annotate(
            met=Count("pk", filter=Q(outcome=Outcome.MET)),
            broken=Count("pk", filter=Q(outcome=Outcome.BROKEN)),
        )
    )
    return {row["desk"]: Kept(row["met"], row["broken"]) for row in rows}


@dataclass(frozen=True, slots=True)
class HoursRow:
    """A brand or a desk, and its hours if it has its own."""

    of: Brand | Desk
    hours: BusinessHours | None
    is_brand: bool


def hours_rows(access: Access) -> list[HoursRow]:
    kept = list(BusinessHours.objects.select_related("desk", "brand"))
    by_desk = {one.desk_id: one for one in kept if one.desk_id}
    by_brand = {one.brand_id: one for one in kept if one.brand_id}
    brands = [HoursRow(one, by_brand.get(one.pk), True) for one in access.brands]
    return [*brands, *(HoursRow(one, by_desk.get(one.pk), False) for one in access.desks)]

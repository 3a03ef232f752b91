"""When things are due: business hours and service levels as they stand now, to be looked up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from unsilo.routing import hours
from unsilo.routing.hours import Week
from unsilo.routing.models import BusinessHours, SlaPolicy


@dataclass(frozen=True, slots=True)
class Timetable:
    """Hours by desk and by brand, fetched at once. A desk without any is always there."""

    by_desk: dict[int, Week] = field(default_factory=dict)
    by_brand: dict[int, Week] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Timetable":
        rows = list(BusinessHours.objects.all())
        return cls(
            {row.desk_id: row.as_week() for row in rows if row.desk_id},
            {row.brand_id: row.as_week() for row in rows if row.brand_id},
        )

    def week(self, desk_id: int, brand_id: int) -> Week | None:
        """The hours of a desk for a brand; None when no hours are kept."""
        return self.by_desk.get(desk_id) or self.by_brand.get(brand_id)

    def is_open(self, desk_id: int, brand_id: int, at: datetime) -> bool:
        week = self.week(desk_id, brand_id)
        return week is None or hours.is_open(week, at)

    def after(self, desk_id: int, brand_id: int, at: datetime, wait: timedelta) -> datetime:
        """``wait`` of the desk's business time after a moment; on the calendar where none is kept."""
        week = self.week(desk_id, brand_id)
        due = hours.after(week, at, wait / timedelta(minutes=1)) if week else None
        return due or at + wait


@dataclass(frozen=True, slots=True)
class Levels:
    """All service levels, fetched at once, and the timetable they count with."""

    by_desk: dict[int, list[SlaPolicy]]
    timetable: Timetable

    @classmethod
    def load(cls, desk_ids: Iterable[int]) -> "Levels":
        by_desk: dict[int, list[SlaPolicy]] = {}
        for policy in SlaPolicy.objects.filter(desk__in=desk_ids):
            by_desk.setdefault(policy.desk_id, []).append(policy)
        counted = any(one.in_business_hours for many in by_desk.values() for one in many)
        return cls(by_desk, Timetable.load() if counted else Timetable())

    def policy(self, desk_id: int, *, priority: int, public: bool) -> SlaPolicy | None:
        """The most exact one that fits: a named priority says more than a named public."""
        fitting = [
            one
            for one in self.by_desk.get(desk_id, ())
            if one.priority in (None, priority) and one.public in (None, public)
        ]
        return max(
            fitting,
            key=lambda one: (one.priority is not None, one.public is not None),
            default=None,
        )

    def due(
        self, desk_id: int, brand_id: int, *, priority: int, public: bool, at: datetime
    ) -> datetime | None:
        """When a first reply is due; None where nobody set a service level."""
        policy = self.policy(desk_id, priority=priority, public=public)
        if policy is None:
            return None
        wait = timedelta(minutes=policy.minutes)
        if not policy.in_business_hours:
            return at + wait
        return self.timetable.after(desk_id, brand_id, at, wait)

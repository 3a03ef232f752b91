"""Figures out of the rollups: a period, the one before it, and day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.core.db import read
from unsilo.insights.metrics import Metric, Shape, metric
from unsilo.insights.models import Progress
from unsilo.routing.models import BusinessHours

DAY = timedelta(days=1)
PERIODS = (7, 30, 90)
FORECAST_DAYS = 10  # of which the speed is taken


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose numbers: what the reader may know, narrowed further. None of ``access`` means all, or
    what readers of these ``open_desks`` may know; what is on no desk they know too."""

    access: Access | None
    open_desks: tuple[int, ...] | None = None
    brand_id: int | None = None
    desk_ids: tuple[int, ...] | None = None
    channel_id: int | None = None

    def where(self) -> tuple[str, dict[str, Any]]:
        """A condition on ``brand_id``, ``desks`` and ``channel_id``, with its parameters."""
        said = ["true"]
        given: dict[str, Any] = {}
        may_read = self.access.desk_ids if self.access is not None else self.open_desks
        if may_read is not None:
            said.append("(desks IS NULL OR desks && %(may_read)s::bigint[])")
            given["may_read"] = list(may_read)
        if self.access is not None and self.access.brand_ids is not None:
            said.append("brand_id = ANY(%(may_brands)s::bigint[])")
            given["may_brands"] = self.access.brand_ids
        if self.brand_id is not None:
            said.append("brand_id = %(brand)s")
            given["brand"] = self.brand_id
        if self.desk_ids is not None:
            said.append("desks && %(only_desks)s::bigint[]")
            given["only_desks"] = list(self.desk_ids)
        if self.channel_id is not None:
            said.append("channel_id = %(channel)s")
            given["channel"] = self.channel_id
        return " AND ".join(said), given


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both ends included."""

    first: date
    last: date

    @classmethod
    def until(cls, last: date, days: int) -> "Period":
        return cls(last - DAY * (days - 1), last)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """The same number of days, just before."""
        return Period.until(self.first - DAY, self.days)

    def __iter__(self) -> Any:
        return (self.first + DAY * n for n in range(self.days))


@dataclass(frozen=True, slots=True)
class Figure:
    """What a metric says of some days. ``value`` is None where nothing was counted."""

    shape: Shape
    counted: int = 0
    hits: int = 0
    total: Decimal = Decimal(0)
    median: float | None = None
    p90: float | None = None
    sums: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def value(self) -> float | None:
        if self.shape is Shape.TIME:
            return self.median
        if self.shape is Shape.SHARE:
            return 100 * self.hits / self.counted if self.counted else None
        if self.shape is Shape.BALANCE:
            return 100 * float(self.total) / self.counted if self.counted else None
        if self.shape is Shape.MONEY:
            return float(self.total)
        return float(self.counted)

    @property
    def mean(self) -> float | None:
        return float(self.total) / self.counted if self.counted else None


@dataclass(frozen=True, slots=True)
class Summary:
    """A metric over a period: as a whole, in the period before, and day by day."""

    metric: Metric
    period: Period
    now: Figure
    before: Figure
    by_day: Mapping[date, Figure]

    def day(self, day: date) -> Figure:
        return self.by_day.get(day, Figure(self.metric.shape))

    @property
    def change(self) -> float | None:
        if self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value

    @property
    def is_empty(self) -> bool:
        return not self.now.counted and not self.before.counted


_SUMS = """
SELECT metric, day, part, sum(counted), sum(hits), sum(total) FROM insights_cell
 WHERE metric = ANY(%(metrics)s) AND day BETWEEN %(begin)s AND %(last)s AND {where}
 GROUP BY metric, day, part
"""
_SPREAD = """
SELECT metric, day >= %(first)s AS is_now, day,
       percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY number)
  FROM insights_cell, unnest(numbers) AS number
 WHERE metric = ANY(%(metrics)s) AND day BETWEEN %(begin)s AND %(last)s AND {where}
 GROUP BY GROUPING SETS ((metric, day >= %(first)s), (metric, day))
"""
_LEVELS = """
SELECT metric, greatest(day, %(begin)s::date) AS day, sum(counted) FROM insights_cell
 WHERE metric IN ('placed', 'closed') AND day <= %(last)s AND {where}
 GROUP BY 1, 2
"""


def today(brand_id: int | None = None) -> date:
    """The day it is for a brand, else for this installation."""
    return timezone.localdate(timezone=zone_of(brand_id))


def zone_of(brand_id: int | None) -> ZoneInfo:
    hours = BusinessHours.objects.filter(brand=brand_id).first() if brand_id else None
    return ZoneInfo(hours.time_zone if hours else settings.TIME_ZONE)


def counted_at() -> datetime | None:
    """When the numbers were brought up to date last."""
    return Progress.objects.values_list("counted_at", flat=True).first()


def summaries(scope: Scope, keys: Sequence[str], period: Period) -> dict[str, Summary]:
    """The metrics of these keys, in a fixed number of queries."""
    metrics = [metric(key) for key in keys]
    where, given = scope.where()
    given |= {
        "metrics": [one.key for one in metrics],
        "begin": period.before.first,
        "first": period.first,
        "last": period.last,
    }
    sums: dict[str, dict[date, dict[str, tuple[int, int, Decimal]]]] = {}
    for key, day, part, counted, hits, total in read(_SUMS.format(where=where), given):
        sums.setdefault(key, {}).setdefault(day, {})[part] = (counted, hits, total)
    spread: dict[tuple[str, Any], tuple[float, float]] = {}
    if any(one.shape is Shape.TIME for one in metrics):
        for key, is_now, day, (median, p90) in read(_SPREAD.format(where=where), given):
            spread[(key, day if day else is_now)] = (median, p90)
    found = {}
    for one in metrics:
        if one.shape is Shape.LEVEL:
            found[one.key] = level(scope, one, period)
            continue
        days = sums.get(one.key, {})
        found[one.key] = Summary(
            metric=one,
            period=period,
            now=_figure(
                one, [days[day] for day in days if day >= period.first], spread.get((one.key, True))
            ),
            before=_figure(
                one, [days[day] for day in days if day < period.first], spread.get((one.key, False))
            ),
            by_day={
                day: _figure(one, [parts], spread.get((one.key, day)))
                for day, parts in days.items()
            },
        )
    return found


def level(scope: Scope, one: Metric, period: Period) -> Summary:
    """How many there were at the end of each day: all that came less all that went."""
    where, given = scope.where()
    given |= {"begin": period.before.first - DAY, "last": period.last}
    moved: dict[date, int] = {}
    for key, day, n in read(_LEVELS.format(where=where), given):
        moved[day] = moved.get(day, 0) + (n if key == "placed" else -n)
    by_day, standing = {}, moved.get(period.before.first - DAY, 0)
    for day in Period(period.before.first, period.last):
        standing += moved.get(day, 0)
        by_day[day] = Figure(Shape.LEVEL, counted=standing)
    return Summary(
        metric=one,
        period=period,
        now=by_day[period.last],
        before=by_day[period.first - DAY],
        by_day={day: figure for day, figure in by_day.items() if day >= period.first},
    )


def open_by_age(scope: Scope, last: date) -> list[tuple[tuple[int, int | None], int]]:
    """How many of the backlog are so many days old: ((from, to), number)."""
    where, given = scope.where()
    sql = (
        "SELECT %(last)s::date - day AS age, sum(hits) FROM insights_cell"
        f" WHERE metric = 'placed' AND hits > 0 AND day <= %(last)s AND {where} GROUP BY 1"
    )
    ages = dict(read(sql, {**given, "last": last}))
    bands: list[tuple[int, int | None]] = [(0, 0), (1, 2), (3, 6), (7, 29), (30, None)]
    return [
        (
            (low, high),
            sum(n for age, n in ages.items() if age >= low and (high is None or age <= high)),
        )
        for low, high in bands
    ]


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the backlog is gone, if things go on as in the last days; ``days`` None for never."""

    standing: int
    net_a_day: float
    days: int | None
    on: date | None
    with_one_more: int | None = None


def forecast(backlog: Summary, came: Summary, went: Summary, colleagues: int) -> Forecast:
    """``colleagues`` worked in that time; one more would get done what one of them does."""
    last = backlog.period.last
    days = Period.until(last - DAY, FORECAST_DAYS)
    gone = sum(went.day(day).counted for day in days) / FORECAST_DAYS
    new = sum(came.day(day).counted for day in days) / FORECAST_DAYS
    standing, net = backlog.now.counted, gone - new
    needed = _days(standing, net)
    more = _days(standing, net + gone / colleagues) if colleagues else None
    return Forecast(
        standing, net, needed, last + DAY * needed if needed is not None else None, more
    )


def _days(standing: int, net: float) -> int | None:
    if net <= 0 or standing / net > 365:
        return None
    return -int(-standing // net)


def _figure(
    one: Metric,
    days: Sequence[Mapping[str, tuple[int, int, Decimal]]],
    spread: tuple[float, float] | None,
) -> Figure:
    sums: dict[str, Decimal] = {}
    counted = hits = 0
    total = Decimal(0)
    for parts in days:
        for part, (n, hit, value) in parts.items():
            counted, hits, total = counted + n, hits + hit, total + value
            if one.shape is Shape.MONEY:
                sums[part] = sums.get(part, Decimal(0)) + value
    median, p90 = spread or (None, None)
    return Figure(one.shape, counted, hits, total, median, p90, sums)

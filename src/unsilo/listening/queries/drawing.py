"""A topic as a drawing: what was heard, beside what is usual."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unsilo.listening.models import Alert, AlertKind, Hour, Query
from unsilo.ui.charts import Chart, Column, Legend

MINUTES, HOUR, DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
WIDTH = 2.0  # spreads on either side that are drawn as usual


@dataclass(frozen=True, slots=True)
class Period:
    """How far back a drawing goes, and in what steps."""

    key: str
    label: str | Promise
    unit: str | Promise
    back: timedelta
    step: timedelta
    axis: str


PERIODS = {
    period.key: period
    for period in (
        Period("10h", gettext_lazy("10 hours"), gettext_lazy("in 5 minutes"),
               timedelta(hours=10), MINUTES, "%H:%M"),
        Period("2d", gettext_lazy("2 days"), gettext_lazy("in an hour"),
               timedelta(days=2), HOUR, "%a %H:%M"),
        Period("14d", gettext_lazy("14 days"), gettext_lazy("in an hour"),
               timedelta(days=14), HOUR, "%-d %b"),
        Period("60d", gettext_lazy("60 days"), gettext_lazy("in a day"),
               timedelta(days=60), DAY, "%-d %b"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a topic. ``expected`` is None where nothing is known to be usual yet."""

    at: datetime
    private: int
    public: int
    expected: float | None
    spread: float

    @property
    def count(self) -> int:
        return self.private + self.public


def steps(query: Query, *, period: Period, now: datetime) -> list[Step]:
    """All steps of a period, those in which nothing was heard too."""
    begin = _floor(now - period.back, period.step) + period.step
    counted = _fine(query, begin) if period.step == MINUTES else {}
    usual: dict[datetime, tuple[float, float]] = {}
    hours = Hour.objects.filter(series__query=query, at__gte=_floor(begin, HOUR))
    for at, public, count, expected, spread in hours.values_list(
        "at", "series__public", "count", "expected", "spread"
    ):
        if period.step != MINUTES:
            key = (_floor(at, period.step), public)
            counted[key] = counted.get(key, 0) + count
        if expected is not None and spread is not None:
            for step in _steps_of_hour(at, period.step):
                rows = 1.0 if period.step == MINUTES else 12.0
                mean, variance = usual.get(step, (0.0, 0.0))
                usual[step] = (mean + rows * expected, variance + rows * spread**2)
    found, at = [], begin
    while at <= now:
        mean, variance = usual.get(at, (0.0, 0.0))
        known = at in usual
        found.append(
            Step(
                at,
                counted.get((at, False), 0),
                counted.get((at, True), 0),
                mean if known else None,
                sqrt(variance),
            )
        )
        at += period.step
    return found


def drawing(
    query: Query, *, period: Period, now: datetime | None = None, alerts: Sequence[Alert] = ()
) -> Chart:
    now = now or timezone.now()
    made = steps(query, period=period, now=now)
    rows = [_row(query, one, period) for one in made]
    most = max(made, key=lambda one: one.count)
    label = _("%(name)s: %(n)s heard in %(period)s, at most %(most)s %(unit)s.") % {
        "name": query, "n": sum(one.count for one in made), "period": period.label,
        "most": most.count, "unit": period.unit,
    }  # fmt: skip
    return Chart(
        key=f"topic-{query.pk}",
        title=query.name,
        sub=_("messages and mentions %(unit)s") % {"unit": period.unit},
        label=label,
        definition=_(
            "Usual: the median of this hour of the week over eight weeks, as far as there are that "
            "many, and twice its spread. An alert needs four spreads within half an hour, an hour "
            "or two, twice what is usual, 8 messages and 5 people."
        ),
        spec={"encoding": {"x": _x(period)}, "layer": list(_layers(alerts, made[0].at))},
        rows=rows,
        columns=(
            Column(key="when", label=_("From"), kind="text"),
            Column(key="count", label=_("Heard")),
            Column(key="private", label=_("Private")),
            Column(key="usual", label=_("Usual"), digits=1),
        ),
        legend=(
            Legend(label=_("heard"), colour="chart-1"),
            Legend(label=_("private"), colour="chart-2", shape="dash"),
            Legend(label=_("usual"), colour="chart-band", shape="block"),
        ),
        height=220,
    )


def spark(counts: Sequence[int]) -> str:
    """The points of a small line, 64 wide and 22 high."""
    most = max(counts, default=0) or 1
    width = 62 / max(len(counts) - 1, 1)
    return " ".join(f"{1 + n * width:.1f},{19 - 16 * c / most:.1f}" for n, c in enumerate(counts))


def _layers(alerts: Iterable[Alert], begin: datetime) -> Iterable[dict[str, Any]]:
    yield {
        "mark": {"type": "area", "color": "$chart-band", "interpolate": "monotone"},
        "encoding": {
            "y": {"field": "low", "type": "quantitative", "title": None},
            "y2": {"field": "high"},
        },
    }
    yield {
        "mark": {"type": "line", "color": "$chart-2", "strokeWidth": 1.25, "strokeDash": [3, 3]},
        "encoding": {"y": {"field": "private", "type": "quantitative"}},
    }
    yield {
        "mark": {"type": "line", "color": "$chart-1", "strokeWidth": 1.75, "strokeJoin": "round"},
        "encoding": {"y": {"field": "count", "type": "quantitative"}},
    }
    for alert in alerts:
        if alert.raised_at < begin:
            continue
        colour = "$danger" if alert.kind == AlertKind.THREAT else "$pos"
        marked = {"at": _local(alert.raised_at), "said": alert.title}
        place = {"x": {"field": "at", "type": "temporal", "scale": {"type": "utc"}}}
        yield {
            "data": {"values": [marked]},
            "mark": {"type": "rule", "color": colour, "strokeDash": [2, 2]},
            "encoding": place,
        }
        yield {
            "data": {"values": [marked]},
            "mark": {"type": "text", "color": colour, "align": "right", "dx": -5, "limit": 180},
            "encoding": {**place, "y": {"value": 6}, "text": {"field": "said"}},
        }
    yield {
        "mark": {"type": "rule", "strokeWidth": 7, "color": "$surface", "opacity": 0},
        "encoding": {
            "tooltip": [
                {"field": "when", "title": ""},
                {"field": "count", "title": _("heard")},
                {"field": "private", "title": _("private")},
                {"field": "usual", "title": _("usual"), "format": ",.1f"},
            ]
        },
    }


def _x(period: Period) -> dict[str, Any]:
    return {
        "field": "at",
        "type": "temporal",
        "scale": {"type": "utc"},
        "title": None,
        "axis": {"format": period.axis, "tickCount": 6},
    }


def _row(query: Query, one: Step, period: Period) -> dict[str, Any]:
    row: dict[str, Any] = {
        "at": _local(one.at),
        "when": formats.date_format(timezone.localtime(one.at), "j M, H:i"),
        "count": one.count,
        "private": one.private,
        "usual": None if one.expected is None else round(one.expected, 2),
        "low": max(0.0, round((one.expected or 0) - WIDTH * one.spread, 2)),
        "high": round((one.expected or 0) + WIDTH * one.spread, 2),
    }
    if one.count:
        row["url"] = items_url(query, since=one.at, until=one.at + period.step)
    return row


def items_url(query: Query, *, since: datetime, until: datetime) -> str:
    """The list of what was heard of a topic in a time."""
    asked = urlencode({"since": int(since.timestamp()), "until": int(until.timestamp())})
    return f"{reverse('listening:items', args=[query.pk])}?{asked}"


def _fine(query: Query, begin: datetime) -> dict[tuple[datetime, bool], int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT date_bin('5 minutes', s.at, 'epoch'), r.public, count(*)"
            " FROM listening_sighting s JOIN listening_series r ON r.id = s.series_id"
            " WHERE r.query_id = %s AND s.at >= %s GROUP BY 1, 2",
            [query.pk, begin],
        )
        return {(at, public): count for at, public, count in cursor.fetchall()}


def _steps_of_hour(at: datetime, step: timedelta) -> list[datetime]:
    if step == MINUTES:
        return [at + n * MINUTES for n in range(12)]
    return [_floor(at, step)]


def _floor(at: datetime, step: timedelta) -> datetime:
    """Days are those of who looks."""
    if step == DAY:
        local = timezone.localtime(at)
        return local.replace(hour=0, minute=0, second=0, microsecond=0)
    if step == HOUR:
        return at.replace(minute=0, second=0, microsecond=0)
    return at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)


def _local(at: datetime) -> str:
    return timezone.localtime(at).replace(tzinfo=None).isoformat()

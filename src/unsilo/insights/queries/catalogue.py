"""All metrics with their figures, and one of them in depth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unsilo.accounts.models import Desk, User
from unsilo.channels.models import Channel
from unsilo.insights import drawings
from unsilo.insights.metrics import GROUPS, METRICS, Metric, Shape, Words
from unsilo.insights.queries.lists import Breakdown, by_channel, by_desk, by_user
from unsilo.insights.queries.numbers import Figure, Period, Scope, Summary, forecast, summaries
from unsilo.insights.words import beside, delta, figure, number, signed
from unsilo.ui.charts import Chart


@dataclass(frozen=True, slots=True)
class Line:
    """A metric of the catalogue."""

    metric: Metric
    figure: str
    beside: str
    delta: str
    tone: str


@dataclass(frozen=True, slots=True)
class Group:
    name: Words
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Part:
    """One row of a breakdown."""

    name: str
    figure: str
    counted: int
    p90: str
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """A metric in depth."""

    metric: Metric
    summary: Summary
    figure: str
    before: str
    beside: str
    delta: str
    tone: str
    chart: Chart
    by_desk: Sequence[Part]
    by_channel: Sequence[Part]
    by_user: Sequence[Part]


def catalogue(scope: Scope, period: Period) -> list[Group]:
    found = summaries(scope, [one.key for one in METRICS], period)
    return [
        Group(name, [_line(found[one.key]) for one in METRICS if one.group == group])
        for group, name in GROUPS.items()
    ]


def detail(scope: Scope, one: Metric, period: Period, *, people: bool, narrowed: str) -> Detail:
    """``people`` says whether the reader may see what each colleague has of it."""
    found = summaries(scope, [one.key, "placed", "closed"], period)
    summary = found[one.key]
    if one.shape is Shape.LEVEL:
        waits = forecast(summary, found["placed"], found["closed"], 0)
        chart = drawings.backlog(summary, waits, narrowed=narrowed)
    else:
        chart = drawings.over_time(summary, narrowed=narrowed)
    words, tone = delta(summary)
    users = by_user(scope, one, period) if people else []
    return Detail(
        metric=one,
        summary=summary,
        figure=signed(one, summary.now),
        before=signed(one, summary.before),
        beside=beside(summary),
        delta=words,
        tone=tone,
        chart=chart,
        by_desk=_parts(one, by_desk(scope, one, period), _names(Desk, scope)),
        by_channel=_parts(one, by_channel(scope, one, period), _names(Channel, scope)),
        by_user=_parts(one, users, _names(User, scope), people=True),
    )


def _line(summary: Summary) -> Line:
    words, tone = delta(summary)
    return Line(summary.metric, signed(summary.metric, summary.now), beside(summary), words, tone)


def _names(model: type[Desk] | type[Channel] | type[User], scope: Scope) -> Mapping[int, str]:
    rows = model._default_manager.all()
    if scope.access is not None and model is Desk:
        rows = rows.filter(pk__in=scope.access.desk_ids)
    if scope.access is not None and model is Channel:
        rows = Channel.objects.visible_to(scope.access)
    return dict(rows.values_list("pk", "name"))


def _parts(
    one: Metric, rows: Sequence[Breakdown], names: Mapping[int, str], *, people: bool = False
) -> list[Part]:
    parts = []
    for row in rows:
        if row.id not in names:
            continue
        shown = Figure(one.shape, row.counted, row.hits, row.total, row.median, row.p90)
        text = number(shown.value, one.digits) if one.shape is Shape.MONEY else figure(one, shown)
        parts.append(
            Part(
                name=names[row.id],
                figure=text,
                counted=row.counted,
                p90=number(row.p90, one.digits) if one.shape is Shape.TIME else "",
                user_id=row.id if people else None,
            )
        )
    return parts

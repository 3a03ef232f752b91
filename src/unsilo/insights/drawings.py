"""The charts of insights, from summaries: the same on a page, in a letter and on paper."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from unsilo.insights.metrics import Shape
from unsilo.insights.queries.numbers import Forecast, Summary
from unsilo.insights.words import clear_by, number, signed
from unsilo.ui.charts import Chart, Series, bars, lines

DAY = timedelta(days=1)
SOON = 4  # days of forecast that are drawn


def over_time(summary: Summary, *, links: bool = True, narrowed: str = "") -> Chart:
    """A metric day by day, in the shape that fits it. ``links`` off where nobody may follow."""
    shape = summary.metric.shape
    if shape in (Shape.COUNT, Shape.MONEY, Shape.LEVEL):
        return _bars(summary, links, narrowed)
    return _lines(summary, links, narrowed)


def _lines(summary: Summary, links: bool, narrowed: str) -> Chart:
    one = summary.metric
    rows: list[dict[str, Any]] = []
    for day in summary.period:
        figure = summary.day(day)
        before = summary.day(day - DAY * summary.period.days)
        row: dict[str, Any] = {
            "day": day.isoformat(),
            "now": _round(figure.value),
            "before": _round(before.value),
        }
        if one.shape is Shape.TIME:
            row["p90"] = _round(figure.p90)
        if links and figure.counted:
            row["url"] = _day_url(one.key, day.isoformat(), narrowed)
        rows.append(row)
    series = [Series("now", _("median") if one.shape is Shape.TIME else str(one.name))]
    if one.shape is Shape.TIME:
        series.append(Series("p90", _("p90"), "ink-3", True))
    series.append(Series("before", _("period before"), "chart-4", True))
    return lines(
        **_head(summary),
        rows=rows if summary.by_day else [],
        series=series,
        x_label=_("day"),
    )


def _bars(summary: Summary, links: bool, narrowed: str) -> Chart:
    one = summary.metric
    last = summary.period.last
    rows = [
        {
            "day": day.isoformat(),
            "value": _round(summary.day(day).value or 0),
            "tone": "now" if day == last else "then",
            "what": _("until now") if day == last else _("the day"),
            **({"url": _day_url(one.key, day.isoformat(), narrowed)} if links else {}),
        }
        for day in summary.period
    ]
    return bars(
        **_head(summary),
        rows=rows if not summary.is_empty else [],
        value="value",
        value_label=str(one.name),
        x_label=_("day"),
        tones={"then": ("chart-bar", _("the day")), "now": ("chart-2", _("today, until now"))},
        digits=one.digits,
    )


def backlog(summary: Summary, found: Forecast, *, links: bool = True, narrowed: str = "") -> Chart:
    """The backlog with what is to be expected of the next days."""
    last = summary.period.last
    rows: list[dict[str, Any]] = [
        {
            "day": day.isoformat(),
            "value": summary.day(day).counted,
            "tone": "now" if day == last else "open",
            "what": _("now") if day == last else _("open"),
            **({"url": _day_url("backlog", day.isoformat(), narrowed)} if links else {}),
        }
        for day in summary.period
    ]
    if found.on is not None and found.standing:
        rows += [
            {
                "day": (last + DAY * n).isoformat(),
                "value": max(round(found.standing - found.net_a_day * n), 0),
                "tone": "forecast",
                "what": _("forecast"),
            }
            for n in range(1, SOON + 1)
        ]
    head = _head(summary)
    head["sub"] = clear_by(found)
    head["label"] = _("%(name)s: from %(before)s to %(now)s, %(clear)s.") % {
        "name": summary.metric.name,
        "before": number(summary.before.counted, 0),
        "now": number(summary.now.counted, 0),
        "clear": clear_by(found),
    }
    return bars(
        **head,
        rows=rows if not summary.is_empty else [],
        value="value",
        value_label=_("conversations"),
        x_label=_("day"),
        tones={
            "open": ("chart-bar", _("open")),
            "now": ("chart-2", _("now")),
            "forecast": ("chart-band", _("forecast")),
        },
    )


def _head(summary: Summary) -> dict[str, Any]:
    one = summary.metric
    if summary.is_empty:
        label = _("Nothing was counted in this time.")
    else:
        label = _("%(name)s: %(now)s, in the period before %(before)s.") % {
            "name": one.name,
            "now": signed(one, summary.now),
            "before": signed(one, summary.before),
        }
    return {
        "key": one.key.replace("_", "-"),
        "title": str(one.name),
        "label": label,
        "sub": str(one.sign),
        "definition": str(one.formula),
    }


def _day_url(key: str, day: str, narrowed: str) -> str:
    more = f"&{narrowed}" if narrowed else ""
    return f"{reverse('insights:list', args=[key])}?on={day}{more}"


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)

"""Figures as people read them."""

from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unsilo.core.money import amounts
from unsilo.insights.metrics import Better, Metric, Shape
from unsilo.insights.queries.numbers import Figure, Forecast, Summary

SPARKS = 24  # points of a sparkline
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Stat:
    """A figure of a first page: what opens, how it changed, and its small line."""

    key: str
    label: str
    figure: str
    unit: str
    url: str
    delta: str
    tone: str
    spark: str


def number(value: float | None, digits: int) -> str:
    return NOTHING if value is None else formats.number_format(round(value, digits), digits)


def figure(one: Metric, found: Figure) -> str:
    if one.shape is Shape.MONEY:
        return amounts(found.sums) if found.sums else "0"
    return number(found.value, one.digits)


def signed(one: Metric, found: Figure) -> str:
    """The figure with its unit behind it."""
    said = figure(one, found)
    sign = str(one.sign)
    return f"{said} {sign}" if sign and said != NOTHING else said


def delta(summary: Summary) -> tuple[str, str]:
    """How a number changed against the period before, in words, and whether that is good."""
    one, change = summary.metric, summary.change
    days = summary.period.days
    if change is None or (one.shape is Shape.MONEY and len(summary.now.sums) > 1):
        return "", ""
    shown = number(abs(change), one.digits)
    if float(round(abs(change), one.digits)) == 0:
        return _("as in the %(days)s days before") % {"days": days}, ""
    said = {"shown": shown, "days": days}
    words = (
        _("up %(shown)s in %(days)s days") if change > 0 else _("down %(shown)s in %(days)s days")
    )
    if one.better is Better.NEITHER:
        return words % said, ""
    return words % said, "good" if (change > 0) == (one.better is Better.HIGHER) else "bad"


def beside(summary: Summary) -> str:
    """What stands beside a median or a share: what it is made of."""
    one, now = summary.metric, summary.now
    if not now.counted:
        return _("nothing to count in this time")
    if one.shape is Shape.TIME:
        return _("p90 %(p90)s, mean %(mean)s, %(n)s counted") % {
            "p90": number(now.p90, one.digits),
            "mean": number(now.mean, one.digits),
            "n": number(now.counted, 0),
        }
    if one.shape is Shape.SHARE:
        return _("%(hits)s of %(n)s") % {
            "hits": number(now.hits, 0),
            "n": number(now.counted, 0),
        }
    if one.shape is Shape.BALANCE:
        return _("of %(n)s read") % {"n": number(now.counted, 0)}
    if one.shape is Shape.MONEY:
        return ngettext("%(n)s order", "%(n)s orders", now.counted) % {"n": now.counted}
    return ""


def spark(summary: Summary) -> str:
    """Points of a line 64 wide and 22 high; "" where there is too little to draw."""
    days = list(summary.period)
    values = [summary.day(day).value for day in days]
    if summary.metric.shape in (Shape.COUNT, Shape.MONEY):
        values = [value or 0.0 for value in values]
    known = [(n, value) for n, value in enumerate(values) if value is not None]
    step = max(len(known) // SPARKS, 1)
    known = known[::-1][::step][::-1]
    if len(known) < 3:
        return ""
    low, high = min(value for _n, value in known), max(value for _n, value in known)
    span = (high - low) or 1.0
    wide = max(len(values) - 1, 1)
    return " ".join(
        f"{1 + 62 * n / wide:.1f},{19 - 16 * (value - low) / span:.1f}" for n, value in known
    )


def stat(summary: Summary, url: str, *, note: str = "") -> Stat:
    words, tone = delta(summary)
    one = summary.metric
    return Stat(
        key=one.key,
        label=str(one.name),
        figure=figure(one, summary.now),
        unit=str(one.sign) if summary.now.value is not None else "",
        url=url,
        delta=note or words or beside(summary),
        tone="" if note else tone,
        spark=spark(summary),
    )


def clear_by(found: Forecast) -> str:
    """When the backlog is gone, in words."""
    if not found.standing:
        return _("nothing waits")
    if found.on is None:
        return _("grows by %(n)s a day") % {"n": number(max(-found.net_a_day, 0), 1)}
    return _("clear by %(day)s") % {"day": short_day(found.on)}


def with_one_more(found: Forecast) -> str:
    if found.with_one_more is None or not found.standing:
        return ""
    return ngettext(
        "With one more colleague it would take %(n)s day.",
        "With one more colleague it would take %(n)s days.",
        found.with_one_more,
    ) % {"n": found.with_one_more}


def short_day(day: date) -> str:
    return formats.date_format(day, "D j M")

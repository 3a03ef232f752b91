"""The one drawing of triage: shares of weeks as stacked columns, and how shares are written."""

from collections.abc import Sequence

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from unsilo.triage.queries.quality import Week

register = template.Library()

WIDTH, HEIGHT, COLUMN, GAP, FOOT = 640, 140, 56, 22, 20


@register.filter
def percent(share: float) -> str:
    return f"{share * 100:.0f} %"


@register.simple_tag
def share_chart(weeks: Sequence[Week], names: Sequence[str], question: str) -> SafeString:
    """{% share_chart weeks names "feeling" %}: one column a week; colours by the place of a name."""
    columns = [_column(number, week, names) for number, week in enumerate(weeks)]
    legend = format_html_join("", '<li><span class="key part-{}"></span>{}</li>', enumerate(names))
    return format_html(
        '<figure class="share-chart {}"><svg viewBox="0 0 {} {}" aria-hidden="true">{}</svg>'
        "<figcaption><ul>{}</ul></figcaption></figure>",
        question,
        WIDTH,
        HEIGHT,
        SafeString("".join(columns)),
        legend,
    )


def _column(number: int, week: Week, names: Sequence[str]) -> SafeString:
    left, room = number * (COLUMN + GAP), HEIGHT - FOOT
    parts, top = [], float(room)
    for place, (name, share) in enumerate(zip(names, week.shares, strict=True)):
        height = share * room
        top -= height
        if height:
            title = f"{name} {percent(share)}"
            parts.append((place, left, f"{top:.1f}", COLUMN, f"{height:.1f}", title))
    drawn = format_html_join(
        "",
        '<rect class="part-{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        parts,
    )
    day = date_format(week.begins_on, "j M")
    return format_html('{}<text x="{}" y="{}">{}</text>', drawn, left, HEIGHT - 5, day)

"""Template filters of incidents."""

from datetime import timedelta

from django import template

from unsilo.ui.times import MINUTE, duration

register = template.Library()


@register.filter
def span(length: timedelta) -> str:
    """{{ clock.took|span }}: "17 min", never less than a minute."""
    return duration(max(length.total_seconds(), MINUTE))

"""Times as people read them: near ones by distance, far ones by date, the full one in `title`.

Plain string work on purpose: a list shows a hundred of these, and date_format() would cost more
than the query behind it. The words follow the active language, the zone the active time zone.
"""

import datetime as dt
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def when(at: dt.datetime, now: dt.datetime | None = None) -> str:
    """Distance for a near time ("14 min", "in 3 h"), a date for a far one ("Mon", "9 Oct")."""
    now = now or timezone.now()
    seconds = (now - at).total_seconds()
    distance = abs(seconds)
    if distance < MINUTE:
        return gettext("now")
    if distance >= DAY:
        zone = timezone.get_current_timezone()
        return _day(at.astimezone(zone), now.astimezone(zone))
    words = duration(distance)
    return words if seconds > 0 else gettext("in %(duration)s") % {"duration": words}


def clock_time(at: dt.datetime, now: dt.datetime | None = None) -> str:
    """The time of day for today ("10:26"), else the day ("Mon", "9 Oct")."""
    zone = timezone.get_current_timezone()
    return _clock_time(at.astimezone(zone), (now or timezone.now()).astimezone(zone))


def full(at: dt.datetime) -> str:
    """Nothing left out: "Thursday 9 October 2025, 10:26 CEST"."""
    return _full(timezone.localtime(at))


def iso(at: dt.datetime) -> str:
    """For machines, in UTC."""
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def duration(seconds: float) -> str:
    """A length of time in its largest unit: "40 s", "14 min", "3 h", "2 days"."""
    if seconds < MINUTE:
        return gettext("%(n)d s") % {"n": seconds}
    if seconds < HOUR:
        return gettext("%(n)d min") % {"n": seconds // MINUTE}
    if seconds < DAY:
        return gettext("%(n)d h") % {"n": seconds // HOUR}
    days = int(seconds // DAY)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def time_tag(at: dt.datetime | None, style: str = "relative") -> SafeString:
    """A <time> element. style: relative (kept fresh in the browser), clock, or full."""
    if not at:
        return SafeString()
    local = timezone.localtime(at)
    title = _full(local)
    if style == "full":
        return format_html('<time datetime="{}">{}</time>', iso(at), title)
    if style == "clock":
        words = _clock_time(local, timezone.now().astimezone(local.tzinfo))
        return format_html('<time datetime="{}" title="{}">{}</time>', iso(at), title, words)
    return format_html(
        '<time datetime="{}" title="{}" data-relative>{}</time>', iso(at), title, when(at)
    )


def _clock_time(local: dt.datetime, today: dt.datetime) -> str:
    if local.date() == today.date():
        return f"{local.hour}:{local.minute:02}"
    return _day(local, today)


def _full(local: dt.datetime) -> str:
    date = _date_words(local.date(), "l j F Y", get_language())
    return f"{date}, {local.hour}:{local.minute:02} {local.tzname()}"


def _day(local: dt.datetime, today: dt.datetime) -> str:
    if abs((today.date() - local.date()).days) < 7:
        return _date_words(local.date(), "D", get_language())
    pattern = "j M" if local.year == today.year else "j M Y"
    return _date_words(local.date(), pattern, get_language())


@lru_cache(maxsize=4096)
def _date_words(date: dt.date, pattern: str, language: str | None) -> str:
    # The language is part of the key only: dateformat reads the active one.
    return dateformat.format(date, pattern)

"""Times as people read them: near ones by distance, far ones by date, the full one in `title`.

Plain string work on purpose: a list shows a hundred of these, and date_format() would cost more
than the query behind it. The words follow the active language, the zone the active time zone.
"""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from html import escape

from django.utils import dateformat, timezone
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
        return _day(at.astimezone(zone).date(), now.astimezone(zone).date())
    words = duration(distance)
    return words if seconds > 0 else gettext("in %(duration)s") % {"duration": words}


def clock_time(at: dt.datetime, now: dt.datetime | None = None) -> str:
    """The time of day for today ("10:26"), else the day ("Mon", "9 Oct")."""
    zone = timezone.get_current_timezone()
    return _clock_time(at.astimezone(zone), (now or timezone.now()).astimezone(zone).date())


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
    if style == "clock":
        return clock_tags()(at)
    title = _full(timezone.localtime(at))
    if style == "full":
        return _time(at, "", title)
    return _time(at, f' title="{escape(title)}" data-relative', when(at))


def clock_tags() -> Callable[[dt.datetime], SafeString]:
    """``time_tag(at, "clock")`` for a whole list: zone, language and day are asked for once."""
    zone = timezone.get_current_timezone()
    language, today = get_language(), timezone.now().astimezone(zone).date()
    return lambda at: _clock_tag(at, zone, language, today)


@lru_cache(maxsize=4096)
def _clock_tag(
    at: dt.datetime, zone: dt.tzinfo, language: str | None, today: dt.date
) -> SafeString:
    # The language is part of the key only, as below.
    local = at.astimezone(zone)
    return _time(at, f' title="{escape(_full(local))}"', _clock_time(local, today))


def _time(at: dt.datetime, attrs: str, words: str) -> SafeString:
    return SafeString(f'<time datetime="{iso(at)}"{attrs}>{escape(words)}</time>')


def _clock_time(local: dt.datetime, today: dt.date) -> str:
    if local.date() == today:
        return f"{local.hour}:{local.minute:02}"
    return _day(local.date(), today)


def _full(local: dt.datetime) -> str:
    date = _date_words(local.date(), "l j F Y", get_language())
    return f"{date}, {local.hour}:{local.minute:02} {local.tzname()}"


def _day(date: dt.date, today: dt.date) -> str:
    if abs((today - date).days) < 7:
        return _date_words(date, "D", get_language())
    return _date_words(date, "j M" if date.year == today.year else "j M Y", get_language())


@lru_cache(maxsize=4096)
def _date_words(date: dt.date, pattern: str, language: str | None) -> str:
    # The language is part of the key only: dateformat reads the active one.
    return dateformat.format(date, pattern)

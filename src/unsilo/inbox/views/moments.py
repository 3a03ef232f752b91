"""Moments people choose from a menu: to snooze until, or to send at. All in the reader's zone."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from unsilo.core.errors import Invalid
from unsilo.inbox.views.rows import short_moment

MORNING = time(9)
EVENING = 20  # a "later today" after this hour would be tomorrow


@dataclass(frozen=True, slots=True)
class Moment:
    """A choice: its name is what the form sends, since a page may stay open for days."""

    name: str
    label: str
    hint: str


def moments() -> list[Moment]:
    labels = {
        "later": _("Later today"),
        "tomorrow": _("Tomorrow"),
        "monday": _("Next Monday"),
        "week": _("In a week"),
    }
    return [Moment(name, labels[name], short_moment(at, exact=True)) for name, at in _all().items()]


def chosen(name: str, typed: str = "") -> datetime:
    """The moment behind a choice, or the one typed into a date and time field."""
    if name == "at":
        return _typed(typed)
    at = _all().get(name)
    if at is None:
        raise Invalid(_("Choose when."))
    return at


def _all() -> dict[str, datetime]:
    now = timezone.localtime()
    found = {}
    later = (now + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    if later.date() == now.date() and later.hour <= EVENING:
        found["later"] = later
    found["tomorrow"] = _morning(now, 1)
    if now.weekday() != 6:  # on Sunday tomorrow is Monday
        found["monday"] = _morning(now, 7 - now.weekday())
    if now.weekday() != 0:  # on Monday the next one is in a week
        found["week"] = _morning(now, 7)
    return found


def _morning(now: datetime, days: int) -> datetime:
    day = now.date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, MORNING))


def _typed(text: str) -> datetime:
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        raise Invalid(_("Name a day and a time."))
    at = timezone.make_aware(at) if timezone.is_naive(at) else at
    if at <= timezone.now():
        raise Invalid(_("Name a time in the future."))
    return at

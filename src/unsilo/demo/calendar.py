"""When people write and when colleagues answer."""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from unsilo.demo.company import COLLEAGUES_BY_EMAIL, TIME_ZONE
from unsilo.demo.script import Line

HOME = ZoneInfo(TIME_ZONE)

# How many conversations begin in each hour of a day at home; from a year of a real help desk's
# shape: a steep morning, a dip at lunch, a long evening.
_BY_HOUR = (2, 2, 1, 1, 1, 2, 4, 8, 13, 18, 21, 18, 15, 14, 15, 18, 20, 22, 20, 18, 13, 9, 6, 3)
_BY_WEEKDAY = (21, 20, 18, 17, 18, 12, 10)

_OPENS, _CLOSES = time(8), time(19)
_LIVE = timedelta(minutes=50)  # an answer this quick was given by someone who was there
_FRESH = timedelta(minutes=3)  # nothing is younger than this


def begin(dice: random.Random, now: datetime, ago: timedelta) -> datetime:
    """A believable moment about `ago` before `now`; the exact one within the last two days."""
    if ago <= timedelta(days=2):
        return now - ago
    day = (now - ago).astimezone(HOME)
    hour = dice.choices(range(24), _BY_HOUR)[0]
    minute, second = dice.randrange(60), dice.randrange(60)
    moment = day.replace(hour=hour, minute=minute, second=second, microsecond=0)
    return moment.astimezone(now.tzinfo)


def random_ago(dice: random.Random, now: datetime, *, first: int, last: int) -> timedelta:
    """Some days back, more on a Monday than on a Sunday."""
    days = range(first, last + 1)
    weights = [_BY_WEEKDAY[(now - timedelta(days=day)).weekday()] for day in days]
    return timedelta(days=dice.choices(days, weights)[0])


def times(start: datetime, lines: Sequence[Line], now: datetime) -> list[datetime]:
    """When each line is said: colleagues answer in their hours, and nothing lies in the future."""
    limit = now - _FRESH
    planned = _chain(start, lines, office_hours=True)
    if planned[-1] > limit:
        planned = _chain(start, lines, office_hours=False)
    if planned[-1] > limit:
        back = planned[-1] - limit
        planned = [moment - back for moment in planned]
    return planned


def _chain(start: datetime, lines: Sequence[Line], *, office_hours: bool) -> list[datetime]:
    moments = [start]
    for line in lines[1:]:
        moment = moments[-1] + line.after
        if office_hours and line.kind != "in" and line.after > _LIVE:
            moment = _at_work(moment, ZoneInfo(COLLEAGUES_BY_EMAIL[line.by].time_zone))
        moments.append(moment)
    return moments


def _at_work(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same moment if someone is at work then, else as far into the next working day."""
    local = moment.astimezone(zone)
    if local.time() >= _CLOSES:
        local = _opening(local + timedelta(days=1), local)
    elif local.time() < _OPENS:
        local = _opening(local, local)
    while local.weekday() >= 5:
        local += timedelta(days=1)
    return local.astimezone(moment.tzinfo)


def _opening(day: datetime, spread: datetime) -> datetime:
    """Early on `day`, not everybody at the same minute."""
    return day.replace(hour=_OPENS.hour, minute=spread.minute, second=spread.second)

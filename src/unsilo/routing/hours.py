"""Time that counts: arithmetic with business hours, plain and without a database.

Hours are written in local time and counted in real minutes: on a night when clocks change, a span
from 1:00 to 4:00 lasts two hours or four.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

DAY_MINUTES = 24 * 60
FURTHEST = 3660  # days that are looked ahead before we say that nobody ever opens again

# Minutes from midnight, beginning and end; the end of a day is 1440.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Week:
    """When somebody is there: spans of each weekday, Monday first, and days that are closed."""

    zone: tzinfo
    days: tuple[tuple[Span, ...], ...]
    closed: frozenset[date] = frozenset()

    def spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The opening hours of one local day, in UTC."""
        if day in self.closed:
            return
        for begins, ends in self.days[day.weekday()]:
            yield self._moment(day, begins), self._moment(day, ends)

    def _moment(self, day: date, minutes: int) -> datetime:
        if minutes >= DAY_MINUTES:
            day, minutes = day + timedelta(days=1), 0
        local = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=self.zone)
        return local.astimezone(UTC)


def is_open(week: Week, at: datetime) -> bool:
    """Whether ``at`` lies inside the business hours."""
    day = at.astimezone(week.zone).date()
    return any(begins <= at < ends for begins, ends in week.spans(day))


def after(week: Week, at: datetime, minutes: float) -> datetime | None:
    """The moment ``minutes`` of business time after ``at``; None if there never is one."""
    left = timedelta(minutes=minutes)
    day = at.astimezone(week.zone).date()
    for ahead in range(FURTHEST):
        for begins, ends in week.spans(day + timedelta(days=ahead)):
            begins = max(begins, at.astimezone(UTC))
            if begins >= ends:
                continue
            if begins + left <= ends:
                return begins + left
            left -= ends - begins
    return None


def between(week: Week, begins: datetime, ends: datetime) -> float:
    """Minutes of business time from one moment to another; 0 when they stand the wrong way round."""
    day, last = begins.astimezone(week.zone).date(), ends.astimezone(week.zone).date()
    counted = timedelta()
    while day <= last:
        for opens, closes in week.spans(day):
            counted += max(min(closes, ends) - max(opens, begins), timedelta())
        day += timedelta(days=1)
    return counted / timedelta(minutes=1)


class BadHours(ValueError):
    """This is not understood as opening hours."""


def read_spans(text: str) -> tuple[Span, ...]:
    """Read "9:00-12:30, 13-17:00"; nothing, or a dash alone, is a closed day."""
    spans: list[Span] = []
    for part in text.replace("–", "-").split(","):
        given = part.strip()
        if given in ("", "-"):
            continue
        first, dash, last = given.partition("-")
        span = (_minutes(first), _minutes(last))
        if not dash or span[0] >= span[1]:
            raise BadHours(given)
        spans.append(span)
    spans.sort()
    if any(one[1] > other[0] for one, other in pairwise(spans)):
        raise BadHours(text)
    return tuple(spans)


def _minutes(text: str) -> int:
    hours, _colon, minutes = text.strip().partition(":")
    if not (hours.isdecimal() and len(hours) <= 2 and (minutes or "0").isdecimal()):
        raise BadHours(text)
    if minutes and len(minutes) != 2:
        raise BadHours(text)
    found = int(hours) * 60 + int(minutes or 0)
    if found > DAY_MINUTES or int(minutes or 0) > 59:
        raise BadHours(text)
    return found


def write_spans(spans: tuple[Span, ...]) -> str:
    """The same as text: "9:00-12:30, 13:00-17:00"."""
    return ", ".join(f"{_clock(begins)}-{_clock(ends)}" for begins, ends in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"

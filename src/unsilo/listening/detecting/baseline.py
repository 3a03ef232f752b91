"""What a series usually has: by the hour of the week when there is history, else by its level."""

from collections import deque
from datetime import datetime
from statistics import median
from typing import Any

WEEKS, DAYS = 8, 7  # how far back an hour of the week looks, and an hour of the day
ENOUGH = 3  # of them before they are believed
EVENTS = 10.0  # in them for half the belief


class Level:
    """A mean over ``memory`` seconds, which is over everything as long as that is less."""

    __slots__ = ("_age", "_memory", "value")

    def __init__(self, *, memory: float) -> None:
        self._memory = memory
        self._age = 0.0
        self.value = 0.0

    def learn(self, value: float, seconds: float) -> None:
        share = seconds / (min(self._age, self._memory) + seconds)
        self._age += seconds
        self.value += share * (value - self.value)

    def dump(self) -> list[float]:
        return [self._age, self.value]

    def load(self, kept: list[float]) -> None:
        self._age, self.value = kept


class Season:
    """The median of what the same hour had in weeks before, or else on days before.

    An hour counts when it is over, with the mean of its rows.
    """

    __slots__ = ("_day", "_hour", "_median", "_rows", "_seen", "_total", "_week")

    def __init__(self) -> None:
        self._week: list[deque[float]] = [deque(maxlen=WEEKS) for _ in range(7 * 24)]
        self._day: list[deque[float]] = [deque(maxlen=DAYS) for _ in range(24)]
        self._hour = -1
        self._rows = 0
        self._total = 0.0
        self._median = 0.0
        self._seen = 0  # rows, about, that the median stands on

    def turn(self, at: datetime) -> None:
        """Come to the hour of a row."""
        hour = at.weekday() * 24 + at.hour
        if hour == self._hour:
            return
        rows = self._rows
        if rows:
            mean = self._total / rows
            self._week[self._hour].append(mean)
            self._day[self._hour % 24].append(mean)
        self._hour, self._rows, self._total = hour, 0, 0.0
        self._median, self._seen = 0.0, 0
        for past in (self._week[hour], self._day[hour % 24]):
            if len(past) >= ENOUGH:
                self._median, self._seen = median(past), max(rows, 1) * len(past)
                break

    def learn(self, value: float) -> None:
        self._rows += 1
        self._total += value

    def blend(self, level: float) -> float:
        """What is usual in this hour: the level, as long as too few events tell hours apart."""
        events = level * self._seen
        return level + (self._median - level) * events / (events + EVENTS)

    def dump(self) -> list[Any]:
        hours = [list(past) for past in (*self._week, *self._day)]
        return [hours, self._hour, self._rows, self._total, self._median, self._seen]

    def load(self, kept: list[Any]) -> None:
        hours, self._hour, self._rows, self._total, self._median, self._seen = kept
        for past, values in zip((*self._week, *self._day), hours, strict=True):
            past.extend(values)

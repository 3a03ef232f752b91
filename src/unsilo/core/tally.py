"""What the serving processes of one machine count: requests, their time, open streams.

The counts lie in memory that a supervisor and its forks share, a row for each process. So whichever
of them is asked adds up all rows: a scrape that happens to reach another process sees the same
numbers. A process that takes over the row of one that died counts on where that one stopped.
"""

import mmap
import os
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ROWS = 64
DOORS = ("page", "api", "hook")
CLASSES = ("2xx", "3xx", "4xx", "5xx")
LIMITS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds; the last bucket has no limit

FIELDS = (
    *(f"requests {door} {status}" for door in DOORS for status in CLASSES),
    *(f"bucket {door} {n}" for door in DOORS for n in range(len(LIMITS) + 1)),
    *(f"seconds {door}" for door in DOORS),
    "sql seconds",
    "sql statements",
    "streams",
    "pid",
)
_PLACE = {name: place for place, name in enumerate(FIELDS)}


class Tally:
    """Numbers by process and name. Made before the processes are forked that share it."""

    def __init__(self, rows: int = ROWS) -> None:
        self._cells = memoryview(mmap.mmap(-1, rows * len(FIELDS) * 8)).cast("d")
        self._rows = rows
        self._mine = 0
        self._lock = threading.Lock()

    def take_row(self, row: int) -> None:
        """Count in this row from now on. What only a living process can have begins anew."""
        self._mine = row % self._rows
        self._lock = threading.Lock()
        self.set("streams", 0)
        self.set("pid", os.getpid())

    def add(self, name: str, amount: float = 1.0) -> None:
        with self._lock:
            self._cells[self._at(self._mine, name)] += amount

    def set(self, name: str, value: float) -> None:
        self._cells[self._at(self._mine, name)] = value

    def total(self, name: str) -> float:
        return sum(self._cells[self._at(row, name)] for row in range(self._rows))

    def processes(self) -> Iterator[tuple[int, int]]:
        """Row and process id of everyone who serves."""
        for row in range(self._rows):
            if pid := int(self._cells[self._at(row, "pid")]):
                yield row, pid

    @staticmethod
    def _at(row: int, name: str) -> int:
        return row * len(FIELDS) + _PLACE[name]


tally = Tally()


def count_request(door: str, status: int, seconds: float) -> None:
    tally.add(f"requests {door} {min(max(status // 100, 2), 5)}xx")
    tally.add(f"bucket {door} {bisect_left(LIMITS, seconds)}")
    tally.add(f"seconds {door}", seconds)


class TallyMiddleware:
    """Counts requests, how long they took, and how much of that the database had."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        with _sql_timed():
            response = self.get_response(request)
        count_request(_door(request.path_info), response.status_code, time.perf_counter() - begun)
        return response


@contextmanager
def _sql_timed() -> Iterator[None]:
    spent, count = 0.0, 0

    def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal spent, count
        begun = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent += time.perf_counter() - begun
            count += 1

    try:
        with connection.execute_wrapper(timed):
            yield
    finally:
        tally.add("sql seconds", spent)
        tally.add("sql statements", count)


def _door(path: str) -> str:
    if path.startswith("/api/"):
        return "api"
    return "hook" if path.startswith("/hooks/") else "page"

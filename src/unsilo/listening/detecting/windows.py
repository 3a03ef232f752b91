"""Sums over the last minutes, so that eleven single tickets in two hours count as eleven."""

from collections import deque
from typing import Any

MOST_ROWS = 4_096  # of a window, however dense the rows are


class Window:
    """Observed, expected and authors of the rows of the last ``span`` seconds, this one included."""

    __slots__ = ("_held", "authors", "expected", "observed", "rows", "span")

    def __init__(self, *, span: float) -> None:
        self.span = span
        self._held: deque[tuple[float, float, float, int]] = deque()
        self.observed = self.expected = 0.0
        self.authors = self.rows = 0

    def add(self, clock: float, observed: float, expected: float, authors: int) -> None:
        held = self._held
        held.append((clock, observed, expected, authors))
        self.rows += 1
        self.observed += observed
        self.expected += expected
        self.authors += authors
        oldest = clock - self.span
        while self.rows > 1 and (held[0][0] <= oldest or self.rows > MOST_ROWS):
            _, observed, expected, authors = held.popleft()
            self.rows -= 1
            self.observed -= observed
            self.expected -= expected
            self.authors -= authors

    def dump(self) -> list[Any]:
        held = [list(row) for row in self._held]
        return [held, self.observed, self.expected, self.authors, self.rows]

    def load(self, kept: list[Any]) -> None:
        held, self.observed, self.expected, self.authors, self.rows = kept
        self._held.extend((clock, seen, usual, writers) for clock, seen, usual, writers in held)

"""Sums over the last minutes, so that eleven single tickets in two hours count as eleven."""

from collections import deque

MOST_ROWS = 4_096  # of a window, however dense the rows are


class Window:
    """Observed, expected and authors of the rows of the last ``span`` seconds, this one included."""

    __slots__ = ("_held", "_span", "authors", "expected", "observed", "rows")

    def __init__(self, *, span: float) -> None:
        self._span = span
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
        oldest = clock - self._span
        while self.rows > 1 and (held[0][0] <= oldest or self.rows > MOST_ROWS):
            _, observed, expected, authors = held.popleft()
            self.rows -= 1
            self.observed -= observed
            self.expected -= expected
            self.authors -= authors

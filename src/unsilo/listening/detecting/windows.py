"""Sums over the last minutes, so that eleven single tickets in two hours count as eleven."""

from collections import deque

MOST_ROWS = 4_096  # of a window, however dense the rows are


class Window:
    """Observed, expected and authors of the rows of the last ``span`` seconds, this one included."""

    __slots__ = ("_rows", "_span", "authors", "expected", "first", "observed")

    def __init__(self, *, span: float) -> None:
        self._span = span
        self._rows: deque[tuple[float, float, float, int]] = deque()
        self.observed = self.expected = 0.0
        self.authors = 0

    def add(self, clock: float, observed: float, expected: float, authors: int) -> None:
        rows = self._rows
        rows.append((clock, observed, expected, authors))
        self.observed += observed
        self.expected += expected
        self.authors += authors
        oldest = clock - self._span
        while len(rows) > 1 and (rows[0][0] <= oldest or len(rows) > MOST_ROWS):
            _, observed, expected, authors = rows.popleft()
            self.observed -= observed
            self.expected -= expected
            self.authors -= authors

    def __len__(self) -> int:
        return len(self._rows)

"""An alert is where something begins, not every row of it, and not what is this series' habit."""

from collections import deque
from typing import Any

TWO_WEEKS = 14 * 86_400.0
HABIT = 3  # episodes within two weeks make one
NEWS = 1.5  # times the third largest of them is more than habit
GROWTH = 2.0  # times what has been told is worth telling again


class Onsets:
    """Follows episodes: from a loud row until ``cooldown`` is over and the series calm again."""

    __slots__ = ("_bar", "_cooldown", "_is_open", "_past", "_peak", "_since", "_until")

    def __init__(self, *, cooldown: float) -> None:
        self._cooldown = cooldown
        self._past: deque[tuple[float, float]] = deque(maxlen=64)  # begin and peak of episodes
        self._is_open = False
        self._since = self._until = 0.0
        self._peak = self._bar = 0.0

    def hear(self, clock: float, *, loud: float, rate: float, calm: bool) -> bool:
        """Whether this row is an alert.

        ``loud`` is the mean of a row in the window that would deserve one, 0 when none does;
        ``rate`` the highest mean of any window, this row alone among them.
        """
        if self._is_open and calm and clock >= self._until:
            self._is_open = False
            self._past.append((self._since, self._peak))
        if not self._is_open:
            if not loud:
                return False
            self._is_open = True
            self._since, self._until = clock, clock + self._cooldown
            self._peak, self._bar = 0.0, NEWS * self._usual_peak(clock)
        self._peak = max(self._peak, loud)
        if not loud or loud < self._bar:
            return False
        self._bar, self._until = GROWTH * rate, clock + self._cooldown
        return True

    def _usual_peak(self, clock: float) -> float:
        peaks = sorted(peak for since, peak in self._past if since > clock - TWO_WEEKS)
        return peaks[-HABIT] if len(peaks) >= HABIT else 0.0

    def dump(self) -> list[Any]:
        past = [list(one) for one in self._past]
        return [past, self._is_open, self._since, self._until, self._peak, self._bar]

    def load(self, kept: list[Any]) -> None:
        past, self._is_open, self._since, self._until, self._peak, self._bar = kept
        self._past.extend((since, peak) for since, peak in past)

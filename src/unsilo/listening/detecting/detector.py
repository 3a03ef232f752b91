"""The detector of one series: what is usual, how surprising this is, whether to say so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isnan, sqrt
from typing import Any, NamedTuple

from unsilo.listening.detecting.baseline import Level, Season
from unsilo.listening.detecting.onsets import Onsets
from unsilo.listening.detecting.surprise import Dispersion, surprise
from unsilo.listening.detecting.windows import Window

MINUTE, HOUR, DAY, WEEK = 60.0, 3_600.0, 86_400.0, 604_800.0
SPANS = (
    30 * MINUTE,
    HOUR,
    2 * HOUR,
)  # windows that are watched; a row longer than that is a window by itself
ROWS_BEFORE = 12  # that have to be known before anything is said
LEVEL_CLIP = 3.0  # standard deviations above the usual that the level learns from at most
LEAST_EXPECTED = 0.5  # of a window: nothing is impossible because it has not been seen yet
MOST = 1e9  # of a row; more is no more surprising
ALERT = 0.5
JUST_BELOW = 0.4999  # for what would be an alert, were it not under a floor or known already

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - for times that name no zone


@dataclass(frozen=True, slots=True)
class Settings:
    """When something is worth an alert. The defaults are what docs/detect.md gives figures for."""

    threshold: float = 4.0  # standard deviations
    min_events: float = 8.0  # in a window
    min_factor: float = 2.0  # times what is expected
    min_authors: int = 5  # in a window, where authors are counted
    cooldown: timedelta = timedelta(hours=24)


DEFAULT = Settings()


class Finding(NamedTuple):
    """What a row amounts to, with the numbers of the window that it stands out most in.

    ``span`` is how many seconds that window is long. ``usual`` is what was held for usual in this
    row before it came, ``spread`` one standard deviation of that.
    """

    score: float
    surprise: float
    observed: float
    expected: float
    span: float = 0.0
    usual: float = 0.0
    spread: float = 0.0

    @property
    def is_alert(self) -> bool:
        return self.score >= ALERT

    @property
    def factor(self) -> float:
        return self.observed / self.expected


class Detector:
    """Tell it the rows of one series as they come. Its memory does not grow with them."""

    def __init__(self, settings: Settings = DEFAULT) -> None:
        self._settings = settings
        self._season = Season()
        self._level = Level(memory=DAY)
        self._watched = [
            (Window(span=span), Dispersion(memory=WEEK, prior=6 * HOUR)) for span in SPANS
        ]
        self._onsets = Onsets(cooldown=settings.cooldown.total_seconds())
        self._rows = 0
        self._seen_at: float | None = None
        self._step = 5 * MINUTE  # until two rows have shown another
        self._clock = 0.0

    def update(self, at: datetime, value: float, authors: int | None = None) -> Finding:
        """Score a row and learn from it; NaN says that nobody counted.

        ``at`` is wall-clock time, with or without a zone. Rows belong in order; one that steps back,
        as clocks do in autumn, is taken as the next. ``authors`` are the distinct ones of the row.
        """
        seconds = min(self._pass_time(at), HOUR)
        self._season.turn(at)
        if isnan(value):
            return Finding(0.0, 0.0, 0.0, LEAST_EXPECTED)
        value = min(max(value, 0.0), MOST)
        usual = self._usual(value)
        spread = self._spread(usual)
        finding = self._judge(value, usual, spread, authors, seconds)
        self._level.learn(self._without_burst(value, usual), seconds)
        self._season.learn(value)
        self._rows += 1
        return finding

    @property
    def rows(self) -> int:
        """How many rows with a value it has been told."""
        return self._rows

    def _usual(self, value: float) -> float:
        if not self._rows:
            return value
        return self._season.blend(self._level.value)

    def _spread(self, usual: float) -> float:
        return sqrt(usual + self._watched[0][1].value * usual * usual)

    def _without_burst(self, value: float, usual: float) -> float:
        if value <= usual + 1.0:
            return value
        return min(value, usual + LEVEL_CLIP * self._spread(usual) + 1.0)

    def _judge(
        self, value: float, usual: float, spread: float, authors: int | None, seconds: float
    ) -> Finding:
        settings = self._settings
        most = observed_then = expected_then = span = 0.0
        loud, rate = 0.0, value
        for window, dispersion in self._watched:
            window.add(self._clock, value, usual, authors or 0)
            observed, expected = window.observed, window.expected
            if expected < LEAST_EXPECTED:
                expected = LEAST_EXPECTED
            deviations = surprise(observed, expected, dispersion.value)
            dispersion.learn(observed, expected, seconds)
            if deviations >= most:
                most, observed_then, expected_then = deviations, observed, expected
                span = window.span
            mean = observed / window.rows
            if mean > rate:
                rate = mean
            if (
                deviations >= settings.threshold
                and observed >= settings.min_events
                and observed >= settings.min_factor * expected
                and (authors is None or window.authors >= settings.min_authors)
                and self._rows >= ROWS_BEFORE
            ):
                loud = max(loud, mean)
        score = most / (most + settings.threshold)
        calm = most < settings.threshold / 2
        if not self._onsets.hear(self._clock, loud=loud, rate=rate, calm=calm):
            score = min(score, JUST_BELOW)
        return Finding(score, most, observed_then, expected_then, span, usual, spread)

    def dump(self) -> dict[str, Any]:
        """All it remembers, as JSON; ``Detector.restore`` goes on from there."""
        return {
            "season": self._season.dump(),
            "level": self._level.dump(),
            "watched": [[window.dump(), scatter.dump()] for window, scatter in self._watched],
            "onsets": self._onsets.dump(),
            "rows": [self._rows, self._seen_at, self._step, self._clock],
        }

    @classmethod
    def restore(cls, kept: dict[str, Any], settings: Settings = DEFAULT) -> "Detector":
        """A detector as it was when it was dumped. Pass the settings that it had."""
        found = cls(settings)
        found._season.load(kept["season"])
        found._level.load(kept["level"])
        for (window, scatter), (held, learned) in zip(found._watched, kept["watched"], strict=True):
            window.load(held)
            scatter.load(learned)
        found._onsets.load(kept["onsets"])
        found._rows, found._seen_at, found._step, found._clock = kept["rows"]
        return found

    def _pass_time(self, at: datetime) -> float:
        """Seconds since the row before, by a clock of its own that never goes back."""
        now = at.timestamp() if at.tzinfo else (at - _EPOCH).total_seconds()
        if self._seen_at is not None and now > self._seen_at:
            self._step = now - self._seen_at
        self._seen_at = now
        self._clock += self._step
        return self._step

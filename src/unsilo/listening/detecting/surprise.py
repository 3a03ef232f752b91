"""How unlikely a count is, and how much a series scatters by itself."""

from math import log1p, sqrt

LEAST_DISPERSION = 1e-3  # anything below is Poisson's, as far as anybody can tell
CLIP = 2.0  # standard deviations that a miss counts for at most: bursts are not the usual scatter


def surprise(observed: float, expected: float, dispersion: float) -> float:
    """Standard deviations above what is expected, under a negative binomial; 0 when it is not above.

    The root of the deviance: right far out in the tail, where a normal approximation is off by
    orders of magnitude, and without tables. ``expected`` is above 0, and the variance is
    ``expected + dispersion * expected ** 2``.
    """
    if observed <= expected:
        return 0.0
    size = 1.0 / (dispersion if dispersion > LEAST_DISPERSION else LEAST_DISPERSION)
    half = observed * (log1p(size / expected) - log1p(size / observed))
    half -= size * log1p((observed - expected) / (expected + size))
    return sqrt(max(2.0 * half, 0.0))


class Dispersion:
    """How much more a series scatters than Poisson, from its own misses, each clipped.

    Starts at 1 with the weight of ``prior`` seconds: who has seen little is surprised by little.
    """

    __slots__ = ("_age", "_extra", "_memory", "_squares", "value")

    def __init__(self, *, memory: float, prior: float) -> None:
        self._memory = memory
        self._age = prior
        self._extra = self._squares = 0.0
        self.value = 1.0

    def learn(self, observed: float, expected: float, seconds: float) -> None:
        square = expected * expected
        if not self._squares:
            self._extra = self._squares = square
        miss = observed - expected
        if miss > 1.0:
            miss = min(miss, CLIP * sqrt(expected + self.value * square) + 1.0)
        share = seconds / (min(self._age, self._memory) + seconds)
        self._age += seconds
        self._extra += share * (miss * miss - expected - self._extra)
        self._squares += share * (square - self._squares)
        self.value = self._extra / self._squares if self._extra > 0.0 else 0.0

    def dump(self) -> list[float]:
        return [self._age, self._extra, self._squares, self.value]

    def load(self, kept: list[float]) -> None:
        self._age, self._extra, self._squares, self.value = kept

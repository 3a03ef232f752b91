"""What goes wrong, and when: the same for the same seed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

# How long each kind lasts at most, in seconds. A worker counts as dead after 20 s of silence, so
# some of the frozen ones wake up to find that others have taken their work over.
LONGEST = {
    "kill": 2.0,
    "restart": 0.0,
    "freeze": 6.0,
    "long freeze": 30.0,
    "cut": 3.0,
    "hold": 6.0,
    "half": 5.0,
    "slow": 8.0,
    "fill": 5.0,
    "ahead": 12.0,
    "behind": 12.0,
}
SHORTEST = {"long freeze": 22.0}

# What may happen to whom, and how often in comparison.
PROCESSES = ("web", "worker 1", "worker 2", "lmtp", "database", "mail out", "mail in")
NETWORKS = ("database line", "mail out line", "mail in line")
CLOCKS = tuple(f"clock of {name}" for name in ("web", "worker 1", "worker 2", "lmtp"))
WRONG_BY = {"ahead": 3600, "behind": -3600}  # seconds
WEIGHTS = (
    *(("kill", name, 3.0) for name in PROCESSES),
    *(("freeze", name, 1.0) for name in PROCESSES),
    *(("restart", name, 1.0) for name in ("web", "worker 1", "worker 2", "lmtp", "database")),
    *(("long freeze", name, 0.5) for name in ("worker 1", "worker 2")),
    *((mode, name, 1.0) for name in NETWORKS for mode in ("cut", "hold", "half", "slow")),
    ("fill", "disk", 3.0),
    *((kind, name, 0.5) for name in CLOCKS for kind in WRONG_BY),
)
# These come first in every run, in an order that the seed decides.
FIRST = (("kill", "database"), ("kill", "web"), ("kill", "worker 1"))
THEN = (
    *(("kill", name) for name in ("worker 2", "lmtp", "mail out", "mail in")),
    ("fill", "disk"),
    ("freeze", "database"),
    ("half", "database line"),
    ("cut", "database line"),
    ("half", "mail out line"),
    ("long freeze", "worker 2"),
    ("ahead", "clock of worker 1"),
    ("behind", "clock of web"),
)


@dataclass(frozen=True)
class Fault:
    """From ``at`` on, in seconds since the beginning, and for so long."""

    at: float
    kind: str
    target: str
    lasts: float

    def __str__(self) -> str:
        return f"{self.at:7.2f} s  {self.kind} {self.target} for {self.lasts:.2f} s"


def schedule(seed: int, targets: Sequence[str], every: float) -> Iterator[Fault]:
    """Faults without end, one ``every`` so many seconds on average, never two on one target."""
    dice = Random(seed)
    first, then = list(FIRST), list(THEN)
    dice.shuffle(first)
    dice.shuffle(then)
    ahead = [one for one in (*first, *then) if one[1] in targets]
    weights = [one for one in WEIGHTS if one[1] in targets]
    busy_until = dict.fromkeys(targets, 0.0)
    at = 0.0
    while True:
        at += dice.expovariate(1 / every)
        if ahead:
            kind, target = ahead.pop(0)
        else:
            kind, target, _ = dice.choices(weights, [weight for *_, weight in weights])[0]
        lasts = dice.uniform(SHORTEST.get(kind, 0.0), LONGEST[kind])
        at = max(at, busy_until[target])
        busy_until[target] = at + lasts + 1.0
        yield Fault(at, kind, target, lasts)


class Fate:
    """Brings faults about and takes them away again. Call ``look`` often."""

    def __init__(
        self,
        faults: Iterator[Fault],
        begin: Callable[[Fault], None],
        end: Callable[[Fault], None],
    ) -> None:
        self._faults = faults
        self._begin = begin
        self._end = end
        self._next = next(faults, None)
        self.running: list[Fault] = []
        self.happened: list[Fault] = []

    def look(self, now: float) -> None:
        """Do what is due, in the order of its times."""
        while True:
            ending = min(self.running, key=lambda one: one.at + one.lasts, default=None)
            ends = ending.at + ending.lasts if ending else float("inf")
            begins = self._next.at if self._next else float("inf")
            if min(ends, begins) > now:
                return
            if ending and ends <= begins:
                self.running.remove(ending)
                self._end(ending)
            elif fault := self._next:
                self._next = next(self._faults, None)
                self.happened.append(fault)
                self.running.append(fault)
                self._begin(fault)

    def relent(self) -> None:
        """End all that is wrong."""
        for fault in self.running:
            self._end(fault)
        self.running.clear()

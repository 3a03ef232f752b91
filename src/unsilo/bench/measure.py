"""Time and memory, as the operating system counts them (Linux)."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def p50(values: Sequence[float]) -> float:
    return percentile(values, 0.50)


def p95(values: Sequence[float]) -> float:
    return percentile(values, 0.95)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of all don't exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(len(ordered) * share * 1000) // 1000) - 1)]


def timed(function: Callable[[], object], times: int) -> list[float]:
    """Seconds of each call."""
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - begun)
    return seconds


def plain_python() -> float:
    """Seconds of processor time of a million steps: what the machine is worth at the moment."""
    seconds = []
    for _ in range(5):
        begun, total = time.process_time(), 0
        for step in range(1_000_000):
            total += step * step % 7
        seconds.append(time.process_time() - begun)
    return p50(seconds)


@dataclass
class Cost:
    """Seconds by the clock and of processor time. Filled when its ``measured`` block ends."""

    wall: float = 0.0
    cpu: float = 0.0
    database_cpu: float = 0.0
    _before: dict[int, float] = field(default_factory=dict)

    @property
    def all_cpu(self) -> float:
        return self.cpu + self.database_cpu


Pids = Callable[[], Iterable[int]]


@contextmanager
def measured(*, own: Pids = lambda: (os.getpid(),), database: Pids = lambda: ()) -> Iterator[Cost]:
    """What the processes ``own`` and ``database`` name use while the block runs.

    Asked before and after: a process that comes in between counts whole, one that goes not at all.
    """
    cost = Cost()
    before = {pid: cpu_of(pid) for pid in (*own(), *database())}
    begun = time.perf_counter()
    yield cost
    cost.wall = time.perf_counter() - begun
    cost.cpu = sum(cpu_of(pid) - before.get(pid, 0.0) for pid in own())
    cost.database_cpu = sum(cpu_of(pid) - before.get(pid, 0.0) for pid in database())


def cpu_of(pid: int) -> float:
    """Seconds of processor time of a process, its ended threads and children included."""
    try:
        return sum(int(ticks) for ticks in _stat(pid)[11:15]) / _TICK
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _stat(pid: int) -> list[str]:
    """What /proc/PID/stat has behind the name, the state first."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def tree(pid: int) -> list[int]:
    """A process and everything it started."""
    found = [pid]
    gone = (FileNotFoundError, ProcessLookupError)  # processes and threads end meanwhile
    for process in found:
        tasks: list[Path] = []
        with suppress(*gone):
            tasks = list(Path(f"/proc/{process}/task").iterdir())
        for task in tasks:
            with suppress(*gone):
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def pss(pids: Iterable[int]) -> float:
    """Megabytes of memory, what is shared with others counted by parts."""
    return _memory(pids, "Pss:")


def own(pids: Iterable[int]) -> float:
    """The same without pages of files: programs and libraries weigh more when others that share them
    end, and nothing has grown."""
    return _memory(pids, "Pss_Anon:", "Pss_Shmem:")


def _memory(pids: Iterable[int], *kinds: str) -> float:
    kilobytes = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith(kinds))
    return kilobytes / 1024

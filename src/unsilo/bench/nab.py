"""The scoring rules of the Numenta Anomaly Benchmark, written anew from their description.

A detector earns most for an alert at the beginning of a labelled window, nothing more for further
alerts in it, and pays for each alert outside, less just after a window's end. A profile says how
much false alerts and missed windows weigh. 0 is a detector that never alerts, 100 one that alerts
at the first row of every window and nowhere else.
"""

import csv
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp
from pathlib import Path

from unsilo.core.errors import Invalid

PROBATION_SHARE, PROBATION_OF = 0.15, 5_000  # rows at the start that nobody is judged by

Row = tuple[datetime, float]
Window = tuple[datetime, datetime]  # both ends belong to it
Alerts = Callable[[Sequence[Row]], Sequence[bool]]


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    false_alert: float
    missed: float


PROFILES = (
    Profile("standard", false_alert=0.11, missed=1.0),
    Profile("low false positives", false_alert=0.22, missed=1.0),
    Profile("low false negatives", false_alert=0.11, missed=2.0),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the alerts in one series amount to, before profiles weigh it."""

    earned: float  # at most 1 for a window
    paid: float  # at most 1 for an alert outside
    windows: int
    found: int
    false_alerts: int

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.earned + other.earned,
            self.paid + other.paid,
            self.windows + other.windows,
            self.found + other.found,
            self.false_alerts + other.false_alerts,
        )

    def score(self, profile: Profile) -> float | None:
        """Between the silent detector and the perfect one; None where there is nothing to find."""
        if not self.windows:
            return None
        missed = self.windows - self.found
        raw = self.earned - profile.false_alert * self.paid - profile.missed * missed
        silent = -profile.missed * self.windows
        return 100 * (raw - silent) / (self.windows - silent)


NOTHING = Outcome(0.0, 0.0, 0, 0, 0)


def sigmoid(position: float) -> float:
    """1 well before a window's end (position 0), 0 at it, -1 well after."""
    return -1.0 if position > 3.0 else 2.0 / (1.0 + exp(5.0 * position)) - 1.0


def outcome(
    alerts: Sequence[bool], times: Sequence[datetime], windows: Sequence[Window]
) -> Outcome:
    """Judge the alerts of one series."""
    spans = [_span(times, window) for window in windows]
    best: dict[int, float] = {}
    paid, false_alerts = 0.0, 0
    for row in range(probation(len(times)), len(times)):
        if not alerts[row]:
            continue
        inside = next((n for n, (left, right) in enumerate(spans) if left <= row <= right), None)
        if inside is not None:
            left, right = spans[inside]
            worth = sigmoid(-(right - row + 1) / (right - left + 1)) / sigmoid(-1.0)
            best[inside] = max(worth, best.get(inside, 0.0))
        else:
            false_alerts += 1
            paid -= _after(row, spans)
    return Outcome(sum(best.values()), paid, len(windows), len(best), false_alerts)


def probation(rows: int) -> int:
    return int(min(PROBATION_SHARE * rows, PROBATION_SHARE * PROBATION_OF))


def _span(times: Sequence[datetime], window: Window) -> tuple[int, int]:
    """First and last row of a window. Times may step back, as clocks do in autumn."""
    start, end = window
    inside = [row for row, at in enumerate(times) if start <= at <= end]
    if not inside:
        raise Invalid(f"No row lies in the window from {start} to {end}.")
    return inside[0], inside[-1]


def _after(row: int, spans: Sequence[tuple[int, int]]) -> float:
    """What a false alert is worth, by its distance to the window before it."""
    past = [(left, right) for left, right in spans if right < row]
    if not past:
        return -1.0
    left, right = past[-1]
    return sigmoid((row - right) / max(right - left, 1))


# --- The corpus


def evaluate(folder: Path, alerts_of: Alerts, *, labels: Path | None) -> dict[str, Outcome]:
    """Outcome by category, of the series that the labels name."""
    found: dict[str, Outcome] = {}
    for name, windows in read_labels(labels or _labels_in(folder)).items():
        rows = read_series(_series_in(folder, name))
        category = name.partition("/")[0]
        found[category] = found.get(category, NOTHING) + outcome(
            alerts_of(rows), [at for at, _ in rows], windows
        )
    return found


def read_labels(path: Path) -> dict[str, list[Window]]:
    return {
        name: [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in spans]
        for name, spans in json.loads(path.read_text()).items()
    }


def read_series(path: Path) -> list[Row]:
    return list(_rows(path))


def _rows(path: Path) -> Iterator[Row]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    for row in csv.DictReader(text.splitlines()):
        yield datetime.fromisoformat(row["timestamp"]), float(row["value"])


def _labels_in(folder: Path) -> Path:
    for path in (folder / "labels/combined_windows.json", *sorted(folder.glob("combined_*.json"))):
        if path.exists():
            return path
    raise Invalid(f"{folder} has no labels/combined_windows.json; name the file with --labels.")


def _series_in(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / "data" / name):
        for found in (path, path.with_name(path.name + ".gz")):
            if found.exists():
                return found
    raise Invalid(f"{folder} has no {name}.")

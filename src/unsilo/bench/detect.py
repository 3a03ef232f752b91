"""Early warning: crises in made-up series, and the Numenta Anomaly Benchmark by its own rules.

The made-up series have days, weeks and scatter like those of brands, from one mention in a quarter of
an hour to hundreds in five minutes, and four crises each: the usual count times five, or ten, for
three hours. Reference: what is usually built first, a mean and five standard deviations of the last
day, quiet for a day after an alert.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, pi, sin, sqrt
from pathlib import Path

import numpy as np

from unsilo.bench import nab
from unsilo.bench.measure import p50
from unsilo.bench.report import Report
from unsilo.listening.detecting import ALERT, Detector

BEGIN = datetime(2026, 1, 5)  # noqa: DTZ001 - a Monday, on the clock of whoever reads it
STEP = timedelta(minutes=5)
DAY = 288  # rows
WEEKS = 8
LEVELS = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)  # a row
CRISES_AT = (23, 33, 43, 53)  # days
SERIES = list(enumerate(LEVELS * 3))  # seed and level
CRISIS, RISE = 36, 6  # rows
SPEED_BAR = 50_000.0
FOUND_BAR, FALSE_BAR = 0.85, 0.5

Alerts = Callable[[Sequence[nab.Row]], list[bool]]


@dataclass
class Tally:
    crises: int = 0
    found: int = 0
    false_alerts: int = 0
    delays: tuple[float, ...] = ()


def measure() -> Report:
    report = Report(
        "detect",
        f"{len(SERIES)} series of {WEEKS} weeks, {len(CRISES_AT)} crises in each",
    )
    rows = made_up(level=10.0, factor=1.0, seed=0)[0]
    begun = time.process_time()
    detector_alerts(rows)
    report.add(
        "rows a second and core",
        len(rows) / (time.process_time() - begun),
        "/s",
        at_least=SPEED_BAR,
    )
    series_weeks = len(SERIES) * (WEEKS - 1)
    for factor, bar in ((5.0, None), (10.0, FOUND_BAR)):
        ours = _tally(detector_alerts, factor)
        reference = _tally(plain_alerts, factor)
        name = f"{factor:.0f} times the usual:"
        report.add(
            f"{name} share of {ours.crises} found", ours.found / ours.crises, "", at_least=bar
        )
        report.add(f"{name} reference", reference.found / reference.crises, "")
        report.add(f"{name} minutes until then, p50", p50(ours.delays or (0.0,)), "min")
        report.add(f"{name} reference", p50(reference.delays or (0.0,)), "min")
        per_week = ours.false_alerts / series_weeks
        report.add(f"{name} false alerts a series and week", per_week, "", at_most=FALSE_BAR)
        report.add(f"{name} reference", reference.false_alerts / series_weeks, "")
        report.ratio(f"{name} share found, to the reference", ours.found / max(reference.found, 1))
    return report


def measure_nab(folder: Path, labels: Path | None) -> Iterator[Report]:
    """One report a category, and one over all."""
    by_category = nab.evaluate(folder, detector_alerts, labels=labels)
    for name, outcome in {**by_category, "all": sum(by_category.values(), nab.NOTHING)}.items():
        report = Report(
            f"nab: {name}", f"{outcome.windows} windows, a score of {ALERT} is an alert"
        )
        for profile in nab.PROFILES:
            score = outcome.score(profile)
            if score is not None:
                report.add(f"score, {profile.name}", score, "")
        report.add("windows found", outcome.found, "")
        report.add("alerts outside", outcome.false_alerts, "")
        yield report


def detector_alerts(rows: Sequence[nab.Row]) -> list[bool]:
    detector = Detector()
    return [detector.update(at, value).is_alert for at, value in rows]


def plain_alerts(rows: Sequence[nab.Row]) -> list[bool]:
    """Mean and standard deviation of the last day, five of which are an alert."""
    past: deque[float] = deque(maxlen=DAY)
    total = squares = 0.0
    alerts: list[bool] = []
    quiet = 0
    for _, value in rows:
        mean = total / len(past) if past else 0.0
        spread = sqrt(max(squares / len(past) - mean * mean, 1.0)) if past else 0.0
        is_alert = len(past) == DAY and quiet <= 0 and value > mean + 5 * spread
        alerts.append(is_alert)
        quiet = DAY if is_alert else quiet - 1
        if len(past) == DAY:
            total -= past[0]
            squares -= past[0] * past[0]
        past.append(value)
        total += value
        squares += value * value
    return alerts


def made_up(*, level: float, factor: float, seed: int) -> tuple[list[nab.Row], list[int]]:
    """A series, and the rows at which its crises begin."""
    chance, counts = np.random.default_rng(seed).spawn(2)
    begins = [day * DAY + int(chance.integers(DAY)) for day in CRISES_AT]
    mood, rows = 0.0, []
    for row in range(WEEKS * 7 * DAY):
        at = BEGIN + row * STEP
        mood = 0.98 * mood + 0.05 * float(chance.standard_normal())  # hours hang together
        shape = 1.0 + 0.7 * sin(2 * pi * (at.hour / 24 + at.minute / 1440 - 0.3))
        rate = level * shape * (0.6 if at.weekday() > 4 else 1.0) * exp(mood)
        for begin in begins:
            if begin <= row < begin + CRISIS:
                rate *= 1 + (factor - 1) * min((row - begin + 1) / RISE, 1.0)
        rows.append((at, float(counts.poisson(rate))))
    return rows, begins


def _tally(alerts_of: Alerts, factor: float) -> Tally:
    tally = Tally()
    for seed, level in SERIES:
        rows, begins = made_up(level=level, factor=factor, seed=seed)
        alerts = [row for row, is_alert in enumerate(alerts_of(rows)) if is_alert]
        within = [[row for row in alerts if begin <= row < begin + CRISIS] for begin in begins]
        tally.crises += len(begins)
        tally.found += sum(bool(rows) for rows in within)
        tally.false_alerts += len([row for row in alerts if row >= 7 * DAY]) - sum(map(len, within))
        tally.delays += tuple(
            (found[0] - begin) * STEP.total_seconds() / 60
            for found, begin in zip(within, begins, strict=True)
            if found
        )
    return tally

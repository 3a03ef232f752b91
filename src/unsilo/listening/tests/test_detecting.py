"""What a detector promises, whatever the series."""

import json
import pickle
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from math import nan
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unsilo.listening.detecting import Detector, Finding, Settings

MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - a wall clock
STEP = timedelta(minutes=5)
HOUR, DAY = 12, 288  # rows

counts = st.lists(st.integers(0, 30) | st.integers(0, 10_000), min_size=1, max_size=150)
steps = st.timedeltas(timedelta(days=-2), timedelta(days=9)) | st.just(STEP)
zones = st.none() | st.just(UTC) | st.just(timezone(timedelta(hours=-7)))
odd_rows = st.lists(
    st.tuples(
        steps,
        zones,
        st.floats(allow_infinity=False) | st.integers(0, 50).map(float),
        st.none() | st.integers(0, 50),
    ),
    max_size=120,
)


def steady(values: Sequence[float], begin: datetime = MONDAY, step: timedelta = STEP):
    return [(begin + row * step, float(value)) for row, value in enumerate(values)]


def findings(rows, detector: Detector | None = None) -> list[Finding]:
    detector = detector or Detector()
    return [detector.update(*row) for row in rows]


def alerts(values: Sequence[float], **options) -> list[int]:
    found = findings(steady(values), Detector(Settings(**options)))
    return [row for row, finding in enumerate(found) if finding.is_alert]


def scatter(level: float, rows: int, seed: int = 1) -> list[int]:
    """Counts as from a Poisson process."""
    chance = Random(seed)
    if level > 50:
        return [max(round(chance.gauss(level, level**0.5)), 0) for _ in range(rows)]
    return [sum(chance.random() < level / 200 for _ in range(200)) for _ in range(rows)]


# --- Whatever comes


@given(odd_rows, odd_rows, st.integers(0, 120))
def test_a_score_uses_no_later_row(rows, others, cut) -> None:
    begin = at(rows)
    whole = findings(begin)
    assert findings(begin[:cut]) == whole[:cut]
    assert findings([*begin[:cut], *at(others)])[: len(begin[:cut])] == whole[:cut]


@given(odd_rows)
def test_the_same_rows_get_the_same_scores_within_0_and_1(rows) -> None:
    found = findings(at(rows))
    assert found == findings(at(rows))
    assert all(0 <= finding.score <= 1 for finding in found)
    assert all(finding.expected > 0 for finding in found)


@given(counts, st.integers(0, 10**10), st.integers(0, 10**10))
def test_a_bigger_spike_never_scores_less(history, one, other) -> None:
    small, big = sorted((one, other))
    rows = steady(history)
    next_at = rows[-1][0] + STEP
    scores = [findings([*rows, (next_at, float(value))])[-1].score for value in (small, big)]
    assert scores[0] <= scores[1]


@given(st.floats(0, 1e12), st.integers(1, 500))
def test_a_constant_series_gives_no_alert(value, rows) -> None:
    assert alerts([value] * rows) == []


@given(st.lists(st.integers(0, 7), max_size=300))
def test_less_than_the_least_events_give_no_alert(gaps) -> None:
    values: list[int] = []
    for value in gaps:  # at most seven in any two hours
        values += [value, *[0] * (2 * HOUR)]
    assert alerts(values) == []


@settings(max_examples=20)
@given(st.integers(1, 1000), st.integers(0, 1000))
def test_alerts_do_not_depend_on_the_scale(factor, seed) -> None:
    values = scatter(300, 2 * DAY, seed)
    values[-50:-30] = [value * 8 for value in values[-50:-30]]
    found = alerts(values)
    assert found
    assert alerts([value * factor for value in values]) == found


def at(rows):
    """Rows with times that step as drawn, from a Monday on."""
    now, made = MONDAY, []
    for step, zone, value, authors in rows:
        now += step
        made.append((now.replace(tzinfo=zone), value, authors))
    return made


# --- Memory


@pytest.mark.parametrize("step", [timedelta(seconds=1), timedelta(hours=1), timedelta(0)])
def test_memory_does_not_grow(step: timedelta) -> None:
    detector = Detector()
    chance = Random(1)
    sizes = []
    for part in range(2):
        begin = MONDAY + part * 9_000 * step
        findings(steady([chance.choice((0, 5, 900)) for _ in range(9_000)], begin, step), detector)
        sizes.append(len(pickle.dumps(detector)))
    assert sizes[1] < 1.1 * sizes[0]


# --- Quiet series


@pytest.mark.parametrize("level", [0.02, 0.3, 2.0, 20.0, 400.0])
def test_usual_scatter_gives_no_alert(level: float) -> None:
    for seed in range(3):
        assert alerts(scatter(level, 14 * DAY, seed)) == []


def test_zeros_give_no_alert_and_no_score() -> None:
    assert {finding.score for finding in findings(steady([0] * 5_000))} == {0.0}


# --- Spikes


def test_eleven_tickets_in_two_hours_are_an_alert_where_there_were_none() -> None:
    values = [0] * (3 * DAY)
    for ticket in range(11):
        values[-23 + 2 * ticket] = 1
    found = alerts(values)
    assert len(found) == 1
    assert found[0] >= len(values) - 24


def test_a_spike_in_a_busy_series_is_an_alert_within_half_an_hour() -> None:
    values = [*scatter(40, 10 * DAY), *scatter(400, 6)]
    assert [row for row in alerts(values) if row >= 10 * DAY] != []


def test_nothing_is_said_before_a_series_is_known() -> None:
    assert alerts([0, 0, 0, 500, 500, 500]) == []


def test_a_finding_tells_what_was_seen_and_what_expected() -> None:
    values = [*[10] * (3 * DAY), *[200] * 3]
    onset = next(finding for finding in findings(steady(values)) if finding.is_alert)
    assert onset.observed == pytest.approx(5 * 10 + 200)
    assert onset.expected == pytest.approx(6 * 10)
    assert onset.factor == pytest.approx(250 / 60)


# --- Onsets


def test_what_goes_on_is_one_alert_and_its_doubling_another() -> None:
    calm, storm = scatter(20, 5 * DAY), [200] * HOUR
    assert len(alerts([*calm, *storm * 3])) == 1
    found = alerts([*calm, *storm * 3, *[900] * HOUR])
    assert len(found) == 2
    assert found[1] >= 5 * DAY + 3 * HOUR


def test_the_same_a_day_later_is_an_alert_again() -> None:
    calm, storm = scatter(20, 5 * DAY), [300] * HOUR
    assert len(alerts([*calm, *storm, *calm[: DAY // 2], *storm])) == 1
    assert len(alerts([*calm, *storm, *calm[: 2 * DAY], *storm])) == 2


def test_a_habit_is_no_news_unless_it_grows_or_had_been_forgotten() -> None:
    calm, burst = scatter(20, 2 * DAY), [300] * HOUR
    habit = [*calm, *calm, *(burst + calm) * 3]
    assert len(alerts(habit)) == 3
    assert len(alerts([*habit, *burst])) == 3
    assert len(alerts([*habit, *[2_000] * HOUR])) == 4
    assert len(alerts([*habit, *calm * 8, *burst])) == 4


def test_a_lasting_new_level_becomes_the_usual() -> None:
    values = [*scatter(10, 7 * DAY), *scatter(60, 35 * DAY)]
    assert [row for row in alerts(values) if row > 21 * DAY] == []


# --- Floors


@pytest.mark.parametrize(("events", "is_alert"), [(7, False), (8, True)])
def test_the_least_events(events: int, is_alert: bool) -> None:
    values = [0] * (7 * DAY) + [events]
    assert bool(alerts(values)) is is_alert


@pytest.mark.parametrize(("value", "is_alert"), [(1_900, False), (2_100, True)])
def test_the_least_factor(value: int, is_alert: bool) -> None:
    values = [1_000] * (14 * DAY) + [value] * (2 * HOUR)
    assert bool(alerts(values)) is is_alert


@pytest.mark.parametrize(("authors", "is_alert"), [(1, False), (4, False), (5, True), (None, True)])
def test_the_least_authors(authors: int | None, is_alert: bool) -> None:
    detector = Detector()
    findings([(*row, 0) for row in steady([0] * DAY)], detector)
    finding = detector.update(MONDAY + DAY * STEP, 40.0, authors)
    assert finding.is_alert is is_alert
    assert finding.surprise > 4
    assert finding.score >= 0.49


# --- Weeks and clocks


def test_a_peak_of_every_week_becomes_usual_there_and_nowhere_else() -> None:
    week = scatter(5, 7 * DAY)
    week[9 * HOUR : 11 * HOUR] = scatter(60, 2 * HOUR)  # Monday at nine
    weeks = week * 6
    assert [row for row in alerts(weeks) if row > 4 * 7 * DAY] == []
    odd = list(weeks)
    thursday = (5 * 7 + 3) * DAY + 9 * HOUR
    odd[thursday : thursday + 2 * HOUR] = scatter(250, 2 * HOUR)
    assert any(thursday <= row < thursday + 2 * HOUR for row in alerts(odd))


def test_days_are_known_before_weeks() -> None:
    day = [*scatter(2, 8 * HOUR), *scatter(40, 8 * HOUR), *scatter(2, 8 * HOUR)]
    assert [row for row in alerts(day * 12) if row > 4 * DAY] == []


@pytest.mark.parametrize("hours", [1, -1])
def test_a_changing_clock_is_no_alert(hours: int) -> None:
    before = steady(scatter(20, 6 * DAY))
    after = steady(scatter(20, 2 * DAY, 2), before[-1][0] + STEP + timedelta(hours=hours))
    assert not any(finding.is_alert for finding in findings([*before, *after]))


def test_a_gap_is_not_a_time_without_events() -> None:
    before = steady(scatter(20, 6 * DAY))
    after = steady(scatter(20, 2 * DAY, 2), before[-1][0] + timedelta(days=3))
    assert not any(finding.is_alert for finding in findings([*before, *after]))


def test_what_nobody_counted_is_neither_scored_nor_learned() -> None:
    values = [float(value) for value in scatter(20, 4 * DAY)]
    holes = [nan if row % 3 == 0 else value for row, value in enumerate(values)]
    found = findings(steady(holes))
    assert all(finding.score == 0 for finding in found[::3])
    assert not any(finding.is_alert for finding in found)
    assert findings(steady([*holes, 400.0, 400.0, 400.0]))[-1].surprise > 4


def test_one_huge_value_does_not_deafen() -> None:
    values = [*[20.0] * (7 * DAY), 1e308, *[20.0] * (3 * DAY), *[200.0] * HOUR]
    found = alerts(values)
    assert found[0] == 7 * DAY
    assert found[-1] >= 10 * DAY + 1


def test_less_than_nothing_counts_as_nothing() -> None:
    assert findings(steady([-5.0] * 50)) == findings(steady([0.0] * 50))


def test_a_detector_put_away_goes_on_as_if_nothing_had_been() -> None:
    rows = steady([*scatter(3, 4 * DAY), *scatter(60, 30), *scatter(3, DAY)])
    whole, piecewise = Detector(), Detector()
    for number, (moment, value) in enumerate(rows):
        if number % 97 == 0:
            piecewise = Detector.restore(json.loads(json.dumps(piecewise.dump())))
        assert piecewise.update(moment, value, 6) == whole.update(moment, value, 6)

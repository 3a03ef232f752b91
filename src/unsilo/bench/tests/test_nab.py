"""The scoring rules, on cases small enough to be worked out by hand."""

import gzip
import json
from datetime import datetime, timedelta

import pytest

from unsilo.bench import nab
from unsilo.core.errors import Invalid

BEGIN = datetime(2026, 1, 1)  # noqa: DTZ001 - as in the files
TIMES = [BEGIN + timedelta(minutes=5 * row) for row in range(200)]  # 30 of them on probation
STANDARD, LOW_FALSE_POSITIVES, LOW_FALSE_NEGATIVES = nab.PROFILES


def window(first: int, last: int) -> nab.Window:
    return TIMES[first], TIMES[last]


def judge(rows, windows) -> nab.Outcome:
    return nab.outcome([row in rows for row in range(len(TIMES))], TIMES, windows)


@pytest.mark.parametrize("profile", nab.PROFILES, ids=lambda profile: profile.name)
def test_perfect_is_100_and_silence_0(profile) -> None:
    windows = [window(50, 60), window(100, 119)]
    assert judge({50, 100}, windows).score(profile) == pytest.approx(100)
    assert judge(set(), windows).score(profile) == pytest.approx(0)


def test_half_the_windows_are_half_the_score() -> None:
    windows = [window(50, 60), window(100, 119)]
    found = judge({50}, windows)
    assert (found.windows, found.found, found.false_alerts) == (2, 1, 0)
    for profile in nab.PROFILES:
        assert found.score(profile) == pytest.approx(50)


def test_an_alert_is_worth_less_the_later_it_comes() -> None:
    windows = [window(50, 59)]  # 10 rows
    # The last row lies a tenth of the window before its end: 2 / (1 + e^-0.5) - 1 = 0.244919;
    # the first row a whole window: 2 / (1 + e^-5) - 1 = 0.986614.
    late = judge({59}, windows)
    assert late.earned == pytest.approx(0.244919 / 0.986614, abs=1e-5)
    assert late.score(STANDARD) == pytest.approx(100 * (0.248242 + 1) / 2, abs=1e-3)
    assert late.score(LOW_FALSE_NEGATIVES) == pytest.approx(100 * (0.248242 + 2) / 3, abs=1e-3)


def test_only_the_earliest_alert_in_a_window_counts() -> None:
    windows = [window(50, 59)]
    assert judge({52, 53, 59}, windows) == judge({52}, windows)


def test_a_false_alert_before_any_window_costs_its_whole_weight() -> None:
    found = judge({40}, [window(50, 59)])
    assert (found.paid, found.false_alerts) == (1.0, 1)
    assert found.score(STANDARD) == pytest.approx(-5.5)
    assert found.score(LOW_FALSE_POSITIVES) == pytest.approx(-11)
    assert found.score(LOW_FALSE_NEGATIVES) == pytest.approx(100 * -0.11 / 3)


@pytest.mark.parametrize(
    ("row", "paid"),
    [
        (61, 0.244919),  # a tenth of the window's length behind it
        (65, 0.848284),  # half of it
        (70, 0.986614),
        (90, 1.0),  # three times and more, as near as nothing
        (91, 1.0),
    ],
)
def test_a_false_alert_costs_less_just_behind_a_window(row: int, paid: float) -> None:
    assert judge({row}, [window(50, 60)]).paid == pytest.approx(paid, abs=1e-5)


def test_a_false_alert_is_measured_by_the_window_before_it() -> None:
    windows = [window(50, 60), window(100, 120), window(150, 160)]
    assert judge({122}, windows).paid == pytest.approx(0.244919, abs=1e-5)


def test_nobody_is_judged_on_probation() -> None:
    assert nab.probation(200) == 30
    assert nab.probation(20_000) == 750
    assert judge(set(range(30)), [window(50, 60)]) == judge(set(), [window(50, 60)])
    assert judge({30}, [window(50, 60)]).false_alerts == 1


def test_without_windows_there_is_no_score_but_a_count_of_alerts() -> None:
    found = judge({100, 150}, [])
    assert found.score(STANDARD) is None
    assert found.false_alerts == 2


def test_a_window_that_no_row_lies_in_is_an_error() -> None:
    with pytest.raises(Invalid, match="No row lies"):
        judge(set(), [(BEGIN - timedelta(days=2), BEGIN - timedelta(days=1))])


def test_a_clock_that_steps_back_does_not_move_windows() -> None:
    times = TIMES[:100] + [at - timedelta(hours=1) for at in TIMES[100:]]
    alerts = [row == 150 for row in range(len(times))]
    found = nab.outcome(alerts, times, [(times[150], times[160])])
    assert found.score(STANDARD) == pytest.approx(100)


def test_a_corpus_is_read_and_judged_by_category(tmp_path) -> None:
    lines = ["timestamp,value", *(f"{at},{row}" for row, at in enumerate(TIMES))]
    (tmp_path / "data/odd").mkdir(parents=True)
    (tmp_path / "data/odd/a.csv").write_text("\n".join(lines))
    (tmp_path / "data/odd/b.csv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (tmp_path / "labels").mkdir()
    windows = [[f"{TIMES[50]}.000000", f"{TIMES[60]}.000000"]]
    labels = tmp_path / "labels/combined_windows.json"
    labels.write_text(json.dumps({"odd/a.csv": windows, "odd/b.csv": []}))

    def fiftieth(rows):
        return [value == 50 for _, value in rows]

    found = nab.evaluate(tmp_path, fiftieth, labels=None)
    assert list(found) == ["odd"]
    assert (found["odd"].windows, found["odd"].found, found["odd"].false_alerts) == (1, 1, 1)

    labels.write_text(json.dumps({"odd/c.csv": []}))
    with pytest.raises(Invalid, match=r"has no odd/c\.csv"):
        nab.evaluate(tmp_path, fiftieth, labels=labels)
    labels.unlink()
    with pytest.raises(Invalid, match="--labels"):
        nab.evaluate(tmp_path, fiftieth, labels=None)

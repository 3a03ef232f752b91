"""Made-up series are what they claim to be, and both detectors work on them."""

from datetime import timedelta

from unsilo.bench import detect


def test_made_up_series_hold_their_crises_and_are_always_the_same() -> None:
    calm, begins = detect.made_up(level=100, factor=1, seed=3)
    rows, again = detect.made_up(level=100, factor=10, seed=3)
    assert again == begins
    assert rows == detect.made_up(level=100, factor=10, seed=3)[0]
    for begin in begins:
        crisis = slice(begin + detect.RISE, begin + detect.CRISIS)
        usual = sum(value for _, value in calm[crisis])
        assert 8 < sum(value for _, value in rows[crisis]) / usual < 12


def test_both_detectors_hear_a_crisis_in_a_steady_series() -> None:
    values = [20.0] * (3 * detect.DAY) + [400.0] * 6
    rows = [(detect.BEGIN + timedelta(minutes=5 * row), value) for row, value in enumerate(values)]
    for alerts in (detect.detector_alerts(rows), detect.plain_alerts(rows)):
        assert sum(alerts) == 1
        assert alerts.index(True) == 3 * detect.DAY

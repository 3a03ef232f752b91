import pytest

from unsilo.bench.soak import per_hour


def test_what_grows_steadily_grows_by_its_slope() -> None:
    at = [0.0, 600.0, 1200.0, 1800.0]
    assert per_hour(at, [100.0, 101.0, 102.0, 103.0]) == pytest.approx(6.0)
    assert per_hour(at, [100.0, 104.0, 104.0, 100.0]) == pytest.approx(0.0)
    assert per_hour([5.0], [100.0]) == 0.0

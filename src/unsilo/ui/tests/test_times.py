import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from unsilo.ui import times

NOW = dt.datetime(2025, 10, 16, 12, 0, tzinfo=dt.UTC)  # a Thursday


@pytest.fixture(autouse=True)
def in_amsterdam():
    with timezone.override(ZoneInfo("Europe/Amsterdam")):
        yield


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (dt.timedelta(seconds=20), "now"),
        (dt.timedelta(minutes=14, seconds=59), "14 min"),
        (dt.timedelta(hours=3), "3 h"),
        (dt.timedelta(hours=23, minutes=59), "23 h"),
        (dt.timedelta(days=1), "Wed"),
        (dt.timedelta(days=6), "Fri"),
        (dt.timedelta(days=7), "9 Oct"),
        (dt.timedelta(days=400), "11 Sep 2024"),
        (dt.timedelta(minutes=-14), "in 14 min"),
        (dt.timedelta(days=-2), "Sat"),
        (dt.timedelta(days=-90), "14 Jan 2026"),
    ],
)
def test_near_times_are_distances_and_far_ones_dates(ago, words):
    assert times.when(NOW - ago, NOW) == words


def test_a_clock_time_is_in_the_viewers_zone_and_a_day_when_it_is_not_today():
    assert times.clock_time(NOW, NOW) == "14:00"
    late_yesterday = dt.datetime(2025, 10, 15, 21, 30, tzinfo=dt.UTC)
    assert times.clock_time(late_yesterday, NOW) == "Wed"
    with timezone.override(ZoneInfo("Pacific/Auckland")):
        # There it is already the 17th, and half past nine in London is half past ten that day.
        assert times.clock_time(late_yesterday, NOW) == "Thu"


def test_the_full_time_names_day_and_zone():
    assert times.full(NOW) == "Thursday 16 October 2025, 14:00 CEST"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(59, "59 s"), (60, "1 min"), (7_199, "1 h"), (86_400, "1 day"), (180_000, "2 days")],
)
def test_a_duration_is_told_in_its_largest_unit(seconds, words):
    assert times.duration(seconds) == words


def test_the_tag_carries_the_exact_time_for_machines_and_for_a_pointer():
    tag = times.time_tag(NOW)
    assert 'datetime="2025-10-16T12:00:00Z"' in tag
    assert 'title="Thursday 16 October 2025, 14:00 CEST"' in tag
    assert "data-relative" in tag
    assert times.time_tag(None) == ""

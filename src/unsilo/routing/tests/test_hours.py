"""Business hours: plain arithmetic, also on nights when clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unsilo.routing.hours import (
    BadHours,
    Week,
    after,
    between,
    is_open,
    read_spans,
    write_spans,
)

DULUTH = ZoneInfo("America/Chicago")
BERLIN = ZoneInfo("Europe/Berlin")
NINE_TO_FIVE = ((540, 1020),)
OFFICE = Week(DULUTH, (NINE_TO_FIVE,) * 5 + ((), ()), frozenset({date(2026, 12, 25)}))
YEARS = datetime(2025, 1, 1), datetime(2027, 1, 1)  # noqa: DTZ001  hypothesis wants them so
MOMENTS = st.datetimes(*YEARS)
ALWAYS = Week(UTC, (((0, 1440),),) * 7)


def at(text: str, zone: ZoneInfo = DULUTH) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("begins", "minutes", "ends"),
    [
        ("2026-03-03 10:00", 60, "2026-03-03 11:00"),
        ("2026-03-03 16:30", 60, "2026-03-04 09:30"),  # over night
        ("2026-03-06 16:30", 60, "2026-03-09 09:30"),  # over a weekend, in which clocks change
        ("2026-03-07 12:00", 1, "2026-03-09 09:01"),  # asked on a Saturday
        ("2026-12-24 16:30", 60, "2026-12-28 09:30"),  # over Christmas
        ("2026-03-03 08:00", 480, "2026-03-03 17:00"),  # a whole day ends with the day
        ("2026-03-03 17:00", 1, "2026-03-04 09:01"),  # the last minute is over
    ],
)
def test_business_minutes_after(begins: str, minutes: int, ends: str) -> None:
    assert after(OFFICE, at(begins), minutes) == at(ends)


@pytest.mark.parametrize(
    ("begins", "ends", "minutes"),
    [
        ("2026-03-03 10:00", "2026-03-03 11:00", 60),
        ("2026-03-03 16:30", "2026-03-04 09:30", 60),
        ("2026-03-06 17:00", "2026-03-09 09:00", 0),
        ("2026-03-02 00:00", "2026-03-08 23:59", 5 * 480),
        ("2026-03-03 11:00", "2026-03-03 10:00", 0),  # the wrong way round
    ],
)
def test_business_minutes_between(begins: str, ends: str, minutes: int) -> None:
    assert between(OFFICE, at(begins), at(ends)) == minutes


def test_a_night_shift_is_an_hour_shorter_when_clocks_go_forward() -> None:
    night = Week(BERLIN, (((0, 360),),) * 7)
    assert between(night, at("2026-03-28 00:00", BERLIN), at("2026-03-28 08:00", BERLIN)) == 360
    assert between(night, at("2026-03-29 00:00", BERLIN), at("2026-03-29 08:00", BERLIN)) == 300
    assert after(night, at("2026-03-29 00:00", BERLIN), 180) == at("2026-03-29 04:00", BERLIN)


def test_a_night_shift_is_an_hour_longer_when_clocks_go_back() -> None:
    night = Week(BERLIN, (((0, 360),),) * 7)
    assert between(night, at("2026-10-25 00:00", BERLIN), at("2026-10-25 08:00", BERLIN)) == 420


def test_hours_of_a_day_stay_where_they_are_when_clocks_change() -> None:
    before, later = at("2026-03-06 12:00"), at("2026-03-10 12:00")
    assert after(OFFICE, before, 2 * 480) == later
    assert is_open(OFFICE, at("2026-03-09 09:00"))
    assert not is_open(OFFICE, at("2026-03-09 08:59"))


def test_nobody_ever_there_is_never_due() -> None:
    assert after(Week(UTC, ((),) * 7), at("2026-03-03 10:00"), 1) is None


@given(
    MOMENTS,
    st.integers(min_value=1, max_value=5000),
)
def test_what_is_added_is_what_lies_between(begins: datetime, minutes: int) -> None:
    begins = begins.replace(tzinfo=UTC)
    ends = after(OFFICE, begins, minutes)
    assert ends is not None
    assert between(OFFICE, begins, ends) == pytest.approx(minutes)


@given(MOMENTS, st.integers(1, 50_000))
def test_always_open_counts_like_the_calendar(begins: datetime, minutes: int) -> None:
    begins = begins.replace(tzinfo=UTC)
    assert after(ALWAYS, begins, minutes) == begins + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("9-17", "9:00-17:00"),
        ("09:00–12:30, 13:00–17", "9:00-12:30, 13:00-17:00"),
        ("13-17,9-12", "9:00-12:00, 13:00-17:00"),
        ("0-24", "0:00-24:00"),
        ("", ""),
        ("-", ""),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, written: str) -> None:
    assert write_spans(read_spans(text)) == written


@pytest.mark.parametrize(
    "text", ["nine to five", "17-9", "9-9", "9-25", "9:5-10", "9-12, 11-13", "9"]
)
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(BadHours):
        read_spans(text)

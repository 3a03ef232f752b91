"""Processes go by the database's clock where their own is wrong."""

from datetime import timedelta

import psycopg
import pytest
import time_machine
from django.utils import timezone

from unsilo.core import clock

pytestmark = pytest.mark.django_db


def test_who_never_looked_goes_by_its_own_clock() -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        assert clock.now() == timezone.now()


def test_a_clock_that_is_nearly_right_is_taken_as_it_is() -> None:
    with clock.kept(), time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False):
        assert clock.now() == timezone.now()


def test_a_clock_that_is_set_while_we_work_changes_nothing() -> None:
    with clock.kept():
        before = clock.now()
        for wrong in (timedelta(hours=1), timedelta(days=-3)):
            with time_machine.travel(timezone.now() + wrong):
                assert timedelta(0) <= clock.now() - before < timedelta(seconds=20)
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        assert clock.now() == timezone.now()


def test_while_the_database_is_away_what_was_seen_before_will_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with clock.kept():
        monkeypatch.setattr(clock, "conninfo", lambda: "host=/nowhere dbname=none")
        with pytest.raises(psycopg.OperationalError):
            clock.look()
        with time_machine.travel(timezone.now() + timedelta(hours=1)):
            assert timezone.now() - clock.now() > timedelta(minutes=59)

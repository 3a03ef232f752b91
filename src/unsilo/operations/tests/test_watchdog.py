"""The watchdog with real rows: it calls once, and is quiet when it is over."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from unsilo.accounts.models import Call, CallState, Notice, User
from unsilo.accounts.services.paging import acknowledge
from unsilo.channels.models import Channel
from unsilo.channels.services import channels as channel_services
from unsilo.channels.tests.factories import make_channel
from unsilo.channels.tests.fake import OtherSide
from unsilo.core.actor import SYSTEM
from unsilo.core.events import record
from unsilo.operations.models import Trouble
from unsilo.operations.queries import BACKUP_WRITTEN
from unsilo.operations.services import watchdog

pytestmark = pytest.mark.django_db


def workers(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(autouse=True)
def room_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """However full the disk is that the tests run on."""
    monkeypatch.setattr(watchdog, "DISK_SHARE", 0.0)


@pytest.fixture
def worker() -> None:
    """One that gives signs of life, now and later."""
    workers("DELETE FROM procrastinate_jobs")
    workers("DELETE FROM procrastinate_workers")
    workers("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + interval '9 days')")


@pytest.fixture
def silent(side: OtherSide, worker: None) -> Channel:
    """A channel that nobody has asked with success for an hour."""
    channel = make_channel("fake", name="Help")
    hour_ago = timezone.now() - timedelta(hours=1)
    Channel.objects.filter(pk=channel.pk).update(created_at=hour_ago, last_success_at=hour_ago)
    return channel


def calls(prefix: str = "trouble:") -> list[str]:
    return list(Call.objects.filter(key__startswith=prefix).values_list("state", flat=True))


def test_a_channel_that_lags_calls_an_admin_once(silent: Channel, ada: User) -> None:
    watchdog.look()
    watchdog.look()
    [trouble] = Trouble.objects.all()
    assert (trouble.channel_id, trouble.ended_at) == (silent.pk, None)
    assert calls() == [CallState.RINGING]
    assert Notice.objects.get(user=ada).title.startswith("Help is ")


def test_the_channels_page_says_so(silent: Channel, ada: User) -> None:
    watchdog.look()
    page = Client()
    page.force_login(ada)
    assert "Admins were called." in page.get(f"/settings/channels/{silent.pk}/").content.decode()
    channel_services.record_success(silent, lag_seconds=None)
    watchdog.look()
    assert (
        "Admins were called." not in page.get(f"/settings/channels/{silent.pk}/").content.decode()
    )


def test_it_falls_silent_when_the_channel_is_back(silent: Channel, ada: User) -> None:
    watchdog.look()
    channel_services.record_success(silent, lag_seconds=None)
    watchdog.look()
    assert Trouble.objects.get().ended_at is not None
    assert calls() == [CallState.WITHDRAWN]
    assert not Notice.objects.filter(user=ada, read_at__isnull=True).exists()


def test_what_comes_back_soon_calls_nobody_twice_and_what_comes_back_later_does(
    silent: Channel, ada: User
) -> None:
    watchdog.look()
    acknowledge(Call.objects.get(), by=SYSTEM, user=ada)
    channel_services.record_success(silent, lag_seconds=None)
    watchdog.look()
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        watchdog.look()
        assert Trouble.objects.get().ended_at is None
        assert calls() == [CallState.ACKNOWLEDGED]
        channel_services.record_success(silent, lag_seconds=None)
        watchdog.look()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        watchdog.look()
    assert Trouble.objects.count() == 2
    assert sorted(calls()) == [CallState.ACKNOWLEDGED, CallState.RINGING]


def test_a_paused_channel_calls_nobody(silent: Channel, ada: User) -> None:
    channel_services.pause(silent, reason="The mailbox moves.", by=SYSTEM)
    watchdog.look()
    assert not Trouble.objects.exists()


def test_when_no_worker_runs_the_letter_goes_out_all_the_same(ada: User, mailoutbox) -> None:
    workers("DELETE FROM procrastinate_workers")
    watchdog.look()
    assert Trouble.objects.get().key == "worker"
    assert [letter.to for letter in mailoutbox] == [[ada.email]]


def test_an_old_backup_is_told_to_admins_and_calls_nobody(
    worker: None, ada: User, bob: User
) -> None:
    record(BACKUP_WRITTEN, by=SYSTEM, data={"place": "/x"}, at=timezone.now() - timedelta(days=3))
    watchdog.look()
    assert list(Notice.objects.values_list("user", flat=True)) == [ada.pk]
    assert calls() == []
    record(BACKUP_WRITTEN, by=SYSTEM, data={"place": "/x"})
    watchdog.look()
    assert Trouble.objects.get().ended_at is not None


def test_a_disk_that_fills_calls_an_admin_and_stops_when_there_is_room(
    worker: None, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as nearly_full:
        nearly_full.setattr(watchdog, "DISK_SHARE", 1.1)
        nearly_full.setattr(watchdog, "DISK_TIGHT", float("inf"))
        watchdog.look()
    trouble = Trouble.objects.get()
    assert trouble.key.startswith("disk:")
    assert "MB are left" in trouble.text
    assert calls() == [CallState.RINGING]
    watchdog.look()
    assert calls() == [CallState.WITHDRAWN]


def test_another_machines_disk_is_left_to_that_machine(worker: None) -> None:
    now = timezone.now()
    Trouble.objects.create(key="disk:elsewhere:/data", title="x", began_at=now, seen_at=now)
    watchdog.look()
    assert Trouble.objects.get().ended_at is None
    with time_machine.travel(now + timedelta(minutes=11)):  # a container that was replaced
        watchdog.look()
    assert Trouble.objects.get().ended_at is not None

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.waiting import wait_until

from unsilo.channels import watch
from unsilo.channels.contract import FetchedPage, RawArrival
from unsilo.channels.models import Arrival, Channel
from unsilo.channels.services import arrivals, channels
from unsilo.channels.tests.factories import make_channel
from unsilo.channels.tests.fake import FakeConnector, OtherSide
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import ConnectorError
from unsilo.core.locks import session_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(watch, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(watch, "backoff", lambda failures: 0.05)


@pytest.fixture
def running(side):
    """The supervisor at work in its own thread."""
    stop = threading.Event()
    thread = threading.Thread(target=watch.run, args=(stop,))
    thread.start()
    yield
    stop.set()
    thread.join(timeout=10)
    assert not thread.is_alive()


def other(name):
    return FakeConnector.accounts.setdefault(name, OtherSide())


def kept(channel):
    found = Arrival.objects.filter(channel=channel).order_by("id")
    return list(found.values_list("external_key", flat=True))


def test_fetching_keeps_everything_in_pages_and_remembers_where_it_was(side):
    channel = make_channel("fake")
    side.add(*[b"message %d" % n for n in range(watch.PAGE * 2 + 5)])
    assert watch.fetch_once(channel) == watch.PAGE * 2 + 5
    channel.refresh_from_db()
    assert channel.cursor == {"seen": watch.PAGE * 2 + 5}
    assert (channel.state, channel.failures) == ("active", 0)
    assert channel.last_success_at is not None
    assert watch.fetch_once(channel) == 0
    assert len(kept(channel)) == watch.PAGE * 2 + 5


def test_a_fetch_that_breaks_in_the_middle_goes_on_from_its_last_page(side, monkeypatch):
    channel = make_channel("fake")
    side.add(*[b"message %d" % n for n in range(watch.PAGE * 2)])
    receive = arrivals.receive
    calls = []

    def break_at_second(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            side.fetch_error = ConnectorError("the line broke")
        return receive(*args, **kwargs)

    monkeypatch.setattr(arrivals, "receive", break_at_second)
    side.add(b"one more")
    with pytest.raises(ConnectorError):
        watch.fetch_once(channel)
    channel = Channel.objects.select_related("brand").get(pk=channel.pk)
    assert channel.cursor == {"seen": watch.PAGE * 2}
    side.fetch_error = None
    assert watch.fetch_once(channel) == 1
    assert len(kept(channel)) == watch.PAGE * 2 + 1


def test_r3_failures_are_counted_shown_and_forgotten_after_a_success(side):
    channel = make_channel("fake")
    side.fetch_error = ConnectorError("no route")
    for number in range(1, channels.FAILING_AFTER + 1):
        with pytest.raises(ConnectorError):
            watch.fetch_once(channel)
        channel.refresh_from_db()
        assert channel.failures == number
    assert (channel.state, channel.state_reason) == ("failing", "no route")
    side.fetch_error = None
    watch.fetch_once(channel)
    channel.refresh_from_db()
    assert (channel.state, channel.state_reason, channel.failures) == ("active", "", 0)


def test_what_only_a_person_can_mend_pauses_the_channel(side):
    channel = make_channel("fake")
    side.fetch_error = ConnectorError("the password is wrong", permanent=True)
    with pytest.raises(ConnectorError):
        watch.fetch_once(channel)
    channel.refresh_from_db()
    assert (channel.state, channel.state_reason) == ("paused", "the password is wrong")
    assert watch.watched_channels() == []


def test_a_fault_in_a_connector_is_a_failure_of_its_channel_only(side):
    channel = make_channel("fake")
    side.fetch_error = ZeroDivisionError("oops")
    with pytest.raises(ConnectorError):
        watch.fetch_once(channel)
    channel.refresh_from_db()
    assert channel.failures == 1


@pytest.mark.usefixtures("running")
def test_news_are_fetched_as_soon_as_the_other_side_says_so(side):
    channel = make_channel("fake")
    wait_until(lambda: Channel.objects.get().last_success_at)
    side.add(b"first")
    wait_until(lambda: kept(channel) == ["0"])
    side.add(b"second", b"third")
    wait_until(lambda: kept(channel) == ["0", "1", "2"])


@pytest.mark.usefixtures("running")
def test_one_broken_mailbox_never_stops_the_others(side):
    side.fetch_error = ConnectorError("away")
    broken, fine = make_channel("fake"), make_channel("fake", account="fine")
    for number in range(3):
        other("fine").add(b"message")
        wait_until(lambda: len(kept(fine)) == number + 1)  # noqa: B023 - asked at once
    wait_until(lambda: Channel.objects.get(pk=broken.pk).state == "failing")
    side.fetch_error = None
    side.add(b"late")
    wait_until(lambda: kept(broken) == ["0"])


@pytest.mark.usefixtures("running")
def test_pausing_changing_and_resuming_are_noticed_at_once(side):
    channel = make_channel("fake")
    side.add(b"first")
    wait_until(lambda: kept(channel) == ["0"])
    channels.pause(channel, reason="moving house", by=SYSTEM)
    wait_until(lambda: not threads())
    side.add(b"second")
    channels.resume(channel, by=SYSTEM)
    wait_until(lambda: kept(channel) == ["0", "1"])
    other("elsewhere").add(b"a", b"b", b"third")
    channels.update_channel(channel, config={"account": "elsewhere"}, by=SYSTEM)
    wait_until(lambda: kept(channel) == ["0", "1", "2"])


@pytest.mark.usefixtures("running")
def test_r14_a_channel_that_another_worker_watches_is_left_to_it(side):
    with session_lock("watch:1000000") as mine:
        assert mine
        channel = make_channel("fake")
        Channel.objects.filter(pk=channel.pk).update(id=1000000)
        first = Channel.objects.get(pk=1000000).last_try_at
        make_channel("fake", account="free")
        wait_until(lambda: Channel.objects.exclude(pk=1000000).get().last_success_at)
        assert Channel.objects.get(pk=1000000).last_try_at == first
    wait_until(lambda: Channel.objects.get(pk=1000000).last_success_at)


@pytest.mark.usefixtures("running")
def test_a_lost_database_is_waited_for(side):
    channel = make_channel("fake")
    side.add(b"before")
    wait_until(lambda: kept(channel) == ["0"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    side.add(b"after")
    wait_until(lambda: kept(channel) == ["0", "1"])


def threads():
    return [one for one in threading.enumerate() if one.name.startswith("channel-")]


def test_a_hung_thread_is_replaced(side, monkeypatch):
    hangs, hang = threading.Event(), threading.Event()

    def wait(self, cursor, *, stop, timeout):
        hangs.set()
        return hang.wait(20)

    monkeypatch.setattr(FakeConnector, "wait", wait)
    channel = make_channel("fake")
    supervisor = watch.Supervisor()
    supervisor.look()
    assert hangs.wait(10)
    watched = supervisor.watches[channel.pk]
    watched.alive_at -= watch.HUNG_AFTER + 1
    supervisor.look()
    assert supervisor.watches[channel.pk] is not watched
    assert Channel.objects.get().failures == 1
    hang.set()
    watched.thread.join(timeout=5)
    assert not watched.thread.is_alive()
    supervisor.stop_all()
    connection.close()


def test_the_lag_is_how_long_the_newest_had_waited():
    since = [timezone.now() - timedelta(minutes=m) for m in (9, 4)]
    page = FetchedPage([RawArrival(str(at), b"", waiting_since=at) for at in since], {})
    assert watch._lag(page) == pytest.approx(240, abs=5)
    assert watch._lag(FetchedPage([RawArrival("1", b"")], {})) is None

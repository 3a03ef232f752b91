import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import close_old_connections
from django.utils import timezone

from unsilo.channels.models import Arrival, Blob, Channel, Outcome
from unsilo.channels.services import arrivals, blobs
from unsilo.channels.tests.factories import make_channel, make_raw
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.models import Event


def receive(channel, *raws, **extra):
    return arrivals.receive(channel, list(raws), by=SYSTEM, **extra)


@pytest.mark.django_db
def test_what_came_in_is_kept_raw_and_waits():
    channel = make_channel()
    (arrival,) = receive(channel, make_raw("inbox/1/7", b"bytes", meta={"folder": "INBOX"}))
    assert blobs.read(arrival.blob_id) == b"bytes"
    assert (arrival.outcome, arrival.attempts, arrival.size) == (Outcome.PENDING, 0, 5)
    assert arrival.meta == {"folder": "INBOX"}
    channel.refresh_from_db()
    assert channel.last_arrival_at is not None
    assert Event.objects.get(kind="arrival.received").data["count"] == 1


@pytest.mark.django_db
def test_the_same_key_adds_nothing_however_often_it_comes():
    channel = make_channel()
    first = receive(channel, make_raw("a"), make_raw("b"), make_raw("a", b"other"))
    assert [one.external_key for one in first] == ["a", "b"]
    assert receive(channel, make_raw("a"), make_raw("b", b"changed")) == []
    assert Arrival.objects.count() == 2
    assert Blob.objects.count() == 1  # "raw bytes", once for both


@pytest.mark.django_db
def test_keys_are_per_channel():
    assert receive(make_channel(), make_raw("a"))
    assert receive(make_channel(), make_raw("a"))


@pytest.mark.django_db
def test_odd_keys_and_meta_are_kept_in_a_form_the_database_takes():
    channel = make_channel()
    long = "x" * 1000
    (arrival,) = receive(channel, make_raw(f"{long}\0", meta={"a\0": ["\0b", "\ud800", "\\u0000"]}))
    assert len(arrival.external_key) <= 400
    assert arrival.meta == {"a": ["b", "?", "\\u0000"]}
    assert receive(channel, make_raw(long)) == []
    assert receive(channel, make_raw(long + "y"))
    with pytest.raises(Invalid):
        receive(channel, make_raw("\0"))


@pytest.mark.django_db
def test_the_cursor_is_saved_with_what_it_speaks_of():
    channel = make_channel()
    receive(channel, make_raw(), cursor={"uid": 7})
    receive(channel, cursor={"uid": 8})
    channel.refresh_from_db()
    assert channel.cursor == {"uid": 8}


@pytest.mark.django_db(transaction=True)
def test_r14_two_threads_with_the_same_things_keep_each_once():
    channel = make_channel()
    raws = [make_raw(f"k{n}", b"content %d" % (n % 20)) for n in range(60)]
    start = threading.Barrier(2)
    counts, failures = [], []

    def work(mine):
        try:
            start.wait()
            for raw in mine:
                counts.append(len(receive(channel, raw)))
        except BaseException as error:  # noqa: BLE001 - the assertion below shows it
            failures.append(error)
        finally:
            close_old_connections()

    threads = [threading.Thread(target=work, args=(one,)) for one in (raws, list(reversed(raws)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sum(counts) == Arrival.objects.count() == 60
    assert Blob.objects.count() == 20


@pytest.mark.django_db
def test_a_claimed_arrival_is_not_claimed_again_until_its_next_try():
    channel = make_channel()
    receive(channel, make_raw("a"), make_raw("b"))
    claimed = arrivals.claim(limit=10)
    assert [(one.external_key, one.attempts) for one in claimed] == [("a", 1), ("b", 1)]
    assert arrivals.claim() == []
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        assert [one.external_key for one in arrivals.claim()] == ["a"], "one at a time now"
        assert [one.external_key for one in arrivals.claim()] == ["b"]


@pytest.mark.django_db
def test_a_try_that_failed_after_its_end_or_was_taken_over_leaves_the_arrival_alone():
    """As when the line to the database breaks between a commit and its answer."""
    receive(make_channel(), make_raw("a"), make_raw("b"))
    ended, taken = arrivals.claim()
    mine = Arrival.objects.get(pk=ended.pk)
    arrivals.finish(ended, by=SYSTEM, outcome=Outcome.IMPORTED)
    for attempts in (1, 5):  # one of several tries, and the last
        mine.attempts = attempts
        assert not arrivals.put_off(mine, "the line broke", by=SYSTEM)
    mine.refresh_from_db()
    assert (mine.outcome, mine.next_try_at) == (Outcome.IMPORTED, None)
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        (again,) = arrivals.claim()
    assert not arrivals.put_off(taken, "slept for long", by=SYSTEM)
    taken.refresh_from_db()
    assert (taken.attempts, taken.reason, taken.next_try_at) == (2, "", again.next_try_at)


@pytest.mark.django_db
def test_r2_what_fails_is_tried_again_later_and_later_and_then_has_failed():
    receive(make_channel(), make_raw())
    waits = []
    now = timezone.now()
    while True:
        with time_machine.travel(now, tick=False):
            (arrival,) = arrivals.claim()
            again = arrivals.put_off(arrival, "no memory", by=SYSTEM)
        arrival.refresh_from_db()
        assert arrival.reason == "no memory"
        if not again:
            break
        assert arrival.next_try_at is not None
        waits.append(arrival.next_try_at - now)
        now = arrival.next_try_at
    assert waits == list(arrivals.WAITS)
    assert (arrival.outcome, arrival.attempts) == (Outcome.FAILED, 5)
    assert arrivals.claim() == []
    assert Event.objects.filter(kind="arrival.failed").count() == 1


@pytest.mark.django_db
def test_an_arrival_that_kills_every_worker_has_failed_in_the_end():
    receive(make_channel(), make_raw())
    now = timezone.now()
    for wait in (*arrivals.WAITS, arrivals.FINAL_TRY):
        with time_machine.travel(now, tick=False):
            assert len(arrivals.claim()) == 1
            assert arrivals.fail_abandoned() == 0
        now += wait
    with time_machine.travel(now, tick=False):
        assert arrivals.claim() == []
        assert arrivals.fail_abandoned() == 1
    arrival = Arrival.objects.get()
    assert arrival.outcome == Outcome.FAILED
    assert "death" in arrival.reason


@pytest.mark.django_db
def test_a_held_arrival_can_be_let_in_tried_again_or_dismissed():
    receive(make_channel(), make_raw())
    arrival = arrivals.claim()[0]
    arrivals.finish(arrival, by=SYSTEM, outcome=Outcome.HELD, reason="stranger", held_for=7)
    let_in = arrivals.accept(arrival, by=SYSTEM)
    assert (let_in.outcome, let_in.held_for, let_in.attempts) == (Outcome.PENDING, 7, 0)
    with pytest.raises(Conflict):
        arrivals.dismiss(arrival, by=SYSTEM)
    arrivals.finish(let_in, by=SYSTEM, outcome=Outcome.HELD, held_for=7)
    assert arrivals.retry(arrival, by=SYSTEM).held_for is None
    with pytest.raises(Invalid):
        arrivals.accept(Arrival.objects.get(), by=SYSTEM)
    arrivals.finish(Arrival.objects.get(), by=SYSTEM, outcome=Outcome.HELD, held_for=7)
    alone = arrivals.accept(arrival, by=SYSTEM, as_new=True)
    assert (alone.held_for, alone.meta) == (None, {"let_in": True})
    arrivals.finish(alone, by=SYSTEM, outcome=Outcome.FAILED, reason="broken")
    assert arrivals.retry(arrival, by=SYSTEM).meta == {}
    arrivals.finish(Arrival.objects.get(), by=SYSTEM, outcome=Outcome.FAILED, reason="broken")
    dismissed = arrivals.dismiss(arrival, by=SYSTEM)
    assert (dismissed.outcome, dismissed.reason) == (Outcome.IGNORED, "Dismissed by unsilo.")
    assert list(Event.objects.order_by("id").values_list("kind", flat=True))[2:] == [
        "arrival.held",
        "arrival.accepted",
        "arrival.held",
        "arrival.retried",
        "arrival.held",
        "arrival.accepted",
        "arrival.failed",
        "arrival.retried",
        "arrival.failed",
        "arrival.dismissed",
    ]


@pytest.mark.django_db
def test_foreign_words_of_any_length_fit_into_the_ledger():
    receive(make_channel(), make_raw())
    arrival = arrivals.claim()[0]
    ending = arrivals.Ending(
        Outcome.IMPORTED, reason="r" * 5000, sender="\ud800" + "x" * 500, subject="s\0" * 5000
    )
    arrivals.finish_many([(arrival, ending)], by=SYSTEM)
    arrival.refresh_from_db()
    assert (len(arrival.subject), len(arrival.sender), len(arrival.reason)) == (151, 320, 500)


@pytest.mark.django_db
def test_a_burst_does_not_write_the_channel_for_every_message():
    channel = make_channel()
    for _ in range(5):
        receive(channel, make_raw())
    stamped = Channel.objects.get(pk=channel.pk).last_arrival_at
    assert Arrival.objects.filter(received_at__gt=stamped).count() == 4


@pytest.mark.django_db
def test_what_a_machine_with_a_fast_clock_takes_in_waits_for_nobody():
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        [arrival] = receive(make_channel(), make_raw())
    assert [one.pk for one in arrivals.claim()] == [arrival.pk]

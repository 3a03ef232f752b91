"""The invariants about ledgers and blobs are broken here, one after the other, and must be seen."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from unsilo.channels.models import Arrival, Blob, Channel, Delivery, DeliveryRecipient, Outcome
from unsilo.channels.queries import integrity
from unsilo.channels.services import blobs
from unsilo.channels.services.arrivals import finish, receive
from unsilo.channels.tests.factories import make_channel, make_delivery, make_raw
from unsilo.core.actor import SYSTEM

pytestmark = pytest.mark.django_db


def wrong(looked):
    return list(looked.wrong)


@pytest.fixture
def arrival():
    [arrival] = receive(make_channel(), [make_raw()], by=SYSTEM)
    return arrival


def test_a_ledger_in_order_breaks_no_invariant(arrival):
    finish(arrival, by=SYSTEM, outcome=Outcome.IMPORTED, message_id=7)
    make_delivery(arrival.channel)
    for look in (integrity.arrivals, integrity.deliveries):
        assert look().at == 1
        assert wrong(look()) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"next_try_at": timezone.now() - timedelta(minutes=6)}, "when it was due"),
        ({"next_try_at": None}, "when it was due"),
        ({"outcome": "ignored", "next_try_at": None}, "has ended and is to be tried again"),
        (
            {"outcome": "imported", "next_try_at": None, "processed_at": timezone.now()},
            "names no message",
        ),
    ],
)
def test_an_arrival_left_lying_is_seen(arrival, broken, said):
    Arrival.objects.update(**broken)
    [sentence] = wrong(integrity.arrivals())
    assert f"Arrival {arrival.pk}" in sentence
    assert said in sentence


def test_a_message_taken_in_twice_is_seen(arrival):
    [again] = receive(arrival.channel, [make_raw()], by=SYSTEM)
    for one in (arrival, again):
        finish(one, by=SYSTEM, outcome=Outcome.IMPORTED, message_id=7)
    assert wrong(integrity.arrivals()) == ["Message 7 was taken in 2 times."]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"next_try_at": timezone.now() - timedelta(minutes=6)}, "no worker has sent it"),
        ({"state": "sending", "claimed_at": timezone.now() - timedelta(minutes=21)}, "doubted"),
        ({"state": "partly"}, "at no time"),
        ({"state": "sent", "sent_at": timezone.now()}, "still waits"),
    ],
)
def test_an_answer_left_lying_is_seen(broken, said):
    delivery = make_delivery(make_channel())
    Delivery.objects.update(**broken)
    [sentence] = wrong(integrity.deliveries())
    assert f"Delivery {delivery.pk}" in sentence
    assert said in sentence


def test_what_waits_at_a_paused_channel_waits_rightly():
    delivery = make_delivery(make_channel())
    Delivery.objects.update(next_try_at=timezone.now() - timedelta(days=1))
    Channel.objects.filter(pk=delivery.channel_id).update(state="paused")
    assert wrong(integrity.deliveries()) == []


def test_the_same_answer_sent_by_two_deliveries_is_seen():
    channel = make_channel()
    for _ in range(2):
        make_delivery(channel)
    DeliveryRecipient.objects.update(state="accepted")
    Delivery.objects.update(external_id="same", state="sent", sent_at=timezone.now())
    [sentence] = wrong(integrity.deliveries())
    assert "same message same" in sentence


def test_blobs_lost_cut_unneeded_and_stray_are_seen(arrival, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    cut, unneeded = blobs.put_many([b"a whole file", b"unneeded"])
    receive(arrival.channel, [make_raw(content=b"a whole file")], by=SYSTEM)
    (tmp_path / cut.pk[:2] / cut.pk).write_bytes(b"a wh")
    (tmp_path / "ab").mkdir(exist_ok=True)
    stray = tmp_path / "ab" / ("ab" * 32)
    stray.write_bytes(b"stray")
    old = timezone.now() - timedelta(days=2)
    os.utime(stray, (old.timestamp(), old.timestamp()))
    Blob.objects.update(created_at=old)
    assert sorted(wrong(integrity.stored())) == sorted(
        [
            f"Blob {arrival.blob_id} has no file.",
            f"Blob {cut.pk} has 4 bytes instead of 12.",
            f"Blob {unneeded.pk} is needed by nothing.",
            f"The file {stray} belongs to no blob.",
        ]
    )

"""The switch that holds what was scheduled: everything of the brand, nothing else, nothing lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from tests.waiting import in_threads

from unsilo.channels.models import Delivery, Pause
from unsilo.channels.services import deliveries, pauses, sending
from unsilo.channels.tests.factories import make_brand, make_channel, make_delivery
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid
from unsilo.core.models import Event

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER: dict[str, Any] = {"scheduled": True, "not_before": NOON + timedelta(hours=1)}


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_what_is_scheduled_waits_while_the_pause_holds_and_then_goes_out(clock: Any) -> None:
    channel = make_channel()
    make_delivery(channel, **LATER)
    make_delivery(channel)  # an answer of now
    brand = channel.brand
    pauses.pause_scheduled(brand, reason="Batch 0417", by=SYSTEM)
    make_delivery(channel, **LATER)  # scheduled while it holds

    clock.shift(timedelta(hours=2))
    assert sending.send_due() == 1
    assert states() == ["waiting", "sent", "waiting"]
    reasons = Delivery.objects.filter(held_by__isnull=False).values_list("reason", flat=True)
    assert list(reasons) == ["Held while scheduled things are paused: Batch 0417"] * 2

    assert pauses.release_scheduled(brand, by=SYSTEM) == 2
    assert sending.send_due() == 2
    assert states() == ["sent"] * 3


def test_another_brand_is_not_held(clock: Any) -> None:
    make_delivery(make_channel(brand=make_brand("Paper Heron")), **LATER)
    pauses.pause_scheduled(make_brand(), reason="Batch 0417", by=SYSTEM)

    clock.shift(timedelta(hours=2))

    assert sending.send_due() == 1


def test_one_that_was_scheduled_before_anybody_stamped_it_is_held_all_the_same(clock: Any) -> None:
    channel = make_channel()
    Pause.objects.create(brand=channel.brand, reason="Batch 0417", started_by="Ada")
    delivery = make_delivery(channel, **LATER)
    Delivery.objects.filter(pk=delivery.pk).update(held_by=None, reason="")

    clock.shift(timedelta(hours=2))

    assert sending.send_due() == 0


def test_a_person_may_send_one_now_in_spite_of_the_pause(clock: Any) -> None:
    channel = make_channel()
    delivery = make_delivery(channel, **LATER)
    pauses.pause_scheduled(channel.brand, reason="Batch 0417", by=SYSTEM)

    deliveries.try_now(delivery, by=SYSTEM)

    assert sending.send_due() == 1
    assert states() == ["sent"]


def test_one_that_is_cancelled_meanwhile_does_not_go_out_afterwards(clock: Any) -> None:
    channel = make_channel()
    delivery = make_delivery(channel, **LATER)
    pauses.pause_scheduled(channel.brand, reason="Batch 0417", by=SYSTEM)
    deliveries.cancel(delivery, by=SYSTEM)

    assert pauses.release_scheduled(channel.brand, by=SYSTEM) == 0
    clock.shift(timedelta(hours=2))
    assert sending.send_due() == 0


def test_a_pause_needs_a_reason_and_a_release_without_one_changes_nothing() -> None:
    brand = make_brand()

    with pytest.raises(Invalid):
        pauses.pause_scheduled(brand, reason="  ", by=SYSTEM)
    assert pauses.release_scheduled(brand, by=SYSTEM) == 0
    assert not Event.objects.filter(kind__startswith="scheduled.").exists()


@pytest.mark.django_db(transaction=True)
def test_the_switch_pressed_by_two_at_once_is_one_pause() -> None:
    brand = make_brand()

    in_threads(*[lambda: pauses.pause_scheduled(brand, reason="Batch 0417", by=SYSTEM)] * 4)

    assert Pause.objects.count() == 1
    assert Event.objects.filter(kind="scheduled.paused").count() == 1

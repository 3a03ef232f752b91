import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import close_old_connections
from django.utils import timezone

from unsilo.channels.contract import (
    Address,
    DeliveryReceipt,
    OutboundAttachment,
    OutboundMessage,
    RecipientResult,
    UncertainDelivery,
)
from unsilo.channels.models import Channel, Delivery
from unsilo.channels.payloads import FileReference
from unsilo.channels.services import blobs, channels, deliveries, sending
from unsilo.channels.tests.factories import make_channel, make_delivery
from unsilo.channels.tests.fake import OtherSide
from unsilo.core import clock
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, ConnectorError, Invalid
from unsilo.core.models import Event

pytestmark = pytest.mark.django_db
ROSA, OTTO = "rosa@example.com", "otto@example.com"


@pytest.fixture
def channel(side: OtherSide) -> Channel:
    return make_channel("fake")


def fresh(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def recipients(delivery):
    return {one.address: one.state for one in delivery.recipients.all()}


def refused(address, *, permanent, reason="no"):
    return RecipientResult(address, accepted=False, reason=reason, permanent=permanent)


def test_an_answer_is_sent_as_it_was_frozen(channel, side):
    bill = FileReference(blobs.put(b"%PDF").sha256, "bill.pdf", "application/pdf")
    message = OutboundMessage(
        external_id="answer-1",
        subject="Re: Lantern",
        text="Hello",
        html="<p>Hello</p>",
        to=(Address(ROSA, "Rosa"),),
        cc=(Address(OTTO), Address("ROSA@example.com")),
        references=("a", "b"),
        sent_at=timezone.now(),
        attachments=(OutboundAttachment("x.txt", "text/plain", b"inline", "cid1", inline=True),),
    )
    delivery = make_delivery(channel, outbound=message, files=[bill])
    assert recipients(delivery) == {ROSA: "waiting", OTTO: "waiting"}
    assert sending.send_due() == 1
    (taken,) = side.taken
    assert taken.attachments[0] == message.attachments[0]
    assert taken.attachments[1].content == b"%PDF"
    assert (taken.to, taken.cc, taken.sent_at) == (message.to, message.cc, message.sent_at)
    assert (taken.references, taken.only_to) == (("a", "b"), ())
    row = fresh(delivery)
    assert (row.state, row.attempts, row.via) == ("sent", 1, "fake")
    assert row.sent_at is not None
    assert set(recipients(row).values()) == {"accepted"}
    event = Event.objects.get(kind="delivery.sent")
    assert event.message_id == delivery.message_id


def test_nothing_leaves_before_its_time_and_what_waits_can_be_taken_back(channel, side):
    later = timezone.now() + timedelta(seconds=10)
    delivery = make_delivery(channel, not_before=later)
    assert sending.send_due() == 0
    assert deliveries.cancel_for_message(delivery.message_id, by=SYSTEM)
    with time_machine.travel(later + timedelta(seconds=1)):
        assert sending.send_due() == 0
    assert fresh(delivery).state == "cancelled"
    assert side.taken == []
    with pytest.raises(Conflict):
        deliveries.try_now(delivery, by=SYSTEM)


@pytest.mark.parametrize("wrong_by", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_machine_whose_clock_is_wrong_goes_by_the_databases(channel, side, wrong_by):
    later = timezone.now() + timedelta(minutes=30)
    with clock.kept(), time_machine.travel(timezone.now() + wrong_by):
        waiting = make_delivery(channel)
        chosen = make_delivery(channel, number=1, not_before=later, scheduled=True)
        claimed = sending.claim_one()
    assert claimed is not None
    assert claimed.pk == waiting.pk
    assert claimed.claimed_at is not None
    assert abs(claimed.claimed_at - timezone.now()) < timedelta(seconds=20)
    assert fresh(chosen).next_try_at == later


def test_what_was_tried_once_is_not_undone(channel, side):
    side.answers = [ConnectorError("away")]
    delivery = make_delivery(channel)
    sending.send_due()
    assert not deliveries.cancel_for_message(delivery.message_id, by=SYSTEM)
    assert fresh(delivery).state == "waiting"
    assert deliveries.cancel(delivery, by=SYSTEM).state == "cancelled"


def test_a_message_stands_in_the_outbox_once(channel):
    make_delivery(channel, number=77_001)
    with pytest.raises(Conflict):
        make_delivery(channel, number=77_001)


def test_an_answer_needs_somebody_to_go_to_and_a_channel_that_can(channel):
    nobody = OutboundMessage("id", "s", "t", "", to=())
    with pytest.raises(Invalid):
        make_delivery(channel, outbound=nobody)
    make_delivery(make_channel("console"), outbound=nobody)


def test_a_server_that_is_away_is_tried_again_for_three_days(channel, side):
    delivery = make_delivery(channel)
    now = timezone.now()
    began = now
    waits = []
    while True:
        side.answers = [ConnectorError("no route")]
        with time_machine.travel(now, tick=False):
            assert sending.send_due() == 1
        row = fresh(delivery)
        if row.state == "failed":
            break
        assert row.state == "waiting"
        assert row.reason == "no route"
        assert row.next_try_at is not None
        waits.append(row.next_try_at - now)
        now = row.next_try_at
    assert waits[:5] == [timedelta(minutes=m) for m in (1, 5, 15, 60, 240)]
    assert timedelta(days=2.8) < now - began < timedelta(days=3.1)
    assert row.reason == "Given up after 22 tries. no route"
    assert recipients(row) == {ROSA: "refused"}


def test_the_other_sides_wish_to_wait_is_respected(channel, side):
    side.answers = [ConnectorError("slow down", retry_after=7200)]
    delivery = make_delivery(channel)
    sending.send_due()
    due = fresh(delivery).next_try_at
    assert due is not None
    wait = due - timezone.now()
    assert timedelta(minutes=119) < wait <= timedelta(minutes=120)


def test_a_refusal_for_good_is_not_repeated_but_a_person_may(channel, side):
    delivery = make_delivery(channel)
    everyone = [recipient.address for recipient in delivery.recipients.all()]
    gone = tuple(refused(one, permanent=True, reason="no such user") for one in everyone)
    side.answers = [DeliveryReceipt("answer", gone)]
    sending.send_due()
    row = fresh(delivery)
    assert (row.state, row.next_try_at) == ("failed", None)
    assert "no such user" in row.reason
    deliveries.send_again(row, by=SYSTEM)
    sending.send_due()
    assert fresh(delivery).state == "sent"
    assert len(side.taken) == 2


def test_an_answer_waits_while_the_channel_can_not_sign_in(channel, side):
    side.answers = [ConnectorError("wrong password", permanent=True)]
    delivery = make_delivery(channel)
    sending.send_due()
    row = fresh(delivery)
    assert (row.state, row.reason) == ("waiting", "wrong password")
    assert row.next_try_at is not None


def test_only_those_who_have_not_got_it_are_tried_again(channel, side):
    side.answers = [DeliveryReceipt("answer", (refused(OTTO, permanent=False, reason="later"),))]
    delivery = make_delivery(channel, ROSA, OTTO)
    sending.send_due()
    row = fresh(delivery)
    assert (row.state, row.reason) == ("waiting", f"{OTTO}: later")
    assert recipients(row) == {ROSA: "accepted", OTTO: "waiting"}
    assert row.sent_at is not None
    with time_machine.travel(row.next_try_at):
        sending.send_due()
    assert side.taken[1].only_to == (OTTO,)
    assert [one.value for one in side.taken[1].to] == [ROSA, OTTO]
    assert fresh(delivery).state == "sent"


def test_some_refused_for_good_makes_it_partly_sent(channel, side):
    side.answers = [DeliveryReceipt("answer", (refused(OTTO, permanent=True, reason="gone"),))]
    delivery = make_delivery(channel, ROSA, OTTO)
    sending.send_due()
    row = fresh(delivery)
    assert (row.state, recipients(row)[OTTO]) == ("partly", "refused")
    deliveries.send_again(row, by=SYSTEM)
    sending.send_due()
    assert side.taken[1].only_to == (OTTO,)
    assert fresh(delivery).state == "sent"


@pytest.mark.parametrize("error", [UncertainDelivery("the line broke"), ZeroDivisionError()])
def test_what_is_not_certain_waits_for_a_person(channel, side, error):
    side.answers = [error]
    delivery = make_delivery(channel)
    sending.send_due()
    row = fresh(delivery)
    assert (row.state, recipients(row)) == ("uncertain", {ROSA: "unknown"})
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert sending.send_due() == 0
    assert deliveries.mark_sent(row, by=SYSTEM).state == "sent"
    assert recipients(row) == {ROSA: "accepted"}
    with pytest.raises(Conflict):
        deliveries.send_again(row, by=SYSTEM)


def test_a_dead_sender_leaves_doubt_and_never_a_second_letter(channel, side):
    delivery = make_delivery(channel)
    claimed = sending.claim_one()  # the process dies here
    assert claimed == delivery
    assert sending.send_due() == 0
    assert sending.doubt_stuck() == 0
    with time_machine.travel(timezone.now() + sending.STUCK_AFTER + timedelta(seconds=1)):
        assert sending.doubt_stuck() == 1
        assert sending.send_due() == 0
        row = fresh(delivery)
        assert (row.state, recipients(row)) == ("uncertain", {ROSA: "unknown"})
        assert "interrupted" in row.reason
        deliveries.send_again(row, by=SYSTEM)
        assert sending.send_due() == 1
    assert len(side.taken) == 1


def test_where_it_does_no_harm_a_dead_senders_letter_is_tried_again(channel, side):
    side.keeps_one = True
    delivery = make_delivery(channel)
    sending.claim_one()  # the process dies here
    with time_machine.travel(timezone.now() + sending.STUCK_AFTER + timedelta(seconds=1)):
        assert sending.doubt_stuck() == 1
        row = fresh(delivery)
        assert (row.state, recipients(row)) == ("waiting", {ROSA: "waiting"})
    with time_machine.travel(timezone.now() + sending.STUCK_AFTER + timedelta(minutes=2)):
        assert sending.send_due() == 1
    assert fresh(delivery).state == "sent"


def test_where_it_does_no_harm_a_broken_connector_is_tried_again(channel, side):
    side.keeps_one = True
    side.answers.append(ValueError("a bug"))
    delivery = make_delivery(channel)
    sending.send_due()
    assert (fresh(delivery).state, recipients(fresh(delivery))) == ("waiting", {ROSA: "waiting"})


def test_a_very_slow_senders_news_still_counts(channel, side):
    delivery = make_delivery(channel)
    claimed = sending.claim_one()
    assert claimed is not None
    with time_machine.travel(timezone.now() + sending.STUCK_AFTER + timedelta(seconds=1)):
        sending.doubt_stuck()
        sending.send(claimed)
    assert fresh(delivery).state == "sent"


def test_one_channel_in_trouble_does_not_hold_up_the_others(side, channel):
    other = make_channel("fake", account="other")
    side.answers = [ConnectorError("away")] * 10
    stuck = [make_delivery(channel) for _ in range(3)]
    fine = make_delivery(other)
    assert sending.send_due() == 2, "one of the bad channel, then the good one"
    assert fresh(fine).state == "sent"
    assert [fresh(one).attempts for one in stuck] == [1, 0, 0]


def test_a_paused_channel_keeps_its_answers_until_it_goes_on(channel, side):
    delivery = make_delivery(channel)
    channels.pause(channel, reason="holiday", by=SYSTEM)
    assert sending.send_due() == 0
    channels.resume(channel, by=SYSTEM)
    assert sending.send_due() == 1
    assert fresh(delivery).state == "sent"


def test_a_lost_file_fails_the_answer_with_its_reason(channel, side):
    outbound = OutboundMessage(
        "id", "s", "t", "", to=(Address(ROSA),),
        attachments=(OutboundAttachment("x.txt", "text/plain", b"will be lost"),),
    )  # fmt: skip
    delivery = make_delivery(channel, outbound=outbound)
    sha = delivery.payload["files"][0]["sha256"]
    assert blobs.discard_unused([sha]) == 1
    sending.send_due()
    assert fresh(delivery).state == "failed"
    assert "not there" in fresh(delivery).reason
    assert side.taken == []


@pytest.mark.django_db(transaction=True)
def test_two_senders_never_take_the_same_letter(channel, side):
    waiting = [make_delivery(channel, f"p{n}@example.com") for n in range(40)]
    start = threading.Barrier(3)
    failures = []

    def work():
        try:
            start.wait()
            sending.send_due()
        except BaseException as error:  # noqa: BLE001 - the assertion below shows it
            failures.append(error)
        finally:
            close_old_connections()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(one.external_id for one in side.taken) == sorted(
        one.external_id for one in waiting
    )
    assert Delivery.objects.filter(state="sent", attempts=1).count() == 40


def test_a_bounce_is_shown_on_the_reply_it_belongs_to(channel):
    delivery = make_delivery(channel, ROSA, OTTO)
    sending.send_due()
    found = deliveries.record_bounce(
        external_id=delivery.external_id, recipient=OTTO.upper(), reason="mailbox gone", hard=True
    )
    assert found == delivery
    row = fresh(delivery)
    assert (row.state, row.reason) == ("partly", "mailbox gone")
    assert recipients(row) == {ROSA: "accepted", OTTO: "bounced"}


def test_a_bounce_without_an_id_belongs_to_the_last_letter_to_that_address(channel):
    make_delivery(channel, OTTO)
    last = make_delivery(channel, OTTO)
    make_delivery(channel, ROSA)
    sending.send_due()
    found = deliveries.record_bounce(recipient=OTTO, channel=channel, reason="full", hard=False)
    assert found == last
    row = fresh(last)
    assert (row.state, recipients(row)) == ("sent", {OTTO: "accepted"})
    assert row.recipients.get().reason == "full"
    assert deliveries.record_bounce(recipient="x@example.com", reason="", hard=True) is None
    assert deliveries.record_bounce(external_id="not-ours", reason="", hard=True) is None


def test_a_forwarded_address_bounces_under_another_name(channel):
    delivery = make_delivery(channel, ROSA)
    sending.send_due()
    deliveries.record_bounce(
        external_id=delivery.external_id, recipient="rosa@elsewhere.example", reason="x", hard=True
    )
    assert fresh(delivery).state == "failed"

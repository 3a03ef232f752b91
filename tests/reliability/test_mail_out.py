"""Answers through a server that misbehaves: nobody gets one twice, none is lost, and the outbox says
of each what is known."""

from collections import Counter

import pytest

from tests.servers.smtpd import MailSink, Stage
from tests.servers.trouble import Trouble
from unsilo.accounts.models import Brand, Desk
from unsilo.channels.models import Channel, Delivery
from unsilo.channels.services import deliveries, sending
from unsilo.channels.services.channels import create_channel
from unsilo.channels.tests.factories import make_delivery
from unsilo.core.actor import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("impatient")]

ANN, BOB, CAT = "ann@whitlock.example", "bob@whitlock.example", "cat@whitlock.example"


@pytest.fixture
def channel(post_office: MailSink, brand: Brand, support: Desk) -> Channel:
    config = {
        "address": "help@marmaladefox.example",
        "smtp_host": post_office.host,
        "smtp_port": post_office.port,
        "smtp_security": "none",
    }
    return create_channel(
        kind="email", name="Help", brand=brand, desk=support, config=config, by=SYSTEM
    )


def fresh(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def recipients(delivery: Delivery) -> dict[str, str]:
    return dict(delivery.recipients.values_list("address", "state"))


def got(post_office: MailSink) -> Counter[str]:
    """Who got how many mails."""
    return Counter(one for mail in post_office.received for one in mail.recipients)


def try_again(delivery: Delivery) -> None:
    """When its time has come, which a person may bring about."""
    deliveries.try_now(fresh(delivery), by=SYSTEM)
    sending.send_due()


# Who says no to EHLO is greeted with HELO, and takes mail as well.
BREAKS = [
    (stage, trouble)
    for stage in (Stage.GREETING, Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA)
    for trouble in (*Trouble, "421 4.3.2 closing down", "451 4.3.0 later")
    if stage is not Stage.EHLO or trouble in set(Trouble)
]


@pytest.mark.parametrize(("stage", "trouble"), BREAKS)
def test_r17_what_breaks_before_the_mail_is_handed_over_is_tried_again(
    post_office: MailSink, channel: Channel, stage: Stage, trouble: str
) -> None:
    post_office.trouble[stage] = trouble
    delivery = make_delivery(channel, ANN)
    assert sending.send_due() == 1
    row = fresh(delivery)
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.reason
    assert row.next_try_at is not None
    assert not got(post_office)
    post_office.trouble.clear()
    try_again(delivery)
    assert (fresh(delivery).state, got(post_office)) == ("sent", {ANN: 1})


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("stage", [Stage.BODY, Stage.DOT, Stage.KEPT])
def test_r17_what_breaks_after_all_was_handed_over_waits_for_a_person(
    post_office: MailSink, channel: Channel, stage: Stage, trouble: str
) -> None:
    """A short mail is on its way as a whole, with its final dot, before the line is seen to break."""
    post_office.trouble[stage] = trouble
    delivery = make_delivery(channel, ANN)
    sending.send_due()
    row = fresh(delivery)
    if row.state == "waiting":  # the break was seen in time
        assert stage is Stage.BODY
        return
    assert (row.state, recipients(row)) == ("uncertain", {ANN: "unknown"})
    assert row.reason
    post_office.trouble.clear()
    assert sending.send_due() == 0
    assert got(post_office)[ANN] == (stage is Stage.KEPT)
    if stage is Stage.KEPT:
        deliveries.mark_sent(row, by=SYSTEM)
    else:
        deliveries.send_again(row, by=SYSTEM)
        sending.send_due()
    assert (fresh(delivery).state, got(post_office)) == ("sent", {ANN: 1})


@pytest.mark.parametrize("trouble", [*Trouble, "500 what?"])
def test_r17_a_server_that_can_not_say_goodbye_has_the_mail(
    post_office: MailSink, channel: Channel, trouble: str
) -> None:
    post_office.trouble[Stage.QUIT] = trouble
    delivery = make_delivery(channel, ANN)
    sending.send_due()
    assert (fresh(delivery).state, got(post_office)) == ("sent", {ANN: 1})


def test_r17_each_recipient_gets_it_once_whatever_is_said_of_the_others(
    post_office: MailSink, channel: Channel
) -> None:
    post_office.refusals = {BOB: "452 4.2.2 mailbox full", CAT: "550 5.1.1 no such user"}
    delivery = make_delivery(channel, ANN, BOB, CAT)
    sending.send_due()
    row = fresh(delivery)
    assert row.state == "waiting"
    assert recipients(row) == {ANN: "accepted", BOB: "waiting", CAT: "refused"}
    assert "mailbox full" in row.reason
    assert "no such user" in row.reason
    del post_office.refusals[BOB]
    try_again(delivery)
    row = fresh(delivery)
    assert (row.state, got(post_office)) == ("partly", {ANN: 1, BOB: 1})
    assert recipients(row) == {ANN: "accepted", BOB: "accepted", CAT: "refused"}
    assert row.reason == f"{CAT}: 550 5.1.1 no such user"


def test_r17_a_greylisted_answer_arrives_with_the_second_try(
    post_office: MailSink, channel: Channel
) -> None:
    post_office.greylists = True
    delivery = make_delivery(channel, ANN, BOB)
    sending.send_due()
    assert (fresh(delivery).state, got(post_office)) == ("waiting", {})
    assert "greylisted" in fresh(delivery).reason
    try_again(delivery)
    assert (fresh(delivery).state, got(post_office)) == ("sent", {ANN: 1, BOB: 1})


def test_r17_a_server_of_before_ehlo_gets_it_once(post_office: MailSink, channel: Channel) -> None:
    post_office.trouble[Stage.EHLO] = "502 what?"
    delivery = make_delivery(channel, ANN)
    sending.send_due()
    assert (fresh(delivery).state, got(post_office)) == ("sent", {ANN: 1})


def test_r17_a_slow_server_is_waited_for(post_office: MailSink, channel: Channel) -> None:
    post_office.slow = 0.05
    delivery = make_delivery(channel, ANN)
    sending.send_due()
    assert (fresh(delivery).state, got(post_office)) == ("sent", {ANN: 1})


def test_r18_an_answer_that_its_server_refuses_does_not_hold_up_the_next(
    post_office: MailSink, channel: Channel
) -> None:
    post_office.refusals = {ANN: "550 5.1.1 no such user"}
    refused, fine = make_delivery(channel, ANN), make_delivery(channel, BOB)
    sending.send_due()
    assert (fresh(refused).state, fresh(fine).state) == ("failed", "sent")
    assert got(post_office) == {BOB: 1}


def test_r18_a_backlog_leaves_at_once_when_a_person_says_so(
    post_office: MailSink, channel: Channel
) -> None:
    post_office.trouble[Stage.GREETING] = Trouble.DROP
    backlog = [make_delivery(channel, ANN) for _ in range(3)]
    sending.send_due()
    assert not got(post_office)
    post_office.trouble.clear()
    waiting = fresh(backlog[0])
    deliveries.try_now(waiting, by=SYSTEM)
    assert sending.send_due() == 3
    assert {fresh(one).state for one in backlog} == {"sent"}
    assert got(post_office) == {ANN: 3}


def test_r18_a_worker_that_dies_of_one_answer_leaves_the_next_to_the_others(
    post_office: MailSink, channel: Channel
) -> None:
    deadly = make_delivery(channel, ANN)
    fine = make_delivery(channel, BOB)
    assert sending.claim_one() == deadly  # its process ends here
    assert sending.send_due() == 1
    assert (fresh(deadly).state, fresh(fine).state) == ("sending", "sent")
    assert got(post_office) == {BOB: 1}

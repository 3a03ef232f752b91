"""What letters set going in routing: clocks, promises, rules."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unsilo.accounts.models import Desk
from unsilo.channels.models import Channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation, Placement, State
from unsilo.inbox.services import placements
from unsilo.intake.tests.conftest import Deliver, letter
from unsilo.routing.conditions import Actions, Conditions
from unsilo.routing.models import Clock, DueRule, SlaPolicy
from unsilo.routing.services import promises, rules

pytestmark = pytest.mark.django_db
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def level(support: Desk) -> SlaPolicy:
    return SlaPolicy.objects.create(desk=support, minutes=60, in_business_hours=False)


def test_a_letter_starts_a_clock_and_the_next_one_no_second(
    help_mail: Channel, deliver: Deliver, level: SlaPolicy
) -> None:
    deliver(help_mail, letter(message_id="one@x"))
    clock = Clock.objects.get()
    assert clock.due_at == clock.started_at + timedelta(hours=1)
    deliver(help_mail, letter(message_id="two@x", in_reply_to="<one@x>"))
    assert Clock.objects.get().due_at == clock.due_at


def test_an_automatic_letter_waits_for_nobody(
    help_mail: Channel, deliver: Deliver, level: SlaPolicy
) -> None:
    deliver(help_mail, letter(auto_submitted="auto-replied"))
    assert not Clock.objects.exists()


def test_nobody_waits_for_what_was_imported(
    help_mail: Channel, deliver: Deliver, level: SlaPolicy
) -> None:
    _rule()
    deliver(help_mail, letter(), **{"import": True})
    assert not Clock.objects.exists()
    assert not DueRule.objects.exists()


def test_an_answer_from_another_program_stops_the_clock(
    help_mail: Channel, deliver: Deliver, level: SlaPolicy
) -> None:
    deliver(help_mail, letter(message_id="one@x"))
    ours = letter(
        sender="help@marmaladefox.example",
        to="dana@whitlock.example",
        message_id="two@x",
        in_reply_to="<one@x>",
    )
    deliver(help_mail, ours, outgoing=True)
    assert Clock.objects.get().outcome == "met"


def test_the_answer_with_the_zip_brings_the_conversation_back_and_starts_the_promise(
    help_mail: Channel, deliver: Deliver
) -> None:
    arrival = deliver(help_mail, letter(message_id="one@x"))
    conversation = Conversation.objects.get(pk=arrival.conversation_id)
    promised = promises.promise(conversation, text="Stores near", within=HALF_AN_HOUR, by=SYSTEM)
    placements.set_state(conversation.pk, state=State.WAITING, by=SYSTEM)
    deliver(help_mail, letter(message_id="two@x", in_reply_to="<one@x>", text="55804"))
    promised.refresh_from_db()
    assert Placement.objects.get().state == State.OPEN
    assert promised.state == "open"
    assert promised.due_at == conversation.messages.latest("id").sent_at + HALF_AN_HOUR


def test_messages_wait_for_rules_only_where_there_are_any(
    help_mail: Channel, deliver: Deliver
) -> None:
    deliver(help_mail, letter(message_id="one@x"))
    assert not DueRule.objects.exists()
    _rule()
    deliver(help_mail, letter(message_id="two@x"))
    assert DueRule.objects.count() == 1


def test_routing_costs_a_letter_a_handful_of_statements(
    help_mail: Channel, deliver: Deliver, level: SlaPolicy
) -> None:
    with CaptureQueriesContext(connection) as queries:
        deliver(help_mail, letter())
    assert sum("routing_" in one["sql"] for one in queries) <= 4


def _rule() -> None:
    made = rules.create_rule(
        name="All in public",
        conditions=Conditions(public=False),
        actions=Actions(tags=("private",)),
        by=SYSTEM,
    )
    rules.switch(made, on=True, by=SYSTEM)

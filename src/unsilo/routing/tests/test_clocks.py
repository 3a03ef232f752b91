"""First replies: due from the first message, met or broken by the first answer."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from unsilo.accounts.models import Desk, Notice, User
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event
from unsilo.inbox import ports
from unsilo.inbox.models import Conversation, Priority, State
from unsilo.inbox.services import placements, replies
from unsilo.inbox.tests.conftest import Converse
from unsilo.routing.models import Clock, SlaPolicy
from unsilo.routing.queries.standing import nearest
from unsilo.routing.services import clocks, sweeping
from unsilo.routing.tests.conftest import TUESDAY, Answer
from unsilo.routing.timing import Levels

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def asked(converse: Converse, hour: SlaPolicy, tuesday: time_machine.Traveller) -> Clock:
    """Dana has written, and nobody has answered."""
    wrote(converse())
    return Clock.objects.select_related("conversation").get()


def wrote(conversation: Conversation) -> None:
    clocks.start_first_replies(
        [
            clocks.Asked(
                conversation.pk,
                conversation.channel.desk_id,
                conversation.brand_id,
                public=conversation.public,
                at=timezone.now(),
            )
        ]
    )


def fresh(clock: Clock) -> Clock:
    return Clock.objects.get(pk=clock.pk)


def test_the_clock_is_that_of_the_desk(asked: Clock, support: Desk) -> None:
    assert (asked.kind, asked.desk, asked.due_at) == ("first_reply", support, TUESDAY + HOUR)


def test_who_waits_already_gets_no_second_clock(
    asked: Clock, tuesday: time_machine.Traveller
) -> None:
    tuesday.shift(HOUR / 2)
    wrote(asked.conversation)
    assert Clock.objects.get().due_at == asked.due_at


def test_without_a_service_level_nothing_is_due(converse: Converse) -> None:
    wrote(converse())
    assert not Clock.objects.exists()


def test_an_answer_in_time_meets_it(
    asked: Clock, answer: Answer, tuesday: time_machine.Traveller
) -> None:
    tuesday.shift(HOUR / 2)
    message = answer(asked.conversation)
    found = fresh(asked)
    assert (found.outcome, found.stopped_at, found.answer_id) == (
        "met",
        timezone.now(),
        message.pk,
    )


def test_a_late_answer_breaks_it_and_that_is_on_record(
    asked: Clock, answer: Answer, tuesday: time_machine.Traveller
) -> None:
    tuesday.shift(2 * HOUR)
    answer(asked.conversation)
    assert fresh(asked).outcome == "broken"
    assert sweeping.break_late() == 1
    assert Event.objects.get(kind="clock.broken").data["clock"] == asked.pk
    assert sweeping.break_late() == 0


def test_the_sweep_breaks_what_is_late_and_tells_the_owner(
    asked: Clock, support: Desk, bob: User, tuesday: time_machine.Traveller
) -> None:
    placements.assign(asked.conversation_id, desk=support, owner=bob, by=SYSTEM)
    assert sweeping.break_late() == 0
    tuesday.shift(2 * HOUR)
    assert sweeping.break_late() == 1
    assert (fresh(asked).outcome, fresh(asked).is_running) == ("broken", True)
    assert Notice.objects.get().user == bob
    assert Event.objects.get(kind="clock.broken").at == asked.due_at


def test_an_answer_taken_back_lets_it_run_on(asked: Clock, bob: User, answer: Answer) -> None:
    replies.undo_answer(answer(asked.conversation).pk, user=bob, by=bob.actor)
    assert (fresh(asked).outcome, fresh(asked).is_running) == ("running", True)


def test_urgent_is_due_sooner(asked: Clock, support: Desk) -> None:
    SlaPolicy.objects.create(desk=support, minutes=15, priority=Priority.URGENT)
    placements.set_priority(
        asked.conversation_id, desk=support, priority=Priority.URGENT, by=SYSTEM
    )
    assert fresh(asked).due_at == TUESDAY + HOUR / 4


def test_it_moves_with_the_conversation_and_time_spent_counts(
    asked: Clock, support: Desk, pr: Desk, tuesday: time_machine.Traveller
) -> None:
    SlaPolicy.objects.create(desk=pr, minutes=120)
    tuesday.shift(HOUR / 2)
    placements.move(asked.conversation_id, from_desk=support, to_desk=pr, by=SYSTEM)
    assert (fresh(asked).desk, fresh(asked).due_at) == (pr, TUESDAY + 2 * HOUR)


def test_on_a_desk_without_a_service_level_it_ends(asked: Clock, support: Desk, pr: Desk) -> None:
    placements.move(asked.conversation_id, from_desk=support, to_desk=pr, by=SYSTEM)
    assert fresh(asked).outcome == "cancelled"


def test_snoozing_does_not_stop_it(asked: Clock) -> None:
    placements.set_state(
        asked.conversation_id, state=State.SNOOZED, until=timezone.now() + 5 * HOUR, by=SYSTEM
    )
    assert fresh(asked).is_running


def test_done_without_an_answer_cancels_it_and_open_again_does_not(
    asked: Clock, support: Desk
) -> None:
    placements.set_state(asked.conversation_id, state=State.DONE, by=SYSTEM)
    assert fresh(asked).outcome == "cancelled"
    placements.set_state(asked.conversation_id, state=State.OPEN, by=SYSTEM)
    assert (fresh(asked).outcome, fresh(asked).due_at) == ("running", TUESDAY + HOUR)


def test_undoing_done_lets_it_run_on(asked: Clock) -> None:
    change = placements.set_state(asked.conversation_id, state=State.DONE, by=SYSTEM)
    placements.undo(change.event_id or 0, by=SYSTEM)
    assert fresh(asked).outcome == "running"


def test_spam_waits_for_nothing(asked: Clock) -> None:
    placements.mark_spam(asked.conversation_id, spam=True, by=SYSTEM)
    assert fresh(asked).outcome == "cancelled"


def test_who_writes_again_after_it_was_closed_begins_to_wait_then(
    asked: Clock, tuesday: time_machine.Traveller
) -> None:
    placements.set_state(asked.conversation_id, state=State.DONE, by=SYSTEM)
    tuesday.shift(3 * HOUR)
    wrote(asked.conversation)
    assert (fresh(asked).outcome, fresh(asked).due_at) == ("running", TUESDAY + 4 * HOUR)


def test_the_most_exact_service_level_holds(support: Desk, hour: SlaPolicy) -> None:
    for minutes, priority, public in ((30, None, True), (20, 2, None), (10, 2, True)):
        SlaPolicy.objects.create(desk=support, minutes=minutes, priority=priority, public=public)
    levels = Levels.load([support.pk])
    found = {
        (priority, public): levels.policy(support.pk, priority=priority, public=public).minutes
        for priority in (0, 2)
        for public in (False, True)
    }
    assert found == {(0, False): 60, (0, True): 30, (2, False): 20, (2, True): 10}


def test_rows_show_the_nearest_clock_in_one_query(converse: Converse, support: Desk) -> None:
    conversations = [converse() for _ in range(3)]
    now = timezone.now()
    for hours, one in enumerate(conversations, 1):
        for kind in ("promise", "hand_off"):
            Clock.objects.create(
                kind=kind, conversation=one, desk=support,
                due_at=now + hours * HOUR * (1 if kind == "promise" else 2),
            )  # fmt: skip
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = nearest([one.pk for one in conversations])
    assert len(queries) == 1
    assert [found[one.pk].kind for one in conversations] == ["promise"] * 3


@pytest.mark.parametrize(
    ("word", "found"),
    [("late", True), ("soon", False), ("running", True), ("first_reply", True), ("promise", False)],
)
def test_lists_are_asked_for_clocks(
    asked: Clock, tuesday: time_machine.Traveller, word: str, found: bool
) -> None:
    tuesday.shift(2 * HOUR)
    conversations = Conversation.objects.filter(pk__in=ports.asked(f"clock:{word}"))
    assert conversations.exists() == found


def test_a_word_nobody_knows_is_no_question() -> None:
    assert ports.asked("clock:noon") is None


def test_an_answer_pays_one_statement(converse: Converse, answer: Answer, hour: SlaPolicy) -> None:
    conversation = converse()
    with CaptureQueriesContext(connection) as queries:
        answer(conversation)
    assert sum("routing_" in one["sql"] for one in queries) == 1

"""One conversation, two desks, a reason and a clock."""

from datetime import timedelta

import pytest
import time_machine

from unsilo.accounts.models import Desk, User
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.models import Event
from unsilo.inbox.errors import NothingToUndo
from unsilo.inbox.models import Conversation, Placement, State
from unsilo.inbox.services import placements
from unsilo.inbox.tests.conftest import Converse
from unsilo.routing.models import BusinessHours, HandOff, HandOffState
from unsilo.routing.services import handoffs
from unsilo.routing.tests.conftest import TUESDAY, Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed(converse: Converse, pr: Desk, paul: User, bob: User, tuesday: object) -> HandOff:
    return handoffs.hand_off(converse(), to=pr, why="A journalist quotes us", by=bob.actor)


def placed(conversation: Conversation) -> dict[str, str]:
    rows = Placement.objects.filter(conversation=conversation)
    return dict(rows.values_list("desk__name", "state"))


def test_the_other_desk_gets_the_same_conversation(handed: HandOff) -> None:
    assert placed(handed.conversation) == {"Support": "open", "PR": "open"}
    assert Conversation.objects.count() == 1
    assert handed.from_desk.name == "Support"
    assert handed.clock.due_at == TUESDAY + timedelta(hours=1)


def test_its_clock_counts_the_business_time_of_the_other_desk(
    converse: Converse, pr: Desk, bob: User, office: BusinessHours, tuesday: time_machine.Traveller
) -> None:
    tuesday.move_to(TUESDAY + timedelta(hours=7, minutes=30))  # half an hour before it closes
    made = handoffs.hand_off(
        converse(), to=pr, why="Press", due_in=timedelta(hours=2), by=bob.actor
    )
    assert made.clock.due_at == TUESDAY + timedelta(days=1, minutes=90)


def test_who_takes_it_accepts_it(handed: HandOff, pr: Desk, paul: User) -> None:
    placements.assign(handed.conversation_id, desk=pr, owner=paul, by=paul.actor)
    handed.refresh_from_db()
    assert (handed.state, handed.taken_by) == (HandOffState.ACCEPTED, paul)
    assert handed.clock.outcome == "met"


def test_who_answers_from_there_accepts_it(
    handed: HandOff, pr: Desk, paul: User, answer: Answer
) -> None:
    answer(handed.conversation, user=paul, desk=pr)
    handed.refresh_from_db()
    assert (handed.state, handed.taken_by) == (HandOffState.ACCEPTED, paul)


def test_an_owner_on_the_asking_desk_accepts_nothing(
    handed: HandOff, support: Desk, bob: User
) -> None:
    placements.assign(handed.conversation_id, desk=support, owner=bob, by=bob.actor)
    handed.refresh_from_db()
    assert handed.state == HandOffState.WAITING


def test_it_comes_back_with_words_and_stands_open_again(
    handed: HandOff, support: Desk, paul: User, bob: User
) -> None:
    placements.set_state(handed.conversation_id, state=State.WAITING, desks=[support], by=bob.actor)
    handoffs.give_back(handed, words="He is a blogger from 2009", by=paul.actor)
    handed.refresh_from_db()
    assert (handed.state, handed.words) == ("returned", "He is a blogger from 2009")
    assert placed(handed.conversation) == {"Support": "open"}
    assert not handed.clock.is_running


def test_it_goes_back_to_a_desk_that_has_let_it_go_meanwhile(
    handed: HandOff, support: Desk, paul: User, ada: User
) -> None:
    placements.remove(handed.conversation_id, desk=support, by=ada.actor)
    handoffs.give_back(handed, words="Not ours", by=paul.actor)
    assert placed(handed.conversation) == {"Support": "open"}


def test_undo_of_giving_back_puts_it_where_it_stood(
    handed: HandOff, support: Desk, pr: Desk, paul: User, bob: User
) -> None:
    placements.set_state(handed.conversation_id, state=State.WAITING, desks=[support], by=bob.actor)
    handoffs.give_back(handed, words="Not ours", by=paul.actor)
    handoffs.take_up(handed, by=paul.actor)
    handed.refresh_from_db()
    assert (handed.state, handed.words, handed.ended_at) == (HandOffState.WAITING, "", None)
    assert placed(handed.conversation) == {"Support": "waiting", "PR": "open"}
    assert (handed.clock.outcome, handed.clock.is_running) == ("running", True)


def test_what_was_taken_before_is_taken_again(handed: HandOff, pr: Desk, paul: User) -> None:
    handoffs.accept(handed, user=paul, by=paul.actor)
    handoffs.give_back(handed, words="Not ours", by=paul.actor)
    handoffs.take_up(handed, by=paul.actor)
    handed.refresh_from_db()
    assert (handed.state, handed.taken_by) == (HandOffState.ACCEPTED, paul)
    assert (handed.clock.outcome, handed.clock.is_running) == ("met", False)
    assert Placement.objects.get(conversation=handed.conversation_id, desk=pr).owner == paul


def test_giving_back_is_not_undone_once_somebody_went_on(
    handed: HandOff, support: Desk, pr: Desk, paul: User, bob: User
) -> None:
    handoffs.give_back(handed, words="Not ours", by=paul.actor)
    again = handoffs.hand_off(handed.conversation, to=pr, why="It is", by=bob.actor)
    with pytest.raises(NothingToUndo):
        handoffs.take_up(handed, by=paul.actor)
    handoffs.give_back(again, words="No", by=paul.actor)
    placements.place(handed.conversation_id, desk=pr, by=bob.actor)
    with pytest.raises(NothingToUndo):
        handoffs.take_up(again, by=paul.actor)
    again.refresh_from_db()
    assert again.state == HandOffState.RETURNED


def test_done_there_is_done(handed: HandOff, pr: Desk, paul: User) -> None:
    handoffs.accept(handed, user=paul, by=paul.actor)
    placements.set_state(handed.conversation_id, state=State.DONE, desks=[pr], by=paul.actor)
    handed.refresh_from_db()
    assert handed.state == HandOffState.DONE
    assert placed(handed.conversation) == {"Support": "open", "PR": "done"}


def test_finish_closes_it_there(handed: HandOff, paul: User) -> None:
    assert handoffs.finish(handed, by=paul.actor).state == HandOffState.DONE
    assert placed(handed.conversation) == {"Support": "open", "PR": "done"}


def test_undo_takes_it_off_the_other_desk(handed: HandOff, bob: User) -> None:
    handoffs.withdraw(handed, by=bob.actor)
    handed.refresh_from_db()
    assert (handed.state, handed.clock.outcome) == ("withdrawn", "cancelled")
    assert placed(handed.conversation) == {"Support": "open"}


def test_what_was_taken_is_not_undone(handed: HandOff, paul: User, bob: User) -> None:
    handoffs.accept(handed, user=paul, by=paul.actor)
    with pytest.raises(NothingToUndo):
        handoffs.withdraw(handed, by=bob.actor)


def test_taken_off_the_other_desk_it_asks_nothing_there(
    handed: HandOff, pr: Desk, ada: User
) -> None:
    placements.remove(handed.conversation_id, desk=pr, by=ada.actor)
    handed.refresh_from_db()
    assert (handed.state, handed.clock.outcome) == ("withdrawn", "cancelled")


def test_the_same_is_asked_once(handed: HandOff, pr: Desk, bob: User) -> None:
    with pytest.raises(Conflict):
        handoffs.hand_off(handed.conversation, to=pr, why="Again", by=bob.actor)


def test_a_reason_is_needed(converse: Converse, pr: Desk, bob: User) -> None:
    with pytest.raises(Invalid):
        handoffs.hand_off(converse(), to=pr, why="  ", by=bob.actor)


def test_nobody_hands_to_the_desk_that_has_it(converse: Converse, support: Desk, bob: User) -> None:
    with pytest.raises(Invalid):
        handoffs.hand_off(converse(), to=support, why="Mine", by=bob.actor)


def test_every_step_is_an_event_for_both_desks(
    handed: HandOff, support: Desk, pr: Desk, paul: User
) -> None:
    handoffs.accept(handed, user=paul, by=paul.actor)
    handoffs.finish(handed, by=paul.actor)
    told = Event.objects.filter(kind__startswith="handoff.").order_by("id")
    assert [event.kind for event in told] == ["handoff.made", "handoff.accepted", "handoff.done"]
    assert all(event.desk_ids == [support.pk, pr.pk] for event in told)

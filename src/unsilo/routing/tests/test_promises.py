"""What we said we would do, kept and broken."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.models import Event
from unsilo.inbox.services import replies
from unsilo.inbox.tests.conftest import Converse
from unsilo.routing.models import BusinessHours, Promise, PromiseState
from unsilo.routing.services import clocks, promises
from unsilo.routing.tests.conftest import TUESDAY, Answer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def promised(converse: Converse, bob: User, tuesday: time_machine.Traveller) -> Promise:
    return promises.promise(
        converse(), text="Ask the warehouse", due=TUESDAY + DAY, owner=bob, by=bob.actor
    )


def fresh(promise: Promise) -> Promise:
    return Promise.objects.select_related("clock").get(pk=promise.pk)


def test_an_answer_in_time_keeps_it(promised: Promise, answer: Answer) -> None:
    answer(promised.conversation)
    found = fresh(promised)
    assert (found.state, found.clock.outcome) == (PromiseState.KEPT, "met")
    assert found.settled_at == TUESDAY


def test_the_answer_that_makes_it_does_not_keep_it(
    converse: Converse, bob: User, answer: Answer, tuesday: time_machine.Traveller
) -> None:
    made = promises.promise(
        converse(), text="Look it up", due=TUESDAY + DAY, in_next_answer=True, by=bob.actor
    )
    answer(made.conversation, "I'll look it up.")
    assert fresh(made).state == PromiseState.OPEN
    answer(made.conversation, "Here it is.")
    assert fresh(made).state == PromiseState.KEPT


def test_one_to_be_kept_by_hand_is(
    converse: Converse, bob: User, answer: Answer, tuesday: time_machine.Traveller
) -> None:
    made = promises.promise(
        converse(), text="Send a new box", due=TUESDAY + DAY, kept_by_answer=False, by=bob.actor
    )
    answer(made.conversation)
    assert fresh(made).state == PromiseState.OPEN
    assert promises.keep(made, by=bob.actor).state == PromiseState.KEPT


def test_an_answer_taken_back_keeps_nothing(promised: Promise, bob: User, answer: Answer) -> None:
    message = answer(promised.conversation)
    replies.undo_answer(message.pk, user=bob, by=bob.actor)
    found = fresh(promised)
    assert (found.state, found.settled_at, found.clock.outcome) == ("open", None, "running")


def test_late_it_breaks_once_and_stays_open(
    promised: Promise, tuesday: time_machine.Traveller
) -> None:
    tuesday.shift(2 * DAY)
    promises.broken(clocks.mark_broken())
    promises.broken(clocks.mark_broken())
    found = fresh(promised)
    assert (found.state, found.is_settled) == (PromiseState.BROKEN, False)
    assert Event.objects.filter(kind="clock.broken").count() == 1


def test_kept_late_it_is_settled_but_was_broken(
    promised: Promise, bob: User, answer: Answer, tuesday: time_machine.Traveller
) -> None:
    tuesday.shift(2 * DAY)
    answer(promised.conversation)
    found = fresh(promised)
    assert (found.state, found.is_settled) == (PromiseState.BROKEN, True)
    assert len(clocks.mark_broken()) == 1, "answered before the sweep came, it is on record too"


def test_the_time_begins_when_the_person_writes_again(
    converse: Converse, support: Desk, office: BusinessHours, bob: User, answer: Answer,
    tuesday: time_machine.Traveller,
) -> None:  # fmt: skip
    conversation = converse()
    made = promises.promise(
        conversation, text="Stores near", within=timedelta(minutes=30), by=bob.actor
    )
    answer(conversation, "What is your ZIP code?")
    assert (fresh(made).state, fresh(made).due_at) == (PromiseState.WAITING, None)
    tuesday.shift(timedelta(hours=7, minutes=45))  # a quarter of an hour before the office closes
    promises.begin_for([(conversation.pk, None, timezone.now())])
    assert fresh(made).state == PromiseState.WAITING, "somebody else wrote"
    promises.begin_for([(conversation.pk, conversation.person_id, timezone.now())])
    found = fresh(made)
    assert found.state == PromiseState.OPEN
    assert found.due_at == TUESDAY + timedelta(days=1, minutes=15)
    answer(conversation, "There are three.")
    assert fresh(made).state == PromiseState.KEPT


def test_let_go_needs_words(promised: Promise, bob: User) -> None:
    with pytest.raises(Invalid):
        promises.let_go(promised, words=" ", by=bob.actor)
    found = promises.let_go(promised, words="They found it", by=bob.actor)
    assert (found.state, found.clock.outcome) == (PromiseState.DROPPED, "cancelled")


def test_what_was_settled_can_be_taken_up_again(promised: Promise, bob: User) -> None:
    promises.keep(promised, by=bob.actor)
    found = promises.take_up(promised, by=bob.actor)
    assert (found.state, found.clock.outcome) == (PromiseState.OPEN, "running")
    with pytest.raises(Conflict):
        promises.take_up(promised, by=bob.actor)


def test_a_promise_made_by_mistake_leaves_no_clock(promised: Promise, bob: User) -> None:
    promises.unmake(promised, by=bob.actor)
    assert not promised.conversation.clocks.exists()


@pytest.mark.parametrize("text", ["", "x" * 301])
def test_it_is_said_in_a_line(converse: Converse, bob: User, text: str) -> None:
    with pytest.raises(Invalid):
        promises.promise(converse(), text=text, due=timezone.now() + DAY, by=bob.actor)


def test_nothing_is_promised_for_yesterday(converse: Converse, bob: User) -> None:
    with pytest.raises(Invalid):
        promises.promise(converse(), text="It", due=timezone.now() - DAY, by=bob.actor)


def test_it_belongs_to_the_desk_where_its_owner_works(
    converse: Converse, pr: Desk, paul: User, tuesday: time_machine.Traveller
) -> None:
    from unsilo.inbox.services import placements

    conversation = converse()
    placements.place(conversation.pk, desk=pr, by=SYSTEM)
    made = promises.promise(
        conversation, text="A statement", due=TUESDAY + DAY, owner=paul, by=paul.actor
    )
    assert made.desk == pr

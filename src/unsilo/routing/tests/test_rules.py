"""Rules: written, tried out, run once, taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from unsilo.accounts import services as accounts
from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, Notice, User
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid
from unsilo.core.models import Event
from unsilo.inbox.errors import NothingToUndo
from unsilo.inbox.models import Conversation, ConversationTag, Placement, Priority
from unsilo.inbox.services import placements
from unsilo.inbox.tests.conftest import Converse
from unsilo.routing.conditions import Actions, AssignTo, Conditions
from unsilo.routing.models import DueRule, Rule, RuleRun
from unsilo.routing.queries.rules import dry_run, rule_rows
from unsilo.routing.services import rules, running
from unsilo.routing.services.due import await_rules
from unsilo.triage.models import DueReading, Reading
from unsilo.triage.services.due import await_reading

pytestmark = pytest.mark.django_db
REFUND = Conditions(any_words=("refund",))
TAGGED = Actions(tags=("money",))


def rule(conditions: Conditions = REFUND, actions: Actions = TAGGED, **more: object) -> Rule:
    made = rules.create_rule(
        name=str(more.pop("name", "Refunds")),
        conditions=conditions,
        actions=actions,
        by=SYSTEM,
        **more,  # type: ignore[arg-type]
    )
    return rules.switch(made, on=True, by=SYSTEM)


def read(**holding: object) -> None:
    """The reader has been there."""
    for waiting in DueReading.objects.all():
        Reading.objects.create(message_id=waiting.pk, version="test", is_read=True, **holding)
    DueReading.objects.all().delete()


@pytest.fixture
def ask(converse: Converse):
    """Somebody writes: it waits to be read, and for the rules."""

    def _ask(text: str = "Where is my refund?", sender: str = "dana@x.example") -> Conversation:
        conversation = converse(text, sender=sender, name=sender)
        message = conversation.messages.get()
        await_reading([message])
        await_rules([message.pk])
        return conversation

    return _ask


def tags(conversation: Conversation) -> set[str]:
    worn = ConversationTag.objects.filter(conversation=conversation)
    return set(worn.values_list("tag__name", flat=True))


def test_it_runs_once_the_message_has_been_read(ask) -> None:
    rule(Conditions(feelings=("negative",)))
    conversation = ask()
    assert running.run_due() == 0, "nobody has read it yet"
    read(feeling="negative")
    assert running.run_due() == 1
    assert tags(conversation) == {"money"}
    assert running.run_due() == 0


def test_it_runs_without_a_reading_that_was_given_up(ask) -> None:
    rule()
    conversation = ask()
    DueReading.objects.update(next_try_at=None)
    running.run_due()
    assert tags(conversation) == {"money"}


def test_it_does_not_wait_for_a_reader_that_is_gone(ask, tuesday: time_machine.Traveller) -> None:
    rule()
    conversation = ask()
    tuesday.shift(timedelta(minutes=11))
    running.run_due()
    assert tags(conversation) == {"money"}


def test_what_came_before_it_was_switched_on_is_none_of_its_business(ask) -> None:
    made = rule()
    rules.switch(made, on=False, by=SYSTEM)
    ask()
    rules.switch(made, on=True, by=SYSTEM)
    read()
    assert running.run_due() == 0


def test_spam_is_left_alone(ask) -> None:
    rule()
    conversation = ask()
    placements.mark_spam(conversation.pk, spam=True, by=SYSTEM)
    read()
    running.run_due()
    assert not RuleRun.objects.exists()
    assert not DueRule.objects.exists()


def test_it_places_assigns_prioritises_tags_and_tells(
    ask, support: Desk, pr: Desk, bob: User, paul: User
) -> None:
    made = rule(
        actions=Actions(
            place=(pr.pk,), assign=AssignTo(desk=support.pk, user=bob.pk),
            priority=Priority.HIGH, tags=("money",), notify=(paul.pk,),
        )
    )  # fmt: skip
    conversation = ask()
    read()
    running.run_due()
    held = {one.desk_id: one for one in Placement.objects.filter(conversation=conversation)}
    assert set(held) == {support.pk, pr.pk}
    assert (held[support.pk].owner, held[support.pk].priority) == (bob, Priority.HIGH)
    assert Notice.objects.get().user == paul
    told = Event.objects.get(kind="rule.ran")
    assert (told.data["rule"], told.actor_kind, told.actor_label) == (made.pk, "rule", "Refunds")
    assert len(told.data["events"]) == 5


def test_it_takes_nothing_from_its_owner_and_leaves_a_set_priority(
    ask, support: Desk, bob: User, alice: User
) -> None:
    rule(actions=Actions(assign=AssignTo(desk=support.pk, user=bob.pk), priority=Priority.URGENT))
    conversation = ask()
    placements.assign(conversation.pk, desk=support, owner=alice, by=SYSTEM)
    placements.set_priority(conversation.pk, desk=support, priority=Priority.LOW, by=SYSTEM)
    read()
    running.run_due()
    held = Placement.objects.get(conversation=conversation)
    assert (held.owner, held.priority) == (alice, Priority.LOW)


def test_colleagues_take_turns(ask, support: Desk, alice: User, bob: User) -> None:
    rule(actions=Actions(assign=AssignTo(desk=support.pk)))
    given = []
    for n in range(3):
        conversation = ask(sender=f"p{n}@x.example")
        read()
        running.run_due()
        given.append(Placement.objects.get(conversation=conversation).owner)
    assert given == sorted([alice, bob], key=lambda user: user.pk) * 1 + [given[0]]


def test_a_desk_that_is_gone_stops_nothing_else(ask, pr: Desk, ada: User) -> None:
    rule(actions=Actions(place=(pr.pk,), tags=("money",)))
    accounts.archive_desk(pr, by=ada.actor)
    conversation = ask()
    read()
    running.run_due()
    assert tags(conversation) == {"money"}
    assert Event.objects.get(kind="rule.ran").data["skipped"] == ["PR is archived."]


def test_rules_run_in_order_until_one_ends_it(ask) -> None:
    rule(name="First", actions=Actions(tags=("first",)))
    rule(name="Second", actions=Actions(tags=("second",)), ends=True)
    rule(name="Third", actions=Actions(tags=("third",)))
    conversation = ask()
    read()
    running.run_due()
    assert tags(conversation) == {"first", "second"}


def test_moved_up_it_runs_earlier() -> None:
    one, two = rule(name="One"), rule(name="Two")
    rules.move(two, up=True, by=SYSTEM)
    assert list(Rule.objects.live()) == [two, one]
    rules.move(two, up=True, by=SYSTEM)
    assert list(Rule.objects.live()) == [two, one]


def test_a_rule_that_breaks_is_tried_again_and_then_left_to_people(
    ask, tuesday: time_machine.Traveller
) -> None:
    made = rule()
    ask()
    read()
    Rule.objects.filter(pk=made.pk).update(actions={"hide": True})
    for _ in range(4):
        assert running.run_due() == 1
        tuesday.shift(timedelta(hours=1))
    assert running.run_due() == 0
    assert DueRule.objects.get().reason


def test_what_it_did_is_taken_back(ask, alice: User, support: Desk, community: Desk) -> None:
    rule(actions=Actions(place=(community.pk,), tags=("money",), priority=Priority.HIGH))
    conversation = ask()
    read()
    running.run_due()
    run = RuleRun.objects.get()
    assert running.undo_run(run, access=Access.of(alice)) == 4
    assert tags(conversation) == set()
    assert [one.desk for one in Placement.objects.filter(conversation=conversation)] == [support]
    with pytest.raises(NothingToUndo):
        running.undo_run(run, access=Access.of(alice))


@pytest.mark.parametrize(
    ("conditions", "actions"),
    [(Conditions(), TAGGED), (REFUND, Actions()), (REFUND, Actions(tags=("#",)))],
)
def test_a_rule_needs_a_condition_and_something_to_do(
    conditions: Conditions, actions: Actions
) -> None:
    with pytest.raises(Invalid):
        rules.create_rule(name="Empty", conditions=conditions, actions=actions, by=SYSTEM)


def test_a_dry_run_counts_what_would_match_and_changes_nothing(ask, alice: User) -> None:
    ask("A refund, please", sender="a@x.example")
    ask("Lovely game", sender="b@x.example")
    events = Event.objects.count()
    found = dry_run(REFUND, Access.of(alice))
    assert (found.matched, found.looked_at, found.complete) == (1, 2, True)
    assert [one.person for one in found.sample] == ["a@x.example"]
    assert Event.objects.count() == events


def test_a_dry_run_shows_nobody_what_they_may_not_see(ask, charlie: User) -> None:
    ask("A refund, please")
    assert dry_run(REFUND, Access.of(charlie)).looked_at == 0


def test_a_dry_run_looks_back_thirty_days(
    ask, alice: User, tuesday: time_machine.Traveller
) -> None:
    ask("A refund, please")
    tuesday.shift(timedelta(days=31))
    assert dry_run(REFUND, Access.of(alice)).looked_at == 0


def test_the_list_of_rules_asks_as_often_for_one_as_for_many() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            rule_rows()
        return len(queries)

    rule()
    few = asked()
    for n in range(5):
        rule(name=f"Rule {n}")
    assert asked() == few


def test_put_away_it_runs_no_more_and_comes_back_switched_off(ask) -> None:
    made = rules.archive(rule(), by=SYSTEM)
    ask()
    assert not DueRule.objects.exists()
    assert rules.restore(made, by=SYSTEM).is_on is False
    assert made.changed_at <= timezone.now()

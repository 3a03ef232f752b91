"""One message, many desks: each verb, its undo, and two people at once (R38)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid, NotFound
from unsilo.core.models import Event
from unsilo.inbox.errors import NothingToUndo
from unsilo.inbox.models import Draft, Placement, Priority, State
from unsilo.inbox.services import placements
from unsilo.inbox.services.drafts import save_draft
from unsilo.inbox.tests.conftest import Converse

pytestmark = pytest.mark.django_db


def standing(conversation_id: int) -> dict[str, tuple[str, str]]:
    return {
        placement.desk.slug: (placement.state, placement.owner.name if placement.owner else "")
        for placement in Placement.objects.filter(conversation=conversation_id).select_related(
            "desk", "owner"
        )
    }


def test_a_second_desk_has_its_own_state_and_owner(
    converse: Converse, support: Desk, pr: Desk, bob: User, paul: User
) -> None:
    conversation = converse()
    placements.place(conversation.pk, desk=pr, by=bob.actor)
    placements.assign(conversation.pk, desk=pr, owner=paul, by=bob.actor)
    placements.set_state(conversation.pk, state=State.DONE, desks=[support], by=bob.actor)
    assert standing(conversation.pk) == {"support": ("done", ""), "pr": ("open", "Paul Reyes")}


def test_moving_leaves_the_first_desk(
    converse: Converse, support: Desk, pr: Desk, bob: User
) -> None:
    conversation = converse()
    change = placements.move(conversation.pk, from_desk=support, to_desk=pr, by=bob.actor)
    assert standing(conversation.pk) == {"pr": ("open", "")}
    assert change.event_id is not None
    placements.undo(change.event_id, by=bob.actor)
    assert standing(conversation.pk) == {"support": ("open", "")}


def test_the_last_desk_can_not_be_taken_away(converse: Converse, support: Desk, bob: User) -> None:
    conversation = converse()
    with pytest.raises(Invalid, match="only desk"):
        placements.remove(conversation.pk, desk=support, by=bob.actor)


@pytest.mark.parametrize("verb", ["assign", "close", "snooze", "wait", "priority", "spam", "place"])
def test_every_verb_can_be_undone(
    verb: str, converse: Converse, support: Desk, pr: Desk, bob: User
) -> None:
    conversation = converse()
    before = standing(conversation.pk)
    pk, by = conversation.pk, bob.actor
    tomorrow = timezone.now() + timedelta(days=1)
    change = {
        "assign": lambda: placements.assign(pk, desk=support, owner=bob, by=by),
        "close": lambda: placements.set_state(pk, state=State.DONE, by=by),
        "snooze": lambda: placements.set_state(pk, state=State.SNOOZED, until=tomorrow, by=by),
        "wait": lambda: placements.set_state(pk, state=State.WAITING, by=by),
        "priority": lambda: placements.set_priority(
            pk, desk=support, priority=Priority.URGENT, by=by
        ),
        "spam": lambda: placements.mark_spam(pk, spam=True, by=by),
        "place": lambda: placements.place(pk, desk=pr, by=by),
    }[verb]()
    assert change.event_id is not None
    changed = Placement.objects.filter(conversation=pk).values_list("state", "owner", "priority")
    assert (standing(pk), list(changed)) != (before, [("open", None, 0)])
    placements.undo(change.event_id, by=by)
    conversation.refresh_from_db()
    assert standing(pk) == before
    assert conversation.is_spam is False
    assert Event.objects.filter(kind="conversation.undone", conversation_id=pk).count() == 1


def test_an_undo_does_not_overwrite_a_colleague(
    converse: Converse, support: Desk, bob: User, alice: User
) -> None:
    conversation = converse()
    change = placements.assign(conversation.pk, desk=support, owner=bob, by=bob.actor)
    placements.assign(conversation.pk, desk=support, owner=alice, by=alice.actor)
    assert change.event_id is not None
    with pytest.raises(NothingToUndo):
        placements.undo(change.event_id, by=bob.actor)
    assert standing(conversation.pk) == {"support": ("open", "Alice Moreau")}


def test_doing_what_is_so_already_writes_nothing(converse: Converse, bob: User) -> None:
    conversation = converse()
    count = Event.objects.count()
    assert placements.set_state(conversation.pk, state=State.OPEN, by=bob.actor).event_id is None
    assert Event.objects.count() == count


def test_what_was_snoozed_opens_when_its_time_comes(
    converse: Converse, support: Desk, bob: User
) -> None:
    due, later = converse(), converse()
    soon = timezone.now() + timedelta(hours=1)
    placements.set_state(due.pk, state=State.SNOOZED, until=soon, by=bob.actor)
    placements.set_state(
        later.pk, state=State.SNOOZED, until=soon + timedelta(days=1), by=bob.actor
    )
    Placement.objects.filter(conversation=due).update(snoozed_until=timezone.now())
    assert placements.wake_snoozed(by=SYSTEM) == 1
    assert standing(due.pk)["support"][0] == "open"
    assert standing(later.pk)["support"][0] == "snoozed"


def test_snoozing_into_the_past_is_refused(converse: Converse, bob: User) -> None:
    conversation = converse()
    with pytest.raises(Invalid):
        placements.set_state(
            conversation.pk, state=State.SNOOZED, until=timezone.now(), by=bob.actor
        )


def test_a_desk_that_does_not_hold_it_can_not_change_it(
    converse: Converse, pr: Desk, bob: User
) -> None:
    with pytest.raises(NotFound):
        placements.assign(converse().pk, desk=pr, owner=bob, by=bob.actor)


def test_r38_a_new_owner_leaves_a_colleagues_draft_alone(
    converse: Converse, support: Desk, bob: User, alice: User
) -> None:
    conversation = converse()
    save_draft(
        user=bob, conversation_id=conversation.pk, kind="reply", text="Dear Dana", fields={},
        seen_version=conversation.version,
    )  # fmt: skip
    placements.assign(conversation.pk, desk=support, owner=alice, by=alice.actor)
    placements.set_state(conversation.pk, state=State.DONE, by=alice.actor)
    assert Draft.objects.get(user=bob, conversation=conversation).text == "Dear Dana"

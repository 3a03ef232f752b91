"""Hand-offs: the same conversation on another desk, with a reason, a clock and an end."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Desk, User
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.models import Event
from unsilo.inbox.errors import NothingToUndo
from unsilo.inbox.models import Conversation, Placement, State
from unsilo.inbox.services import placements
from unsilo.inbox.services.changes import locked
from unsilo.routing.models import ClockKind, HandOff, HandOffState
from unsilo.routing.services import clocks
from unsilo.routing.timing import Timetable

DUE_IN = timedelta(hours=1)  # of the other desk's business time, when nobody says otherwise
LONGEST = timedelta(days=30)


@transaction.atomic
def hand_off(
    conversation: Conversation,
    *,
    to: Desk,
    why: str,
    by: Actor,
    due_in: timedelta | None = None,
    from_desk: Desk | None = None,
    at: datetime | None = None,
) -> HandOff:
    """Ask another desk to look after a conversation; it stays where it stands as well.

    ``due_in`` is business time of the other desk, within which somebody there should take it.
    """
    now = at or timezone.now()
    words = " ".join(why.split())
    if not words:
        raise Invalid(_("Say what the other desk should know."), field="why")
    if len(words) > 500:
        raise Invalid(_("Say it in 500 characters."), field="why")
    if to.archived_at is not None:
        raise Invalid(_("This desk is archived."), field="to")
    wait = due_in or DUE_IN
    if not timedelta(0) < wait <= LONGEST:
        raise Invalid(_("Give it between a minute and 30 days."), field="due_in")
    conversation = locked(conversation.pk)
    origin = from_desk or _origin(conversation, to=to, by=by)
    if origin == to:
        raise Invalid(_("It stands on this desk already."), field="to")
    if HandOff.objects.open().filter(conversation=conversation, to_desk=to).exists():
        raise Conflict(_("It has been handed to %(desk)s already.") % {"desk": to})
    placed = placements.place(conversation.pk, desk=to, by=by, at=at)
    made = HandOff.objects.create(
        conversation=conversation,
        from_desk=origin,
        to_desk=to,
        why=words,
        asked_by_id=by.user_id,
        asked_by_name=by.label[:200],
        asked_at=now,
        placed_event_id=placed.event_id,
        clock=clocks.start(
            ClockKind.HAND_OFF,
            conversation.pk,
            desk_id=to.pk,
            due_at=Timetable.load().after(to.pk, conversation.brand_id, now, wait),
            at=now,
        ),
    )
    assert made.clock is not None
    _record("handoff.made", made, by=by, at=at, why=words, due=made.clock.due_at.isoformat())
    return made


def _origin(conversation: Conversation, *, to: Desk, by: Actor) -> Desk:
    """The desk that asks: one where the asker sits, else the one that has had it longest."""
    held: list[Desk] = [
        one.desk
        for one in Placement.objects.filter(conversation=conversation)
        .exclude(desk=to)
        .select_related("desk")
        .order_by("placed_at", "id")
    ]
    if not held:
        raise Invalid(_("It stands on this desk already."), field="to")
    seats = set(
        Desk.objects.filter(seats__user=by.user_id).values_list("pk", flat=True)
        if by.user_id
        else ()
    )
    return next((desk for desk in held if desk.pk in seats), held[0])


@transaction.atomic
def accept(handoff: HandOff, *, user: User, by: Actor, at: datetime | None = None) -> HandOff:
    """Take it: who does, owns the conversation on the other desk."""
    found = _open(handoff)
    if found.state == HandOffState.ACCEPTED and found.taken_by_id == user.pk:
        return found
    placements.assign(found.conversation_id, desk=found.to_desk, owner=user, by=by, at=at)
    return _held(found)


@transaction.atomic
def give_back(handoff: HandOff, *, words: str, by: Actor, at: datetime | None = None) -> HandOff:
    """Not for this desk: back it goes, with words, and stands open where it came from."""
    said = " ".join(words.split())
    if not said:
        raise Invalid(_("Say why it comes back."), field="words")
    found = _open(handoff)
    found.words = said[:500]
    _end(found, HandOffState.RETURNED, at=at)
    held = Placement.objects.filter(conversation=found.conversation_id)
    origin = held.filter(desk=found.from_desk).first()
    changes = []
    if origin is None:
        changes.append(placements.place(found.conversation_id, desk=found.from_desk, by=by, at=at))
    elif origin.state != State.OPEN:
        changes.append(
            placements.set_state(
                found.conversation_id, state=State.OPEN, desks=[found.from_desk], by=by, at=at
            )
        )
    if held.filter(desk=found.to_desk).exists():
        changes.append(placements.remove(found.conversation_id, desk=found.to_desk, by=by, at=at))
    moved = [one.event_id for one in changes]
    _record("handoff.returned", found, by=by, at=at, words=found.words, moved=moved)
    return found


@transaction.atomic
def take_up(handoff: HandOff, *, by: Actor) -> HandOff:
    """Undo of ``give_back``, as long as the conversation stands where that left it."""
    locked(handoff.conversation_id)
    found = _held(handoff)
    asked = HandOff.objects.open().filter(conversation=found.conversation_id, to_desk=found.to_desk)
    if found.state != HandOffState.RETURNED or asked.exists():
        raise NothingToUndo
    returned = Event.objects.filter(
        conversation_id=found.conversation_id, kind="handoff.returned", data__handoff=found.pk
    ).latest("id")
    for event_id in reversed(returned.data["moved"]):
        placements.undo(event_id, by=by)
    found.state = HandOffState.ACCEPTED if found.taken_at else HandOffState.WAITING
    found.ended_at, found.words = None, ""
    found.save(update_fields=["state", "ended_at", "words"])
    if found.state == HandOffState.WAITING:
        clocks.go_on(found.clock)
    _record("handoff.taken_up", found, by=by)
    return found


@transaction.atomic
def finish(handoff: HandOff, *, by: Actor, at: datetime | None = None) -> HandOff:
    """The other desk has done its part."""
    found = _open(handoff)
    placements.set_state(
        found.conversation_id, state=State.DONE, desks=[found.to_desk], by=by, at=at
    )
    done = _held(found)
    if done.is_open:  # it stood there as done already
        _finish(done, by=by, at=at)
    return done


@transaction.atomic
def withdraw(handoff: HandOff, *, by: Actor) -> HandOff:
    """Undo of ``hand_off``, as long as nobody over there has taken it."""
    found = _open(handoff)
    if found.state != HandOffState.WAITING:
        raise NothingToUndo
    _end(found, HandOffState.WITHDRAWN)
    if found.placed_event_id is not None:
        placements.undo(found.placed_event_id, by=by)
    _record("handoff.withdrawn", found, by=by)
    return found


# What follows from verbs of the inbox


def taken(conversation_id: int, *, desk_ids: Iterable[int], by: Actor, at: datetime) -> None:
    """Somebody owns the conversation on these desks now: what they were asked is accepted."""
    for one in _of(conversation_id, desk_ids).filter(state=HandOffState.WAITING):
        owner = (
            Placement.objects.filter(conversation=conversation_id, desk=one.to_desk_id)
            .values_list("owner_id", flat=True)
            .first()
        )
        if owner is None:
            continue
        one.state, one.taken_by_id, one.taken_at = HandOffState.ACCEPTED, owner, at
        one.save(update_fields=["state", "taken_by", "taken_at"])
        clocks.stop(one.clock, at=at)
        _record("handoff.accepted", one, by=by, at=at, owner=owner)


def closed(conversation_id: int, *, desk_ids: Iterable[int], by: Actor, at: datetime) -> None:
    """The other desk marked it as done, so the hand-off is."""
    for one in _of(conversation_id, desk_ids):
        _finish(one, by=by, at=at)


def left(conversation_id: int, *, desk_ids: Iterable[int], by: Actor, at: datetime) -> None:
    """It was taken off the other desk, so nothing is asked there any more."""
    for one in _of(conversation_id, desk_ids):
        _end(one, HandOffState.WITHDRAWN, at=at)
        _record("handoff.withdrawn", one, by=by, at=at)


def _of(conversation_id: int, desk_ids: Iterable[int]) -> QuerySet[HandOff]:
    return (
        HandOff.objects.open()
        .select_for_update(of=("self",))
        .filter(conversation=conversation_id, to_desk__in=list(desk_ids))
        .select_related("conversation", "clock")
    )


def _finish(handoff: HandOff, *, by: Actor, at: datetime | None) -> None:
    _end(handoff, HandOffState.DONE, at=at)
    _record("handoff.done", handoff, by=by, at=at)


def _end(handoff: HandOff, state: HandOffState, *, at: datetime | None = None) -> None:
    now = at or timezone.now()
    handoff.state, handoff.ended_at = state, now
    handoff.save(update_fields=["state", "ended_at", "words"])
    clocks.stop(handoff.clock, at=now, cancelled=state == HandOffState.WITHDRAWN)


def _held(handoff: HandOff) -> HandOff:
    return (
        HandOff.objects.select_for_update(of=("self",))
        .select_related("conversation", "from_desk", "to_desk", "clock", "taken_by", "asked_by")
        .get(pk=handoff.pk)
    )


def _open(handoff: HandOff) -> HandOff:
    found = _held(handoff)
    if not found.is_open:
        raise Conflict(_("This hand-off has come to its end already."))
    return found


def _record(
    kind: str, handoff: HandOff, *, by: Actor, at: datetime | None = None, **data: object
) -> int:
    conversation = handoff.conversation
    return events.record(
        kind,
        by=by,
        conversation_id=conversation.pk,
        person_id=conversation.person_id,
        brand_id=conversation.brand_id,
        desk_ids=[handoff.from_desk_id, handoff.to_desk_id],
        data={
            "handoff": handoff.pk,
            "from": handoff.from_desk_id,
            "to": handoff.to_desk_id,
            **data,
        },
        at=at,
    )

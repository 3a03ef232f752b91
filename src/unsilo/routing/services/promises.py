"""Promises: made with a time, kept by an answer or by hand, broken by the clock alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Desk, User
from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.inbox.models import Conversation, Placement
from unsilo.inbox.services.changes import locked
from unsilo.routing.models import Clock, ClockKind, Promise, PromiseState
from unsilo.routing.services import clocks
from unsilo.routing.timing import Timetable

SOON = timedelta(hours=1)  # what "right back" means when nobody says more
FURTHEST = timedelta(days=730)


@transaction.atomic
def promise(
    conversation: Conversation,
    *,
    text: str,
    by: Actor,
    due: datetime | None = None,
    within: timedelta | None = None,
    owner: User | None = None,
    desk: Desk | None = None,
    kept_by_answer: bool = True,
    in_next_answer: bool = False,
    at: datetime | None = None,
) -> Promise:
    """Note what we said we would do, and start its clock.

    With ``within`` instead of ``due`` the promise waits until the person has written again, and is
    then due after that much business time of the desk. An answer keeps it, unless it is to be kept
    by hand; ``in_next_answer`` says that it is being made in the answer that goes out next, which
    then does not keep it.
    """
    now = at or timezone.now()
    words = " ".join(text.split())
    if not words:
        raise Invalid(_("Say what was promised."), field="text")
    if len(words) > 300:
        raise Invalid(_("Say it in 300 characters."), field="text")
    if due is not None and not now < due < now + FURTHEST:
        raise Invalid(_("Name a time in the future."), field="due")
    conversation = locked(conversation.pk)
    made = Promise(
        conversation=conversation,
        desk=desk or _desk_for(conversation, owner),
        owner=owner,
        text=words,
        made_by=by.label[:200],
        made_at=now,
    )
    if due is None:
        wait = within or SOON
        if not timedelta(0) < wait < FURTHEST:
            raise Invalid(_("Name a time in the future."), field="due")
        made.state = PromiseState.WAITING
        made.within = int(wait / timedelta(minutes=1)) or 1
    else:
        made.due_at = due
        made.clock = clocks.start(
            ClockKind.PROMISE,
            conversation.pk,
            desk_id=made.desk_id,
            due_at=due,
            at=now,
            by_answer=kept_by_answer,
            lets_pass=int(in_next_answer),
        )
    made.save()
    _record("promise.made", made, by=by, at=at, words=words, due=due)
    return made


def _desk_for(conversation: Conversation, owner: User | None) -> Desk:
    """Where the owner works on it; else the desk that has had it longest."""
    held: list[Desk] = [
        one.desk
        for one in Placement.objects.filter(conversation=conversation)
        .select_related("desk")
        .order_by("placed_at", "id")
    ]
    seats = set(owner.seats.values_list("desk_id", flat=True)) if owner else set()
    return next((desk for desk in held if desk.pk in seats), held[0])


@transaction.atomic
def keep(made: Promise, *, by: Actor, at: datetime | None = None) -> Promise:
    """It was done, by hand or otherwise. Late is kept too, but stays broken in the count."""
    found = _open(made)
    now = at or timezone.now()
    if found.due_at is None:  # done before the person wrote again
        found.due_at = now
    clocks.stop(found.clock, at=now)
    late = found.state == PromiseState.BROKEN or found.due_at < now
    _settle(found, PromiseState.BROKEN if late else PromiseState.KEPT, at=now)
    _record("promise.kept", found, by=by, at=at, late=late)
    return found


@transaction.atomic
def let_go(made: Promise, *, words: str, by: Actor, at: datetime | None = None) -> Promise:
    """It will not be done, and somebody says why."""
    said = " ".join(words.split())[:300]
    if not said:
        raise Invalid(_("Say why it is let go."), field="words")
    found = _open(made)
    now = at or timezone.now()
    clocks.stop(found.clock, at=now, cancelled=True)
    found.words = said
    _settle(
        found,
        PromiseState.BROKEN if found.state == PromiseState.BROKEN else PromiseState.DROPPED,
        at=now,
    )
    _record("promise.let_go", found, by=by, at=at, words=said)
    return found


@transaction.atomic
def take_up(made: Promise, *, by: Actor) -> Promise:
    """Undo of ``keep`` and ``let_go``: it is open again, as late as it is."""
    found = _held(made)
    if not found.is_settled:
        raise Conflict(_("This promise is open."))
    clocks.go_on(found.clock)
    found.settled_at, found.words = None, ""
    if found.clock is None:
        found.state, found.due_at = PromiseState.WAITING, None
    else:
        found.state = _state_of(found.clock)
    found.save(update_fields=["settled_at", "words", "state", "due_at"])
    _record("promise.taken_up", found, by=by)
    return found


@transaction.atomic
def unmake(made: Promise, *, by: Actor) -> None:
    """Undo of ``promise``, as long as it is open."""
    found = _open(made)
    _record("promise.unmade", found, by=by)
    clock = found.clock
    found.delete()
    if clock is not None:
        clock.delete()


@transaction.atomic
def change_owner(made: Promise, *, owner: User | None, by: Actor) -> Promise:
    """Give a promise to somebody else to keep."""
    found = _open(made)
    if owner is not None:
        able = User.objects.working_on(found.desk, brand_id=found.conversation.brand_id)
        if not able.filter(pk=owner.pk).exists():
            raise Invalid(_("%(name)s can't work on this desk.") % {"name": owner}, field="owner")
    found.owner = owner
    found.save(update_fields=["owner"])
    _record("promise.given", found, by=by, owner=owner.pk if owner else None)
    return found


# What happens by itself


def begin_for(heard: Sequence[tuple[int, int | None, datetime]]) -> None:
    """People wrote, as (conversation, person, moment): what was promised for then is due from now.

    In public others speak up too; only the person whose conversation it is counts.
    """
    first: dict[int, datetime] = {}
    wrote = {(conversation_id, person_id): at for conversation_id, person_id, at in reversed(heard)}
    whose = Promise.objects.filter(
        conversation__in={one[0] for one in heard}, state=PromiseState.WAITING
    ).values_list("conversation_id", "conversation__person_id")
    for conversation_id, person_id in whose:
        if at := wrote.get((conversation_id, person_id)):
            first[conversation_id] = at
    if not first:
        return
    waiting = list(
        Promise.objects.select_for_update(of=("self",))
        .filter(conversation__in=first, state=PromiseState.WAITING)
        .select_related("conversation")
    )
    timetable = Timetable.load()
    for one in waiting:
        assert one.within is not None
        at = first[one.conversation_id]
        one.due_at = timetable.after(
            one.desk_id, one.conversation.brand_id, at, timedelta(minutes=one.within)
        )
        one.state = PromiseState.OPEN
        one.clock = clocks.start(
            ClockKind.PROMISE,
            one.conversation_id,
            desk_id=one.desk_id,
            due_at=one.due_at,
            at=at,
            by_answer=True,
        )
        one.save(update_fields=["due_at", "state", "clock"])
        _record("promise.begun", one, by=SYSTEM, at=at, due=one.due_at)


def kept_by_clocks(clock_ids: Sequence[int], *, by: Actor, at: datetime) -> None:
    """An answer stopped the clocks of these promises."""
    for one in Promise.objects.filter(clock__in=clock_ids).select_related("clock", "conversation"):
        assert one.clock is not None
        state = _state_of(one.clock)
        late = state == PromiseState.BROKEN
        _settle(one, state if late else PromiseState.KEPT, at=at)
        _record("promise.kept", one, by=by, at=at, late=late)


def taken_up_by_clocks(clock_ids: Sequence[int]) -> None:
    """The answer that kept them was taken back."""
    for one in Promise.objects.filter(clock__in=clock_ids).select_related("clock"):
        assert one.clock is not None
        one.settled_at, one.state = None, _state_of(one.clock)
        one.save(update_fields=["settled_at", "state"])


def broken(broken_clocks: Sequence[Clock]) -> None:
    """The sweep found that they are late."""
    Promise.objects.filter(
        clock__in=[one.pk for one in broken_clocks], state=PromiseState.OPEN
    ).update(state=PromiseState.BROKEN)


def _state_of(clock: Clock) -> PromiseState:
    return PromiseState.BROKEN if clock.outcome == "broken" else PromiseState.OPEN


def _held(made: Promise) -> Promise:
    return (
        Promise.objects.select_for_update(of=("self",))
        .select_related("conversation", "desk", "clock")
        .get(pk=made.pk)
    )


def _open(made: Promise) -> Promise:
    found = _held(made)
    if found.is_settled:
        raise Conflict(_("This promise has been settled already."))
    return found


def _settle(made: Promise, state: PromiseState, *, at: datetime) -> None:
    made.state, made.settled_at = state, at
    made.save(update_fields=["state", "settled_at", "words", "due_at"])


def _record(
    kind: str,
    made: Promise,
    *,
    by: Actor,
    at: datetime | None = None,
    due: datetime | None = None,
    **data: object,
) -> int:
    conversation = made.conversation
    return events.record(
        kind,
        by=by,
        conversation_id=conversation.pk,
        person_id=conversation.person_id,
        brand_id=conversation.brand_id,
        desk_ids=[made.desk_id],
        data={
            "promise": made.pk,
            "desk": made.desk_id,
            "text": made.text,
            **({"due": due.isoformat()} if due else {}),
            **data,
        },
        at=at,
    )

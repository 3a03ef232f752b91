"""Where a conversation stands: desks, owners, states, priorities. Each verb can be undone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from unsilo.accounts.models import Desk, User
from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid, NotFound
from unsilo.core.models import Event
from unsilo.inbox.errors import NothingToUndo
from unsilo.inbox.models import Conversation, Placement, Priority, State
from unsilo.inbox.services.changes import locked, log


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about one placement that a verb may change; None when there is no placement."""

    state: str
    owner_id: int | None
    priority: int
    snoozed_until: datetime | None

    @classmethod
    def of(cls, placement: Placement | None) -> "Standing | None":
        if placement is None:
            return None
        return cls(placement.state, placement.owner_id, placement.priority, placement.snoozed_until)

    def as_data(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "owner": self.owner_id,
            "priority": self.priority,
            "snoozed_until": self.snoozed_until.isoformat() if self.snoozed_until else None,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any] | None) -> "Standing | None":
        if data is None:
            return None
        until = parse_datetime(data["snoozed_until"]) if data["snoozed_until"] else None
        return cls(data["state"], data["owner"], data["priority"], until)


@dataclass(frozen=True, slots=True)
class Change:
    """What a verb did. ``event_id`` undoes it; None means that nothing had to change."""

    event_id: int | None
    conversation_id: int


def _placement(conversation: Conversation, desk_id: int) -> Placement | None:
    return Placement.objects.filter(conversation=conversation, desk_id=desk_id).first()


def _write(
    conversation: Conversation, desk_id: int, wanted: Standing | None, *, at: datetime
) -> None:
    """Make the placement on a desk stand as ``wanted``."""
    placements = Placement.objects.filter(conversation=conversation, desk_id=desk_id)
    if wanted is None:
        placements.delete()
        return
    values: dict[str, Any] = {
        "state": wanted.state,
        "owner_id": wanted.owner_id,
        "priority": wanted.priority,
        "snoozed_until": wanted.snoozed_until,
        "done_at": at if wanted.state == State.DONE else None,
    }
    if not placements.update(**values):
        Placement.objects.create(
            conversation=conversation,
            desk_id=desk_id,
            brand_id=conversation.brand_id,
            active_at=conversation.last_message_at,
            placed_at=at,
            **values,
        )


def _apply(
    kind: str,
    conversation: Conversation,
    wanted: dict[int, Standing | None],
    *,
    by: Actor,
    at: datetime | None,
    data: dict[str, Any] | None = None,
) -> Change:
    """Bring several desks to a standing, log what was and what is, in one event."""
    when = at or timezone.now()
    steps = []
    for desk_id, standing in wanted.items():
        before = Standing.of(_placement(conversation, desk_id))
        if before == standing:
            continue
        _write(conversation, desk_id, standing, at=when)
        steps.append(
            {
                "desk": desk_id,
                "before": before.as_data() if before else None,
                "after": standing.as_data() if standing else None,
            }
        )
    if not steps:
        return Change(None, conversation.pk)
    held = set(
        Placement.objects.filter(conversation=conversation).values_list("desk_id", flat=True)
    )
    told = sorted(held | set(wanted))
    event_id = log(
        kind, conversation, by=by, desk_ids=told, data={"steps": steps, **(data or {})}, at=at
    )
    return Change(event_id, conversation.pk)


def _existing(conversation: Conversation, desk: Desk) -> Standing:
    standing = Standing.of(_placement(conversation, desk.pk))
    if standing is None:
        raise NotFound(f"This conversation does not stand on {desk}.")
    return standing


def _require_worker(owner: User, desk: Desk, conversation: Conversation) -> None:
    """Nobody gets what they could not answer."""
    if not owner.is_active:
        raise Invalid(f"{owner} no longer works here.")
    able = User.objects.working_on(desk, brand_id=conversation.brand_id)
    if not able.filter(pk=owner.pk).exists():
        raise Invalid(f"{owner} has no seat on {desk}, or does not work for this brand.")


@transaction.atomic
def assign(
    conversation_id: int, *, desk: Desk, owner: User | None, by: Actor, at: datetime | None = None
) -> Change:
    """Give the conversation to a colleague on one desk, or to nobody."""
    conversation = locked(conversation_id)
    now = _existing(conversation, desk)
    if owner is not None:
        _require_worker(owner, desk, conversation)
    owner_id = owner.pk if owner else None
    wanted = Standing(now.state, owner_id, now.priority, now.snoozed_until)
    kind = "conversation.assigned" if owner else "conversation.unassigned"
    data = {"owner": owner_id, "owner_name": str(owner) if owner else "", "desk_name": desk.name}
    return _apply(kind, conversation, {desk.pk: wanted}, by=by, at=at, data=data)


@transaction.atomic
def set_state(
    conversation_id: int,
    *,
    state: State,
    by: Actor,
    desks: list[Desk] | None = None,
    until: datetime | None = None,
    at: datetime | None = None,
) -> Change:
    """Close, reopen, snooze or set waiting, on the named desks or on all that hold it."""
    if state == State.SNOOZED and (until is None or until <= (at or timezone.now())):
        raise Invalid("Name a time in the future to snooze until.")
    conversation = locked(conversation_id)
    held = Placement.objects.filter(conversation=conversation)
    if desks is not None:
        held = held.filter(desk__in=desks)
    wanted: dict[int, Standing | None] = {
        placement.desk_id: Standing(
            state,
            placement.owner_id,
            placement.priority,
            until if state == State.SNOOZED else None,
        )
        for placement in held
    }
    if not wanted:
        raise NotFound("This conversation does not stand on that desk.")
    kinds = {
        State.OPEN: "conversation.reopened",
        State.WAITING: "conversation.waiting",
        State.SNOOZED: "conversation.snoozed",
        State.DONE: "conversation.closed",
    }
    data = {"until": until.isoformat()} if until else None
    return _apply(kinds[state], conversation, wanted, by=by, at=at, data=data)


@transaction.atomic
def set_priority(
    conversation_id: int, *, desk: Desk, priority: Priority, by: Actor, at: datetime | None = None
) -> Change:
    """Say how urgent it is on one desk."""
    conversation = locked(conversation_id)
    now = _existing(conversation, desk)
    wanted = Standing(now.state, now.owner_id, priority, now.snoozed_until)
    data = {"priority": Priority(priority).label}
    return _apply(
        "conversation.prioritised", conversation, {desk.pk: wanted}, by=by, at=at, data=data
    )


@transaction.atomic
def place(conversation_id: int, *, desk: Desk, by: Actor, at: datetime | None = None) -> Change:
    """Put the conversation on one more desk; where it stood it stays."""
    conversation = locked(conversation_id)
    before = Standing.of(_placement(conversation, desk.pk))
    if before is not None and before.state != State.DONE:
        return Change(None, conversation.pk)
    priority = before.priority if before else Priority.NORMAL
    owner_id = before.owner_id if before else None
    wanted = Standing(State.OPEN, owner_id, priority, None)
    return _apply(
        "conversation.placed", conversation, {desk.pk: wanted}, by=by, at=at,
        data={"desk_name": desk.name},
    )  # fmt: skip


@transaction.atomic
def move(
    conversation_id: int, *, from_desk: Desk, to_desk: Desk, by: Actor, at: datetime | None = None
) -> Change:
    """Hand the conversation to another desk: it leaves the first."""
    if from_desk == to_desk:
        raise Invalid("It stands on this desk already.")
    conversation = locked(conversation_id)
    now = _existing(conversation, from_desk)
    there = Standing.of(_placement(conversation, to_desk.pk))
    state = State.OPEN if now.state in (State.OPEN, State.SNOOZED) else now.state
    priority = max(now.priority, there.priority if there else Priority.LOW)
    wanted = Standing(state, there.owner_id if there else None, priority, None)
    data = {"from_name": from_desk.name, "to_name": to_desk.name}
    return _apply(
        "conversation.moved", conversation, {from_desk.pk: None, to_desk.pk: wanted},
        by=by, at=at, data=data,
    )  # fmt: skip


@transaction.atomic
def remove(conversation_id: int, *, desk: Desk, by: Actor, at: datetime | None = None) -> Change:
    """Take the conversation off a desk. The last desk keeps it: nothing may stand nowhere."""
    conversation = locked(conversation_id)
    _existing(conversation, desk)
    if Placement.objects.filter(conversation=conversation).count() == 1:
        raise Invalid("This is its only desk. Move it instead.")
    return _apply(
        "conversation.removed", conversation, {desk.pk: None}, by=by, at=at,
        data={"desk_name": desk.name},
    )  # fmt: skip


@transaction.atomic
def mark_spam(conversation_id: int, *, spam: bool, by: Actor, at: datetime | None = None) -> Change:
    """Mark as spam and close on every desk, or the reverse."""
    conversation = locked(conversation_id)
    if conversation.is_spam == spam:
        return Change(None, conversation.pk)
    Conversation.objects.filter(pk=conversation.pk).update(is_spam=spam)
    state = State.DONE if spam else State.OPEN
    wanted: dict[int, Standing | None] = {
        placement.desk_id: Standing(state, placement.owner_id, placement.priority, None)
        for placement in Placement.objects.filter(conversation=conversation)
    }
    kind = "conversation.marked_spam" if spam else "conversation.unmarked_spam"
    change = _apply(kind, conversation, wanted, by=by, at=at, data={"spam": spam})
    if change.event_id is None:
        event_id = log(kind, conversation, by=by, data={"spam": spam, "steps": []}, at=at)
        return Change(event_id, conversation.pk)
    return change


def restore(conversation: Conversation, step: dict[str, Any]) -> None:
    """Put one desk back to where a step began, unless somebody changed it since."""
    if Standing.of(_placement(conversation, step["desk"])) == Standing.from_data(step["after"]):
        before = Standing.from_data(step["before"])
        _write(conversation, step["desk"], before, at=timezone.now())


@transaction.atomic
def undo(event_id: int, *, by: Actor, at: datetime | None = None) -> Change:
    """Take a verb of this module back, if nothing changed the same placements since."""
    event = Event.objects.filter(pk=event_id, data__has_key="steps").first()
    if event is None or event.conversation_id is None:
        raise NotFound
    conversation = locked(event.conversation_id)
    for step in event.data["steps"]:
        present = Standing.of(_placement(conversation, step["desk"]))
        if present != Standing.from_data(step["after"]):
            raise NothingToUndo
    if "spam" in event.data:
        if conversation.is_spam != event.data["spam"]:
            raise NothingToUndo
        Conversation.objects.filter(pk=conversation.pk).update(is_spam=not event.data["spam"])
    wanted = {step["desk"]: Standing.from_data(step["before"]) for step in event.data["steps"]}
    change = _apply(
        "conversation.undone", conversation, wanted, by=by, at=at,
        data={"undone": event.pk, "undone_kind": event.kind},
    )  # fmt: skip
    if change.event_id is None:
        undone = {"undone": event.pk, "undone_kind": event.kind, "steps": []}
        return Change(
            log("conversation.undone", conversation, by=by, data=undone, at=at), conversation.pk
        )
    return change


def wake_snoozed(*, by: Actor, limit: int = 500) -> int:
    """Open again what was snoozed until now. Returns how many."""
    due = Placement.objects.filter(state=State.SNOOZED, snoozed_until__lte=timezone.now()).order_by(
        "snoozed_until"
    )[:limit]
    woken = 0
    for conversation_id, desk_id in list(due.values_list("conversation_id", "desk_id")):
        with transaction.atomic():
            conversation = locked(conversation_id)
            placement = _placement(conversation, desk_id)
            if (
                placement is None
                or placement.snoozed_until is None
                or placement.snoozed_until > timezone.now()
            ):
                continue
            wanted = Standing(State.OPEN, placement.owner_id, placement.priority, None)
            _apply("conversation.woke", conversation, {desk_id: wanted}, by=by, at=None)
            woken += 1
    return woken

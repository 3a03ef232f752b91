"""Doors: opened by the first request, moved by people and by what managers say."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.validation import check
from unsilo.wins.models import Answer, Door, RequestForm, Stage

# What a manager's answer makes of a door that nobody has looked after yet.
_ANSWERS = {
    Answer.SAMPLE: Stage.CONTACTED,
    Answer.CALL: Stage.CONTACTED,
    Answer.CONSIDER: Stage.CONTACTED,
    Answer.BUYER: Stage.CONTACTED,
    Answer.DECLINED: Stage.DECLINED,
}


def asked_for(form: RequestForm, *, by: Actor, at: datetime) -> None:
    """Count a request; the first opens the door. Without a store there is none."""
    if form.store is None:
        return
    door, is_new = Door.objects.get_or_create(
        store=form.store,
        product=form.product,
        defaults={"last_request_at": at, "stage_since": at},
    )
    door = Door.objects.select_for_update().get(pk=door.pk)
    door.requests += 1
    door.last_request_at = max(door.last_request_at, at)
    door.save(update_fields=["requests", "last_request_at"])
    if is_new:
        _record("door.opened", door, by=by, at=at)


def not_asked_for(form: RequestForm, *, by: Actor) -> None:
    """A request was taken back; a door that nobody asked for is none."""
    doors = Door.objects.select_for_update().filter(store=form.store_id, product=form.product_id)
    for door in doors:
        door.requests -= 1
        if door.requests < 1 and door.stage == Stage.REQUESTED:
            _record("door.closed", door, by=by)
            door.delete()
        else:
            door.save(update_fields=["requests"])


def answered(form: RequestForm, *, by: Actor, at: datetime) -> None:
    """People decide what follows; only a door at its beginning moves by itself."""
    for door in Door.objects.filter(store=form.store_id, product=form.product_id):
        if not door.contact and form.contact:
            door.buyer, door.contact = form.manager, form.contact
            door.save(update_fields=["buyer", "contact"])
        if door.stage == Stage.REQUESTED:
            move(door, stage=_ANSWERS[Answer(form.answer)], by=by, at=at)


@transaction.atomic
def move(door: Door, *, stage: str, by: Actor, at: datetime | None = None) -> str:
    """Put a door into a stage. Returns the one it came from, for an undo."""
    door = Door.objects.select_for_update(of=("self",)).get(pk=door.pk)
    before = door.stage
    if stage == before:
        return before
    door.stage, door.stage_since = stage, at or timezone.now()
    check(door)
    door.save(update_fields=["stage", "stage_since"])
    _record("door.moved", door, by=by, at=door.stage_since, stage=stage, before=before)
    return before


@transaction.atomic
def update(
    door: Door, *, owner: User | None, buyer: str, contact: str, note: str, by: Actor
) -> Door:
    door = Door.objects.select_for_update(of=("self",)).get(pk=door.pk)
    door.owner, door.buyer, door.contact, door.note = owner, buyer, contact, note
    check(door)
    door.save(update_fields=["owner", "buyer", "contact", "note"])
    _record("door.updated", door, by=by)
    return door


def _record(kind: str, door: Door, *, by: Actor, at: datetime | None = None, **more: Any) -> None:
    data = {"door_id": door.pk, "product": str(door.product), "store": str(door.store)} | more
    events.record(kind, by=by, data=data, at=at)

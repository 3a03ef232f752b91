"""What people say instead of the model: kept for each message and head, and taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.core import locks
from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid, NotFound
from unsilo.core.models import Event
from unsilo.inbox.errors import NothingToUndo
from unsilo.inbox.models import Message
from unsilo.inbox.services.changes import log
from unsilo.triage import judging
from unsilo.triage.models import Correction, Head, Reading
from unsilo.triage.services.due import is_for_reading
from unsilo.triage.services.reading import lock_name
from unsilo.triage.services.summaries import summarise

BY_HAND = "people"  # the version of a reading that no model has made


@dataclass(frozen=True, slots=True)
class Corrected:
    """``event_id`` takes it back."""

    event_id: int
    conversation_id: int


@transaction.atomic
def correct(
    message_id: int,
    *,
    head: str,
    said: str,
    by: Actor,
    user: User | None = None,
    at: datetime | None = None,
) -> Corrected:
    """Say what a message feels, wants, or is. What is said holds from now on, for every version."""
    if said not in judging.ANSWERS.get(head, ()):
        raise Invalid("This is no answer here.")
    message, reading = _locked(message_id)
    before = Correction.objects.filter(message=message, head=head).first()
    was = judging.holding(reading.judgement, _without_people(reading.decided, head))[head]
    Correction.objects.update_or_create(
        message=message,
        head=head,
        defaults={
            "said": said,
            "was": was,
            "version": reading.version,
            "user": user,
            "by": by.label[:200],
            "at": at or timezone.now(),
        },
    )
    _hold(reading, head, {"said": said, "name": by.label})
    data = {"head": head, "said": said, "was": was, "before": _as_data(before)}
    return _told("reading.corrected", message, data, by=by, at=at)


def confirm(message_id: int, *, by: Actor, user: User | None = None) -> list[Corrected]:
    """Say that the reading is right: what it says of every head holds, and teaches."""
    reading = Reading.objects.current().filter(message=message_id, is_read=True).first()
    if reading is None:
        raise NotFound
    holding = judging.holding(reading.judgement, reading.decided)
    return [
        correct(message_id, head=head, said=said, by=by, user=user)
        for head, said in holding.items()
        if said in judging.ANSWERS[head] and (said or head == Head.INTENT)
    ]


@transaction.atomic
def take_back(message_id: int, *, head: str, by: Actor) -> Corrected | None:
    """Have the model's answer hold again. None when nobody had said anything else."""
    message, reading = _locked(message_id)
    deleted, _rows = Correction.objects.filter(message=message, head=head).delete()
    if not deleted:
        return None
    _hold(reading, head, None)
    return _told("reading.uncorrected", message, {"head": head}, by=by)


@transaction.atomic
def undo(event_id: int, *, by: Actor) -> Corrected:
    """Take a correction back; what was said before it holds again.

    Raises ``NothingToUndo`` when somebody said something else since.
    """
    event = Event.objects.filter(pk=event_id, kind="reading.corrected").first()
    if event is None or event.message_id is None:
        raise NotFound
    message, reading = _locked(event.message_id)
    head, before = event.data["head"], event.data["before"]
    later = Event.objects.filter(
        kind__in=("reading.corrected", "reading.uncorrected"),
        conversation_id=event.conversation_id,
        message_id=message.pk,
        data__head=head,
        pk__gt=event.pk,
    )
    if later.exists():
        raise NothingToUndo
    if before is None:
        Correction.objects.filter(message=message, head=head).delete()
        _hold(reading, head, None)
    else:
        Correction.objects.filter(message=message, head=head).update(**before)
        _hold(reading, head, {"said": before["said"], "name": before["by"]})
    return _told("reading.uncorrected", message, {"head": head}, by=by)


def _locked(message_id: int) -> tuple[Message, Reading]:
    """The message with its current reading, which no batch writes meanwhile."""
    locks.hold(lock_name(message_id))
    message = Message.objects.select_related("conversation").filter(pk=message_id).first()
    if message is None or not is_for_reading(message):
        raise NotFound
    reading = Reading.objects.current().filter(message=message).first()
    if reading is None:
        reading = Reading.objects.create(message=message, version=BY_HAND)
    return message, reading


def _without_people(decided: Mapping[str, Any], head: str) -> dict[str, Any]:
    return {
        name: {voice: said for voice, said in voices.items() if name != head or voice != "person"}
        for name, voices in decided.items()
    }


def _hold(reading: Reading, head: str, person: dict[str, str] | None) -> None:
    """Have the reading say what holds now."""
    decided = _without_people(reading.decided, head)
    if person is not None:
        decided.setdefault(head, {})["person"] = person
    reading.decided = {name: voices for name, voices in decided.items() if voices}
    values = judging.columns(reading.judgement, reading.decided)
    for name, value in values.items():
        setattr(reading, name, value)
    reading.save(update_fields=["decided", *values])
    summarise([reading.message.conversation_id])


def _told(
    kind: str,
    message: Message,
    data: dict[str, Any],
    *,
    by: Actor,
    at: datetime | None = None,
) -> Corrected:
    event_id = log(kind, message.conversation, by=by, message_id=message.pk, data=data, at=at)
    return Corrected(event_id, message.conversation_id)


def _as_data(correction: Correction | None) -> dict[str, Any] | None:
    if correction is None:
        return None
    return {
        "said": correction.said,
        "was": correction.was,
        "version": correction.version,
        "user_id": correction.user_id,
        "by": correction.by,
        "at": correction.at.isoformat(),
    }

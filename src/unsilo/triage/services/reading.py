"""Have messages read: the model, what was learned here, what people said; then keep it.

The model runs in workers only. A batch is read and written in one transaction, so that whoever is
killed over it leaves its messages due.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Left
from django.utils import timezone

from unsilo.channels.ports import desks_of_conversations
from unsilo.core import events, locks
from unsilo.core.actor import SYSTEM
from unsilo.core.events import NewEvent
from unsilo.core.memory import give_back
from unsilo.inbox.models import Message
from unsilo.triage import judging, near, ports
from unsilo.triage.learned import forget_learned, learned
from unsilo.triage.models import Correction, DueReading, ReaderState, Reading
from unsilo.triage.reader import Judgement, Reader, ReaderMissing, load, unload
from unsilo.triage.services import due, outside
from unsilo.triage.services.summaries import summarise
from unsilo.triage.texts import words_of

logger = logging.getLogger(__name__)

BATCH = 64
TEXT = 20_000  # characters of a message that are looked at
MEASURED = 16  # messages in a batch from which its speed says something
IDLE_SECONDS = 180
FRESH = timedelta(hours=6)  # readings of messages sent since then are told to browsers one by one


@dataclass(frozen=True, slots=True)
class Words:
    """A message as the model gets it."""

    message_id: int
    conversation_id: int
    person_id: int | None
    brand_id: int
    text: str
    is_fresh: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a batch. ``changed`` counts those of which something else holds now."""

    read: int = 0
    failed: int = 0
    changed: int = 0


class _Use:
    """When this process last needed the model; None while it is not loaded."""

    last: float | None = None


def reader() -> Reader:
    """The model, with its state told to the pages. Raises ``ReaderMissing``."""
    _Use.last = time.monotonic()
    try:
        found = load()
    except ReaderMissing as missing:
        tell_state(problem=missing.message)
        raise
    return found


def rest() -> None:
    """Give the model's memory back where nothing was read for a while: some 150 MB."""
    if _Use.last is not None and time.monotonic() - _Use.last > IDLE_SECONDS:
        _Use.last = None
        unload()
        forget_learned()
        give_back()


def tell_state(*, version: str = "", problem: str = "", per_second: float = 0.0) -> None:
    """Let pages know how the model does. Its last speed stays until there is another."""
    values: dict[str, Any] = {"problem": problem[:400], "seen_at": timezone.now()}
    if version:
        values["version"] = version
    if per_second:
        values["per_second"] = per_second
    ReaderState.objects.update_or_create(pk=1, defaults=values)


def read_due(limit: int = BATCH) -> Done:
    """Read the next due messages. All counts are 0 when there are none."""
    if not due.is_any():
        return Done()
    model = reader()
    began = time.monotonic()
    try:
        with transaction.atomic():
            ids = due.claim(limit)
            done = read_batch(ids, model)
            DueReading.objects.filter(message_id__in=ids).delete()
            ports.tried(ids)
    except Exception as error:  # the model fell over a text: find out which
        logger.exception("a batch of readings failed")
        return _one_by_one(limit, model, error)
    if done.read:
        rate = done.read / (time.monotonic() - began)
        tell_state(version=model.version, per_second=rate if done.read >= MEASURED else 0.0)
    return done


def _one_by_one(limit: int, model: Reader, error: Exception) -> Done:
    with transaction.atomic():
        ids = due.claim(limit)
        failed = [one for one in ids if not _read_alone(one, model)]
        DueReading.objects.filter(message_id__in=set(ids) - set(failed)).delete()
        due.put_off(failed, f"{type(error).__name__}: {error}")
        ports.tried(ids)
    return Done(read=len(ids) - len(failed), failed=len(failed))


def _read_alone(message_id: int, model: Reader) -> bool:
    try:
        with transaction.atomic():
            read_batch([message_id], model)
    except Exception:
        logger.exception("message %s can't be read", message_id)
        return False
    return True


def read_batch(message_ids: Sequence[int], model: Reader) -> Done:
    """Read these messages with ``model`` and keep what holds, in the running transaction."""
    many = _words(message_ids)
    if not many:
        return Done()
    texts = [one.text for one in many]
    judgements, vectors = model.read(texts), model.embed(texts)
    judged = [judging.as_json(judgement) for judgement in judgements]
    answers = [judging.answers_of(one) for one in judged]
    taught = learned(model.version).decide(vectors, answers)
    ids = [one.message_id for one in many]
    locks.hold(*(lock_name(pk) for pk in ids))  # corrections are made one message at a time
    decided = _decided(ids, taught, judgements)
    changed = _write(model.version, ids, judged, decided)
    near.keep(model.version, ids, vectors)
    summarise([one.conversation_id for one in many])
    _tell(many, judged, decided, model.version)
    return Done(read=len(many), changed=changed)


def embed_again(message_ids: Sequence[int], model: Reader) -> None:
    """Find out where messages lie for this version, without reading them."""
    many = _words(message_ids)
    if many:
        vectors = model.embed([one.text for one in many])
        near.keep(model.version, [one.message_id for one in many], vectors)


def lock_name(message_id: int) -> str:
    return f"reading:{message_id}"


def _words(message_ids: Sequence[int]) -> list[Words]:
    rows = Message.objects.filter(pk__in=message_ids).order_by("pk")
    long_ago = timezone.now() - FRESH
    return [
        Words(pk, conversation, person, brand, words_of(subject, short, whole), sent_at > long_ago)
        for pk, conversation, person, brand, subject, short, whole, sent_at in rows.annotate(
            short=Left("reply_text", TEXT), whole=Left("text", TEXT)
        ).values_list(
            "pk",
            "conversation_id",
            "conversation__person_id",
            "conversation__brand_id",
            "subject",
            "short",
            "whole",
            "sent_at",
        )
    ]


def _decided(
    ids: Sequence[int],
    taught: Sequence[dict[str, dict[str, Any]]],
    judgements: Sequence[Judgement],
) -> list[dict[str, dict[str, Any]]]:
    """What others than the model say; nothing is learned for what the model could not read."""
    found: dict[int, dict[str, dict[str, Any]]] = {
        pk: {head: {"learned": said} for head, said in heads.items()} if judgement.is_read else {}
        for pk, heads, judgement in zip(ids, taught, judgements, strict=True)
    }
    for pk, answer in outside.answers_for(ids).items():
        for head, said in answer.items():
            found[pk].setdefault(head, {}).setdefault("learned", {"said": said, "by": "bigger"})
    for correction in Correction.objects.filter(message_id__in=ids):
        voices = found[correction.message_id].setdefault(correction.head, {})
        voices["person"] = {"said": correction.said, "name": correction.by}
    return [found[pk] for pk in ids]


_COLUMNS = (
    "is_read", "language", "feeling", "faith", "intent", "intents", "is_urgent", "is_story",
    "is_spam", "urgency", "news_value", "spam",
)  # fmt: skip
_COMPARED = ("feeling", "faith", "intent", "is_urgent")


def _write(
    version: str,
    ids: Sequence[int],
    judged: Sequence[dict[str, Any]],
    decided: Sequence[dict[str, dict[str, Any]]],
) -> int:
    """Keep the readings as the current ones. Returns of how many something else held before."""
    before = {
        row["message_id"]: tuple(row[name] for name in _COMPARED)
        for row in Reading.objects.current()
        .filter(message_id__in=ids)
        .values("message_id", *_COMPARED)
    }
    Reading.objects.current().filter(message_id__in=ids).exclude(version=version).update(
        is_current=False
    )
    rows = [
        Reading(message_id=pk, version=version, judgement=said, decided=others, **holding)
        for pk, said, others in zip(ids, judged, decided, strict=True)
        for holding in [judging.columns(said, others)]
    ]
    Reading.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["message", "version"],
        update_fields=["is_current", "judgement", "decided", "made_at", *_COLUMNS],
    )
    outside.offer(rows)
    now = {row.message_id: tuple(getattr(row, name) for name in _COMPARED) for row in rows}
    return sum(now[pk] != was for pk, was in before.items())


def _tell(
    many: Sequence[Words],
    judged: Sequence[dict[str, Any]],
    decided: Sequence[dict[str, dict[str, Any]]],
    version: str,
) -> None:
    """Events: one for each fresh message, and one that counts the others."""
    fresh = [place for place, one in enumerate(many) if one.is_fresh]
    desks = desks_of_conversations([many[place].conversation_id for place in fresh])
    new = []
    for place in fresh:
        one = many[place]
        new.append(
            NewEvent(
                "reading.made",
                SYSTEM,
                conversation_id=one.conversation_id,
                message_id=one.message_id,
                person_id=one.person_id,
                brand_id=one.brand_id,
                desk_ids=desks.get(one.conversation_id, ()),
                data=judging.holding(judged[place], decided[place]),
            )
        )
    old = len(many) - len(fresh)
    if old:
        new.append(NewEvent("reading.made_many", SYSTEM, data={"count": old, "version": version}))
    events.record_many(new)

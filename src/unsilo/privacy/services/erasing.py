"""Erase a person: asked for, open to be taken back for a day, then done in batches.

A batch is one transaction that can be repeated, so that a process that dies leaves nothing half
done that the next one would not finish. What names the person goes last: until then it leads to
what is left.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.channels.models import Delivery
from unsilo.channels.services import deliveries
from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, Forbidden, Invalid
from unsilo.core.jobs import wake
from unsilo.core.locks import session_lock
from unsilo.inbox.models import Conversation, Message, Placement, State
from unsilo.inbox.services.changes import log
from unsilo.inbox.services.placements import set_state
from unsilo.people.models import Person
from unsilo.people.personal import Of, Part, PersonalData, Scope, personal_data
from unsilo.people.queries import person_for
from unsilo.privacy.errors import Held
from unsilo.privacy.models import OPEN, Erasure, ErasureState, Hold
from unsilo.privacy.reach import Reach, reach_of

logger = logging.getLogger(__name__)

JOB = "privacy.erase"
WINDOW = timedelta(hours=24)  # in which it can be taken back
CONVERSATIONS = 50  # in one batch
MESSAGES = 500


def key_of(part: PersonalData) -> str:
    """By what a report names a part."""
    return f"{part.model}:{part.of}:{part.part}"


@transaction.atomic
def ask(
    person: Person, *, reason: str, user: User | None, by: Actor, at_once: bool = False
) -> Erasure:
    """Have a person erased a day from now, or ``at_once``, which only admins may (``user`` is asked).

    Raises ``Held`` while a conversation of theirs has to be kept, and ``Conflict`` when somebody
    asked before or nothing is left.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_for(person.pk).pk)
    person.require_here()
    if not reason.strip():
        raise Invalid(_("Say why, for the report."), field="reason")
    if at_once and user is not None and user.role != "admin":
        raise Forbidden(_("Only an admin can erase somebody at once."))
    _require_no_hold(reach_of(person))
    now = timezone.now()
    due_at = now if at_once else now + WINDOW
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(
                person=person, reason=reason.strip()[:200], asked_by=user, by=by.label,
                asked_at=now, due_at=due_at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("They are to be erased already.")) from error
    _record("person.erasure_asked", erasure, by=by, due_at=due_at.isoformat())
    wake(JOB, lock=f"{JOB}:{erasure.pk}", at=due_at)
    return erasure


@transaction.atomic
def cancel(erasure: Erasure, *, by: Actor) -> Erasure:
    """Take it back while nothing has been erased."""
    erasure = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    if erasure.state != ErasureState.WAITING:
        raise Conflict(_("It is too late to take this back."))
    erasure.state, erasure.cancelled_by = ErasureState.CANCELLED, by.label
    erasure.finished_at = timezone.now()
    erasure.save(update_fields=["state", "cancelled_by", "finished_at"])
    _record("person.erasure_cancelled", erasure, by=by)
    return erasure


def run_due() -> int:
    """Erase whoever is due, one after another. Returns how many are done with."""
    done = 0
    due = Erasure.objects.filter(state__in=OPEN, due_at__lte=timezone.now()).order_by("due_at")
    for pk in list(due.values_list("pk", flat=True)):
        with session_lock(f"{JOB}:{pk}") as is_mine:
            done += is_mine and run(pk)
    return done


def run(erasure_id: int) -> bool:
    """Go on with one erasure until it is done; False while an answer to them is just going out."""
    erasure = _begin(erasure_id)
    if erasure is None:
        return False
    person = erasure.person
    reach = reach_of(person)
    if not _stop_answers(reach):
        return False
    while batch := _left(reach):
        erase_conversations(batch, by=SYSTEM)
    with transaction.atomic():
        _erase_messages(reach.messages.filter(conversation__in=reach.elsewhere))
    return _finish(erasure_id, reach)


@transaction.atomic
def erase_conversations(ids: Sequence[int], *, by: Actor) -> None:
    """Take everything out of conversations but what numbers are counted from.

    They are held meanwhile: what comes in for one of them waits, and begins a new one.
    """
    held = list(Conversation.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    _erase_messages(Message.objects.filter(conversation__in=ids))
    waiting = Placement.objects.filter(conversation__in=ids).exclude(state=State.DONE)
    for pk in sorted(set(waiting.values_list("conversation_id", flat=True))):
        set_state(pk, state=State.DONE, by=by)
    for conversation in held:
        log("conversation.erased", conversation, by=by)
    _erase(Of.CONVERSATION, Scope(list(ids)))


def counts_of(reach: Reach) -> dict[str, int]:
    """How many rows of which part are a person's now."""
    counted = {}
    for part in reversed(personal_data()):
        if part.exports and (count := part.rows(reach.scope(part.of)).count()):
            counted[key_of(part)] = count
    return counted


def holds_on(reach: Reach) -> list[Hold]:
    open_ones = Hold.objects.filter(ended_at__isnull=True)
    return list(open_ones.filter(conversation__in=[*reach.conversations, *reach.elsewhere]))


def erase_parts(parts: set[Part], messages: QuerySet[Message, Message]) -> dict[str, int]:
    """Of these messages, only some parts: what retention takes before it takes the conversation.
    Returns how many rows of which part."""
    return _erase_messages(messages, only=parts)


def _erase_messages(
    messages: QuerySet[Message, Message], *, only: set[Part] | None = None
) -> dict[str, int]:
    counted: Counter[str] = Counter()
    ids = list(messages.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), MESSAGES):
        counted.update(_erase(Of.MESSAGE, Scope(ids[start : start + MESSAGES]), only=only))
    return dict(counted)


def _erase(of: Of, scope: Scope, *, only: set[Part] | None = None) -> dict[str, int]:
    counted: dict[str, int] = {}
    for part in personal_data(of):
        if part.erase is not None and (only is None or part.part in only):
            count = part.erase(part.rows(scope))
            if count and part.exports:
                counted[key_of(part)] = counted.get(key_of(part), 0) + count
    return counted


@transaction.atomic
def _begin(erasure_id: int) -> Erasure | None:
    """Count what there is, once: a second try would count less."""
    rows = Erasure.objects.select_for_update(of=("self",)).select_related("person")
    erasure: Erasure | None = rows.filter(pk=erasure_id, state__in=OPEN).first()
    if erasure is None:
        return None
    if erasure.state == ErasureState.WAITING:
        reach = reach_of(erasure.person)
        if holds_on(reach):
            erasure.due_at = timezone.now() + WINDOW  # somebody has to release it first
            erasure.save(update_fields=["due_at"])
            return None
        erasure.state, erasure.started_at = ErasureState.RUNNING, timezone.now()
        erasure.total, erasure.counts = len(reach.conversations), counts_of(reach)
        erasure.save(update_fields=["state", "started_at", "total", "counts"])
    return erasure


def _stop_answers(reach: Reach) -> bool:
    """Nothing goes out to them any more. False while a line is open to send just that."""
    found = Delivery.objects.filter(message_id__in=reach.messages.values("pk"))
    for delivery in found.filter(state=Delivery.State.WAITING):
        deliveries.cancel(delivery, by=SYSTEM)
    return not found.filter(state=Delivery.State.SENDING).exists()


def _left(reach: Reach) -> list[int]:
    left = Conversation.objects.filter(pk__in=reach.conversations, erased_at__isnull=True)
    return list(left.order_by("pk").values_list("pk", flat=True)[:CONVERSATIONS])


@transaction.atomic
def _finish(erasure_id: int, reach: Reach) -> bool:
    erasure = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure_id)
    _erase(Of.PERSON, reach.person)
    erasure.state, erasure.finished_at = ErasureState.DONE, timezone.now()
    erasure.save(update_fields=["state", "finished_at"])
    by = Actor(SYSTEM.kind, None, erasure.by)
    _record("person.erased", erasure, by=by, conversations=erasure.total)
    logger.info("erasure %s is done", erasure_id)
    return True


def _require_no_hold(reach: Reach) -> None:
    found = holds_on(reach)
    if found:
        raise Held(
            _("A conversation has to be kept: %(why)s") % {"why": found[0].reason},
            conversation=found[0].conversation_id,
        )


def _record(kind: str, erasure: Erasure, *, by: Actor, **data: object) -> None:
    events.record(kind, by=by, person_id=erasure.person_id, data={"erasure": erasure.pk, **data})

"""Clocks: started by what comes in, stopped by answers, never lost when they break.

All is done in single statements, since an answer and every batch of the intake pay for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.db import prepared
from unsilo.inbox.models import Conversation, Placement, Priority, State
from unsilo.routing.models import Clock, ClockKind, Outcome
from unsilo.routing.timing import Levels


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody wrote to us, and nobody has answered yet."""

    conversation_id: int
    desk_id: int
    brand_id: int
    public: bool
    at: datetime
    priority: int = Priority.NORMAL


# A clock that was cancelled, since all was closed without an answer, begins anew.
_START = """
INSERT INTO routing_clock (kind, conversation_id, desk_id, started_at, due_at, outcome, by_answer,
                           lets_pass)
SELECT 'first_reply', new.*, 'running', true, 0
  FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS new
ON CONFLICT (conversation_id) WHERE kind = 'first_reply'
DO UPDATE SET desk_id = excluded.desk_id, started_at = excluded.started_at,
              due_at = excluded.due_at, stopped_at = NULL, outcome = 'running', told_at = NULL
        WHERE routing_clock.outcome = 'cancelled'
"""


def start_first_replies(asked: Sequence[Asked]) -> None:
    """Start the first-reply clock of each conversation that has none, where a desk wants one."""
    first: dict[int, Asked] = {}
    for one in sorted(asked, key=lambda one: one.at):
        first.setdefault(one.conversation_id, one)
    if not first:
        return
    levels = Levels.load({one.desk_id for one in first.values()})
    rows = [
        (one.conversation_id, one.desk_id, one.at, due)
        for one in first.values()
        if (due := _due(levels, one)) is not None
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_START, [list(column) for column in zip(*rows, strict=True)])


def _due(levels: Levels, asked: Asked) -> datetime | None:
    return levels.due(
        asked.desk_id, asked.brand_id, priority=asked.priority, public=asked.public, at=asked.at
    )


# Stops what an answer stops; what it only begins (see ``lets_pass``) waits for the next one.
_ANSWERED = """
WITH said AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[])
        AS new(conversation, message, at)
), answered AS (
UPDATE routing_clock AS clock
   SET lets_pass = GREATEST(clock.lets_pass - 1, 0),
       stopped_at = CASE WHEN clock.lets_pass = 0 THEN said.at END,
       answer_id = CASE WHEN clock.lets_pass = 0 THEN said.message END,
       outcome = CASE WHEN clock.lets_pass > 0 THEN clock.outcome
                      WHEN clock.outcome = 'broken' OR clock.due_at < said.at THEN 'broken'
                      ELSE 'met' END
  FROM said
 WHERE clock.conversation_id = said.conversation AND clock.stopped_at IS NULL AND clock.by_answer
   AND clock.started_at <= said.at
RETURNING clock.id, clock.kind, clock.stopped_at
)
SELECT id FROM answered WHERE kind = 'promise' AND stopped_at IS NOT NULL
UNION ALL
SELECT NULL FROM routing_handoff
 WHERE conversation_id IN (SELECT conversation FROM said) AND ended_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """The clocks of promises that answers kept, and whether a hand-off is open there."""

    kept: Sequence[int] = ()
    has_handoff: bool = False


def stop_by_answers(answers: Sequence[tuple[int, int, datetime]]) -> Answered:
    """Answers of ours, as (conversation, message, moment): stop what waits for them."""
    if not answers:
        return Answered()
    with prepared() as cursor:
        cursor.execute(_ANSWERED, [list(column) for column in zip(*answers, strict=True)])
        found = [row[0] for row in cursor.fetchall()]
    return Answered([pk for pk in found if pk is not None], None in found)


def go_on_after(message_id: int) -> list[int]:
    """An answer was taken back: what it stopped goes on. Returns the clocks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE routing_clock SET stopped_at = NULL, answer_id = NULL,"
            " outcome = CASE WHEN due_at < %s THEN 'broken' ELSE 'running' END"
            " WHERE answer_id = %s RETURNING id",
            [timezone.now(), message_id],
        )
        return [row[0] for row in cursor.fetchall()]


def start(
    kind: ClockKind,
    conversation_id: int,
    *,
    desk_id: int,
    due_at: datetime,
    at: datetime,
    by_answer: bool = False,
    lets_pass: int = 0,
) -> Clock:
    """A clock of a promise or a hand-off."""
    return Clock.objects.create(
        kind=kind,
        conversation_id=conversation_id,
        desk_id=desk_id,
        started_at=at,
        due_at=due_at,
        by_answer=by_answer,
        lets_pass=lets_pass,
    )


def stop(clock: Clock | None, *, at: datetime, cancelled: bool = False) -> None:
    """What was due is done, or (``cancelled``) no longer wanted. A broken clock stays broken."""
    if clock is None or clock.stopped_at is not None:
        return
    in_time = Outcome.CANCELLED if cancelled else Outcome.MET
    late = clock.outcome == Outcome.BROKEN or (clock.due_at < at and not cancelled)
    clock.stopped_at = at
    clock.outcome = Outcome.BROKEN if late else in_time
    clock.save(update_fields=["stopped_at", "outcome"])


def go_on(clock: Clock | None) -> None:
    """Undo of ``stop``."""
    if clock is None or clock.stopped_at is None:
        return
    clock.stopped_at = None
    late = clock.told_at is not None or clock.due_at < timezone.now()
    clock.outcome = Outcome.BROKEN if late else Outcome.RUNNING
    clock.save(update_fields=["stopped_at", "outcome"])


def settle_unanswered(conversation_id: int, *, at: datetime) -> None:
    """Where all desks are done without an answer, a first reply is no longer due."""
    if Placement.objects.filter(conversation=conversation_id).exclude(state=State.DONE).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE routing_clock SET stopped_at = %s,"
            " outcome = CASE WHEN outcome = 'broken' THEN 'broken' ELSE 'cancelled' END"
            " WHERE conversation_id = %s AND kind = 'first_reply' AND stopped_at IS NULL",
            [at, conversation_id],
        )


def follow_placements(conversation: Conversation) -> None:
    """A first reply is due where the conversation stands now, as urgent as it is there now.

    The time that has passed counts. A clock that broke already stays as it is.
    """
    clock = (
        Clock.objects.filter(conversation=conversation, kind=ClockKind.FIRST_REPLY)
        .exclude(outcome__in=[Outcome.MET, Outcome.BROKEN])
        .first()
    )
    if clock is None:
        return
    placements = list(
        Placement.objects.filter(conversation=conversation)
        .exclude(state=State.DONE)
        .order_by("placed_at", "id")
    )
    if not placements:
        return
    held = next((one for one in placements if one.desk_id == clock.desk_id), placements[0])
    due_at = Levels.load([held.desk_id]).due(
        held.desk_id,
        conversation.brand_id,
        priority=held.priority,
        public=conversation.public,
        at=clock.started_at,
    )
    if due_at is None:
        stop(clock, at=timezone.now(), cancelled=True)
        return
    clock.desk_id, clock.due_at = held.desk_id, due_at
    clock.stopped_at, clock.outcome = None, Outcome.RUNNING
    clock.save(update_fields=["desk", "due_at", "stopped_at", "outcome"])


_BREAK = """
UPDATE routing_clock SET outcome = 'broken'
 WHERE id IN (SELECT id FROM routing_clock WHERE outcome = 'running' AND due_at < %s
               ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED)
"""


@transaction.atomic
def mark_broken(
    *, by: Actor = SYSTEM, now: datetime | None = None, limit: int = 500
) -> list[Clock]:
    """Break what is late, and put on record all that broke: also what was answered late before
    anybody looked. Returns the clocks that were put on record."""
    with connection.cursor() as cursor:
        cursor.execute(_BREAK, [now or timezone.now(), limit])
    broken = list(
        Clock.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(outcome=Outcome.BROKEN, told_at__isnull=True)
        .select_related("conversation", "desk", "promise", "promise__owner")
        .order_by("id")[:limit]
    )
    events.record_many(
        [
            events.NewEvent(
                "clock.broken",
                by,
                conversation_id=clock.conversation_id,
                person_id=clock.conversation.person_id,
                brand_id=clock.conversation.brand_id,
                desk_ids=[clock.desk_id],
                data={"clock": clock.pk, "kind": clock.kind, "due_at": clock.due_at.isoformat()},
                at=clock.due_at,
            )
            for clock in broken
        ]
    )
    Clock.objects.filter(pk__in=[clock.pk for clock in broken]).update(
        told_at=now or timezone.now()
    )
    return broken

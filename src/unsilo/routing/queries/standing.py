"""What is due on conversations: the nearest clock of each, and all that is open on one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from unsilo.accounts.access import Access
from unsilo.core.db import prepared
from unsilo.inbox.models import Conversation, Direction, Message
from unsilo.routing.models import ClockKind, HandOff, Promise, RuleRun

_NEAREST = """
SELECT DISTINCT ON (conversation_id) conversation_id, kind, started_at, due_at
  FROM routing_clock
 WHERE conversation_id = ANY(%s) AND stopped_at IS NULL
 ORDER BY conversation_id, due_at
"""


# Every answer shows the head of its conversation anew, so what it asks for is kept small: whether
# there is anything to show at all.
_FIRST_REPLY = """
SELECT kind, started_at, due_at FROM routing_clock
 WHERE conversation_id = %s AND kind = %s AND stopped_at IS NULL LIMIT 1
"""
_ANYTHING_OPEN = """
SELECT EXISTS (SELECT FROM routing_promise WHERE conversation_id = %s AND settled_at IS NULL)
    OR EXISTS (SELECT FROM routing_handoff WHERE conversation_id = %s AND ended_at IS NULL)
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A running clock, as a sign."""

    kind: ClockKind
    started_at: datetime
    due_at: datetime


def nearest(conversation_ids: Sequence[int]) -> dict[int, Due]:
    """The clock of each conversation that is due first."""
    with prepared() as cursor:
        cursor.execute(_NEAREST, [list(conversation_ids)])
        return {row[0]: Due(ClockKind(row[1]), row[2], row[3]) for row in cursor.fetchall()}


def first_reply(conversation: Conversation) -> Due | None:
    """The first-reply clock, while nobody has answered."""
    with prepared() as cursor:
        cursor.execute(_FIRST_REPLY, [conversation.pk, ClockKind.FIRST_REPLY])
        row = cursor.fetchone()
    return Due(ClockKind(row[0]), row[1], row[2]) if row else None


@dataclass(frozen=True, slots=True)
class PromiseShown:
    promise: Promise
    can_work: bool


@dataclass(frozen=True, slots=True)
class HandOffShown:
    """A hand-off; ``can_answer`` over there, ``can_withdraw`` here as long as nobody took it."""

    handoff: HandOff
    can_answer: bool
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class Duties:
    """What is open on a conversation, for desks of the reader."""

    promises: Sequence[PromiseShown]
    handoffs: Sequence[HandOffShown]

    @property
    def is_empty(self) -> bool:
        return not (self.promises or self.handoffs)


def duties(access: Access, conversation: Conversation) -> Duties:
    """In three queries, one where nothing is open. The caller has found the conversation for the
    reader.
    """
    with prepared() as cursor:
        cursor.execute(_ANYTHING_OPEN, [conversation.pk, conversation.pk])
        if not cursor.fetchone()[0]:
            return Duties((), ())
    promises = (
        Promise.objects.visible_to(access)
        .unsettled()
        .filter(conversation=conversation)
        .select_related("owner", "clock", "desk")
        .order_by("due_at", "id")
    )
    handoffs = (
        HandOff.objects.visible_to(access)
        .open()
        .filter(conversation=conversation)
        .select_related("from_desk", "to_desk", "taken_by", "clock")
        .order_by("id")
    )
    return Duties(
        promises=[PromiseShown(one, access.can_work([one.desk_id])) for one in promises],
        handoffs=[
            HandOffShown(
                one,
                can_answer=access.can_work([one.to_desk_id]),
                can_withdraw=one.state == "waiting" and access.can_work([one.from_desk_id]),
            )
            for one in handoffs
        ],
    )


def runs_on(messages: Sequence[Message]) -> list[RuleRun]:
    """The rules that ran because of these messages and were not taken back."""
    heard = [one.pk for one in messages if one.direction == Direction.IN]
    if not heard:
        return []
    return list(
        RuleRun.objects.filter(message__in=heard, undone_at__isnull=True)
        .select_related("rule")
        .order_by("id")
    )

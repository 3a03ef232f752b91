"""What is like a conversation: others, reports of the same thing, and how those were answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.inbox.models import Conversation
from unsilo.inbox.queries.lists import Row, rows_for
from unsilo.triage import near
from unsilo.triage.learned import SAME
from unsilo.triage.queries.newest import newest_to_read

LIKE = 0.6  # cosine from which on two messages are about the same
SHOWN = 5
LOOKED_AT = 60
RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Similar:
    """A conversation that is like another. ``is_same`` says that nearly the same was written."""

    row: Row
    similarity: float
    is_same: bool


@dataclass(frozen=True, slots=True)
class SimilarView:
    """``same_recently`` counts others who wrote nearly the same within a week."""

    items: Sequence[Similar]
    same_recently: int


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """What was answered to a message like this one. ``pleased`` says that the person was after it."""

    message_id: int
    conversation_id: int
    subject: str
    text: str
    author: str
    at: datetime
    pleased: bool


def similar_to(access: Access, conversation: Conversation) -> SimilarView:
    """Conversations whose messages lie near its newest one, nearest first."""
    best = _nearest(access, conversation)
    rows = {row.id: row for row in rows_for(access, list(best))}
    items = [
        Similar(rows[pk], similarity, similarity >= SAME)
        for pk, similarity in best.items()
        if pk in rows
    ]
    since = timezone.now() - RECENT
    recent = sum(one.is_same and one.row.last_message_at >= since for one in items)
    return SimilarView(items[:SHOWN], recent)


def _nearest(access: Access, conversation: Conversation) -> dict[int, float]:
    """Near conversations with their best similarity, nearest first."""
    best: dict[int, float] = {}
    for one in _neighbours(access, conversation):
        best.setdefault(one.conversation_id, one.similarity)
    return best


def _neighbours(access: Access, conversation: Conversation) -> list[near.Neighbour]:
    message = newest_to_read(conversation)
    if message is None:
        return []
    return near.neighbours(
        access, message.pk, but_conversation=conversation.pk, least=LIKE, limit=LOOKED_AT
    )


# The first answer behind each near message that went out, and how its reader felt afterwards.
_ANSWERS = """
SELECT asked.place, a.id, c.id, c.subject, a.text, a.author_name, a.sent_at, after.feeling
  FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked (id, place)
  JOIN inbox_message m ON m.id = asked.id
  JOIN inbox_conversation c ON c.id = m.conversation_id
  JOIN LATERAL (
       SELECT a.* FROM inbox_message a
        WHERE a.conversation_id = m.conversation_id AND a.id > m.id
          AND a.direction = 'out' AND a.kind = 'message' AND a.text <> ''
          AND NOT EXISTS (SELECT 1 FROM channels_delivery d
                           WHERE d.message_id = a.id AND d.state <> 'sent')
        ORDER BY a.id LIMIT 1
  ) a ON true
  LEFT JOIN LATERAL (
       SELECT r.feeling FROM inbox_message n
         JOIN triage_reading r ON r.message_id = n.id AND r.is_current
        WHERE n.conversation_id = m.conversation_id AND n.id > a.id ORDER BY n.id LIMIT 1
  ) after ON true
 WHERE after.feeling IS DISTINCT FROM 'negative'
"""


def past_answers(access: Access, conversation: Conversation) -> list[PastAnswer]:
    """How messages like its newest were answered: what pleased first, then what was nearest.

    An answer that left the other side unhappy is none to repeat.
    """
    ids = [one.message_id for one in _neighbours(access, conversation)]
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, [ids])
        rows = sorted(cursor.fetchall(), key=lambda row: (row[7] != "positive", row[0]))
    found: dict[int, PastAnswer] = {}
    for _place, pk, conversation_id, subject, text, author, at, feeling in rows:
        pleased = feeling == "positive"
        found.setdefault(pk, PastAnswer(pk, conversation_id, subject, text, author, at, pleased))
    return list(found.values())[:SHOWN]

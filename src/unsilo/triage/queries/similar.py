"""What is like a conversation: others, reports of the same thing, and how those were answered."""

import re
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
from unsilo.triage.models import Reading
from unsilo.triage.queries.newest import newest_to_read

LIKE = 0.65  # cosine from which on two messages are about the same
LIKE_ELSEWHERE = 0.8  # the same in languages the embeddings were not made for: all there is nearer
MADE_FOR = ("en", "")
SHOWN = 5
LOOKED_AT = 60
RECENT = timedelta(days=7)
PLEASED = 0.05  # how much nearer an answer counts that pleased


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
    """What was answered to a message like this one. ``pleased`` says that the person was after it.

    ``text`` greets the person of the conversation at hand.
    """

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
    read = Reading.objects.current().filter(message=message).values_list("language", flat=True)
    least = LIKE if (read.first() or "") in MADE_FOR else LIKE_ELSEWHERE
    return near.neighbours(
        access, message.pk, but_conversation=conversation.pk, least=least, limit=LOOKED_AT
    )


# The first answer behind each near message that went out, and how its reader felt afterwards.
_ANSWERS = """
SELECT m.id, a.id, c.id, c.subject, a.text, a.author_name, a.sent_at, p.name, after.feeling
  FROM inbox_message m
  JOIN inbox_conversation c ON c.id = m.conversation_id
  JOIN people_person p ON p.id = c.person_id
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
 WHERE m.id = ANY(%s) AND after.feeling IS DISTINCT FROM 'negative'
"""


def past_answers(access: Access, conversation: Conversation) -> list[PastAnswer]:
    """How messages like its newest were answered, nearest first; what pleased counts as nearer.

    An answer that left the other side unhappy is none to repeat.
    """
    similarity = {one.message_id: one.similarity for one in _neighbours(access, conversation)}
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, [list(similarity)])
        rows = cursor.fetchall()
    rows.sort(key=lambda row: -similarity[row[0]] - (PLEASED if row[8] == "positive" else 0))
    found: dict[int, PastAnswer] = {}
    for _asked, pk, conversation_id, subject, text, author, at, name, feeling in rows:
        greeting = _greeting(text, name, conversation.person.name)
        pleased = feeling == "positive"
        found.setdefault(
            pk, PastAnswer(pk, conversation_id, subject, greeting, author, at, pleased)
        )
    return list(found.values())[:SHOWN]


def _greeting(text: str, was: str, now: str) -> str:
    """The text with the other name in its first line, so that nobody is greeted as somebody else."""
    first, newline, rest = text.partition("\n")
    for old, new in ((was, now), (was.split(" ")[0], now.split(" ")[0])):
        if old and new:
            first = new.join(re.split(rf"\b{re.escape(old)}\b", first))
    return f"{first}{newline}{rest}"

"""What rules know of messages: the same for a message that has just come in and for a dry run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from unsilo.routing.conditions import Facts, Read
from unsilo.routing.timing import Timetable
from unsilo.triage.texts import words_of

TEXT = 20_000  # characters of a message that are looked at

_FACTS = """
SELECT m.id, m.conversation_id, m.subject, left(m.reply_text, %(text)s), left(m.text, %(text)s),
       m.sent_at, c.channel_id, c.public, c.paid, c.brand_id, channel.desk_id,
       CASE WHEN p.tier_until IS NULL OR p.tier_until >= %(today)s THEN p.tier_id END, p.company_id,
       NOT EXISTS (SELECT 1 FROM inbox_message e
                    WHERE e.conversation_id = m.conversation_id AND e.id < m.id
                      AND e.direction = 'in' AND e.kind = 'message'),
       EXISTS (SELECT 1 FROM inbox_conversation o
                WHERE o.person_id = c.person_id AND o.id <> c.id AND o.created_at < c.created_at),
       r.is_read, r.feeling, r.intents, r.faith, r.language, r.is_urgent
  FROM inbox_message m
  JOIN inbox_conversation c ON c.id = m.conversation_id
  JOIN channels_channel channel ON channel.id = c.channel_id
  JOIN people_person p ON p.id = c.person_id
  LEFT JOIN triage_reading r ON r.message_id = m.id AND r.is_current
 WHERE m.id = ANY(%(ids)s) AND NOT c.is_spam
 ORDER BY m.id
"""


def facts_for(message_ids: Sequence[int]) -> list[Facts]:
    """In three statements, however many there are. What is spam is left out."""
    timetable = Timetable.load()
    values: dict[str, Any] = {"ids": list(message_ids), "text": TEXT, "today": timezone.localdate()}
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, values)
        rows = cursor.fetchall()
    return [_facts(timetable, *row) for row in rows]


def _facts(
    timetable: Timetable,
    message_id: int,
    conversation_id: int,
    subject: str,
    short: str,
    whole: str,
    sent_at: datetime,
    channel_id: int,
    public: bool,
    paid: bool,
    brand_id: int,
    desk_id: int,
    tier_id: int | None,
    company_id: int | None,
    begins: bool,
    known: bool,
    *read: Any,
) -> Facts:
    return Facts(
        message_id=message_id,
        conversation_id=conversation_id,
        text=words_of(subject, short, whole),
        begins=begins,
        channel_id=channel_id,
        public=public,
        paid=paid,
        read=_read(*read),
        tier_id=tier_id,
        company_id=company_id,
        known=known,
        in_hours=timetable.is_open(desk_id, brand_id, sent_at),
    )


def _read(
    is_read: bool | None,
    feeling: str,
    intents: Sequence[str],
    faith: str,
    language: str,
    is_urgent: bool,
) -> Read:
    if not is_read:
        return Read(language=language or "")
    return Read(
        feeling="" if feeling == "unsure" else feeling,
        intents=intents,
        faith=faith,
        language=language,
        is_urgent=is_urgent,
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """Messages of a time, newest conversations first; ``all`` says whether there were no more."""

    ids: Sequence[int]
    all: bool


_RECENT = """
SELECT m.id FROM (
    SELECT id, last_message_at FROM inbox_conversation
     WHERE last_message_at >= %(since)s AND NOT is_spam AND (%(everyone)s OR brand_id = ANY(%(brands)s))
       AND EXISTS (SELECT 1 FROM inbox_placement placed
                    WHERE placed.conversation_id = inbox_conversation.id
                      AND placed.desk_id = ANY(%(desks)s))
     ORDER BY last_message_at DESC, id DESC LIMIT %(limit)s
) c JOIN inbox_message m ON m.conversation_id = c.id
 WHERE m.direction = 'in' AND m.kind = 'message' AND m.message_class = 'human'
   AND m.sent_at >= %(since)s
 ORDER BY m.id DESC
"""


def recent_messages(
    *, since: datetime, desk_ids: Sequence[int], brand_ids: Sequence[int] | None, limit: int
) -> Looked:
    """Messages from outside since then, of the newest ``limit`` conversations that may be read."""
    values: dict[str, Any] = {
        "since": since,
        "desks": list(desk_ids),
        "everyone": brand_ids is None,
        "brands": list(brand_ids or ()),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECENT, values)
        ids = [row[0] for row in cursor.fetchall()]
    return Looked(ids, all=len(ids) < limit)

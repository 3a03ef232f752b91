"""Readings as lists and threads show them: one statement for all rows or messages of a page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from unsilo.core.db import prepared


@dataclass(frozen=True, slots=True)
class Gist:
    """What holds for a conversation."""

    is_read: bool
    language: str
    feeling: str
    faith: str
    intent: str
    is_urgent: bool
    is_story: bool


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """The reading of one message, or why there is none yet.

    ``desk_ids`` are the desks that hold its conversation: they say who may correct it.
    """

    message_id: int
    desk_ids: Sequence[int]
    version: str
    gist: Gist | None
    intents: Sequence[str]
    judgement: dict[str, Any]
    decided: dict[str, Any]
    is_due: bool
    attempts: int
    reason: str
    next_try_at: datetime | None


_GISTS = """
SELECT conversation_id, is_read, language, feeling, faith, intent, is_urgent, is_story
  FROM triage_conversationreading WHERE conversation_id = ANY(%s)
"""


def gists(conversation_ids: Sequence[int]) -> dict[int, Gist]:
    with prepared() as cursor:
        cursor.execute(_GISTS, [list(conversation_ids)])
        return {row[0]: Gist(*row[1:]) for row in cursor.fetchall()}


_READINGS = """
SELECT m.id, ARRAY(SELECT desk_id FROM inbox_placement p WHERE p.conversation_id = m.conversation_id),
       COALESCE(r.version, ''), r.is_read, r.language, r.feeling, r.faith, r.intent, r.is_urgent,
       r.is_story, r.intents, r.judgement, r.decided, d.message_id IS NOT NULL, d.attempts,
       COALESCE(NULLIF(d.reason, ''), (SELECT problem FROM triage_readerstate)), d.next_try_at
  FROM inbox_message m
  LEFT JOIN triage_reading r ON r.message_id = m.id AND r.is_current
  LEFT JOIN triage_duereading d ON d.message_id = m.id
 WHERE m.id = ANY(%s)
"""


def readings_shown(message_ids: Sequence[int]) -> dict[int, ReadingShown]:
    with prepared() as cursor:
        cursor.execute(_READINGS, [list(message_ids)])
        rows = cursor.fetchall()
    return {row[0]: _shown(row) for row in rows}


def _shown(row: tuple[Any, ...]) -> ReadingShown:
    (pk, desk_ids, version, is_read, language, feeling, faith, intent, is_urgent, is_story, intents,
     judgement, decided, is_due, attempts, reason, next_try_at) = row  # fmt: skip
    gist = None
    if is_read is not None:
        gist = Gist(is_read, language, feeling, faith, intent, is_urgent, is_story)
    return ReadingShown(
        message_id=pk,
        desk_ids=desk_ids,
        version=version,
        gist=gist,
        intents=intents or (),
        judgement=_loaded(judgement),
        decided=_loaded(decided),
        is_due=is_due,
        attempts=attempts or 0,
        reason=reason or "",
        next_try_at=next_try_at,
    )


def _loaded(value: Any) -> dict[str, Any]:
    """The connection hands JSON over as text where Django set it up so."""
    if isinstance(value, str):
        value = json.loads(value)
    return value or {}

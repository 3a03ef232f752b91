"""What holds for whole conversations, kept beside them so that lists need one look."""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from unsilo.triage.models import ConversationReading

LOOKED_AT = 20  # newest readings of a conversation
URGENT_AMONG = 3

_NEWEST = """
SELECT asked.id, r.is_read, r.language, r.feeling, r.faith, r.intent, r.intents, r.is_urgent,
       r.is_story, r.is_spam, r.person_id IS NOT DISTINCT FROM conversation.person_id
  FROM unnest(%s::bigint[]) AS asked (id)
  JOIN inbox_conversation conversation ON conversation.id = asked.id
  JOIN LATERAL (
       SELECT r.*, m.person_id FROM inbox_message m
         JOIN triage_reading r ON r.message_id = m.id AND r.is_current
        WHERE m.conversation_id = asked.id ORDER BY m.id DESC LIMIT %s
  ) r ON true
"""
_Row = tuple[int, bool, str, str, str, str, list[str], bool, bool, bool, bool]


def summarise(conversation_ids: Collection[int]) -> None:
    """Work out anew what holds for these conversations."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [sorted(set(conversation_ids)), LOOKED_AT])
        rows: list[_Row] = cursor.fetchall()
    by_conversation: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        by_conversation[row[0]].append(row)
    ConversationReading.objects.bulk_create(
        [_summed_up(pk, by_conversation[pk]) for pk in sorted(by_conversation)],
        update_conflicts=True,
        unique_fields=["conversation"],
        update_fields=[
            "is_read", "language", "feeling", "faith", "intent", "intents", "is_urgent", "is_story",
            "is_spam",
        ],
    )  # fmt: skip


def _summed_up(conversation_id: int, rows: list[_Row]) -> ConversationReading:
    read = [row for row in rows if row[1]] or rows
    newest = read[0]
    every = [intent for row in read for intent in row[6]]
    # Under a post others join in: what the conversation is about, its own person says.
    wanted = [row for row in read if row[5]]
    about = next((row for row in wanted if row[10]), wanted[0] if wanted else None)
    return ConversationReading(
        conversation_id=conversation_id,
        is_read=newest[1],
        language=newest[2],
        feeling=newest[3],
        faith=newest[4],
        intent=about[5] if about else "",
        intents=list(dict.fromkeys(every)),
        is_urgent=any(row[7] for row in read[:URGENT_AMONG]),
        is_story=any(row[8] for row in read),
        is_spam=newest[9],
    )

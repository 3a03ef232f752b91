"""Messages that wait for the rules: until they have been read, or that was given up."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection

from unsilo.core import clock
from unsilo.core.jobs import wake

RULES_JOB = "routing.rules"
# A reading is made within seconds. Where none comes, rules go by what else they know.
PATIENCE = timedelta(minutes=10)

_AWAIT = """
INSERT INTO routing_duerule (message_id, arrived_at, attempts, next_try_at, reason)
SELECT id, %(now)s, 0, %(now)s, '' FROM unnest(%(ids)s::bigint[]) AS id
 WHERE EXISTS (SELECT 1 FROM routing_rule WHERE is_on AND archived_at IS NULL)
ON CONFLICT DO NOTHING
"""

# Read, or not to be read any more; a message that was never due has been read.
_CLAIM = """
SELECT due.message_id FROM routing_duerule AS due
 WHERE due.next_try_at <= %(now)s
   AND (due.arrived_at < %(patience)s
        OR NOT EXISTS (SELECT 1 FROM triage_duereading AS reading
                        WHERE reading.message_id = due.message_id
                          AND reading.next_try_at IS NOT NULL))
 ORDER BY due.message_id LIMIT %(limit)s FOR UPDATE OF due SKIP LOCKED
"""


def await_rules(message_ids: Sequence[int]) -> None:
    """Queue messages for the rules, if there are any rules."""
    with connection.cursor() as cursor:
        cursor.execute(_AWAIT, {"ids": list(message_ids), "now": clock.now()})


def wake_rules(message_ids: Sequence[int]) -> None:
    """These have been read, or that has been given up."""
    if message_ids:
        wake(RULES_JOB, lock=RULES_JOB)


def claim(limit: int) -> list[int]:
    """Messages for which rules can run now, oldest first, held until the commit."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "patience": now - PATIENCE, "limit": limit})
        return [row[0] for row in cursor.fetchall()]

"""Which messages lie near each other, by the cosine of their embeddings.

With pgvector a copy of every embedding stands in an index (HNSW). Without it, the newest few
thousand that the user may see are compared one by one. Either way only conversations that the user
may see are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import DatabaseError, connection, transaction

from unsilo.accounts.access import Access

DIMENSIONS = 384
COMPARED = 5_000  # embeddings, where there is no index
MIN_PGVECTOR = (0, 8)  # filters inside the search of the index

Vectors = np.ndarray[Any, np.dtype[np.float32]]

# Without a foreign key: what is no longer in triage_embedding is passed over by every search.
_TABLE = f"""
CREATE TABLE IF NOT EXISTS triage_neighbour (
    message_id bigint PRIMARY KEY,
    vector halfvec({DIMENSIONS}) NOT NULL
);
CREATE INDEX IF NOT EXISTS triage_neighbour_near ON triage_neighbour
    USING hnsw (vector halfvec_cosine_ops) WITH (m = 12, ef_construction = 40);
"""


@dataclass(frozen=True, slots=True)
class Neighbour:
    message_id: int
    conversation_id: int
    similarity: float


def prepare() -> bool:
    """Make the index if the database has pgvector and lets us use it. Returns whether it is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'")
        found = cursor.fetchone()
        if found is None or tuple(map(int, found[0].split(".")[:2])) < MIN_PGVECTOR:
            return False
        try:
            with transaction.atomic():
                cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
                cursor.execute(_TABLE)
        except DatabaseError:  # an administrator has to allow it
            return False
    return True


def has_index() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('triage_neighbour') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def pack(vector: Vectors) -> bytes:
    return vector.astype(np.float16).tobytes()


def unpack(stored: bytes | memoryview) -> Vectors:
    return np.frombuffer(stored, dtype=np.float16).astype(np.float32)


def keep(version: str, message_ids: Sequence[int], vectors: Vectors) -> None:
    """Store where messages lie, in place of what was known before."""
    packed = [pack(vector) for vector in vectors]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO triage_embedding (message_id, version, vector)"
            " SELECT id, %s, vector FROM unnest(%s::bigint[], %s::bytea[]) AS new (id, vector)"
            " ON CONFLICT (message_id) DO UPDATE"
            " SET version = EXCLUDED.version, vector = EXCLUDED.vector",
            [version, list(message_ids), packed],
        )
        if not has_index():
            return
        cursor.execute(
            "INSERT INTO triage_neighbour (message_id, vector)"
            " SELECT id, vector::halfvec FROM unnest(%s::bigint[], %s::text[]) AS new (id, vector)"
            " ON CONFLICT (message_id) DO UPDATE SET vector = EXCLUDED.vector",
            [list(message_ids), [_text(vector) for vector in vectors]],
        )


def fill_index(batch: int = 1_000) -> int:
    """Put embeddings that are not in the index into it; for a database that has just got one."""
    added, last = 0, 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.message_id, e.vector FROM triage_embedding e"
                " LEFT JOIN triage_neighbour n USING (message_id)"
                " WHERE n.message_id IS NULL AND e.message_id > %s ORDER BY 1 LIMIT %s",
                [last, batch],
            )
            rows = cursor.fetchall()
            if not rows:
                return added
            cursor.executemany(
                "INSERT INTO triage_neighbour VALUES (%s, %s::halfvec)",
                [(message_id, _text(unpack(vector))) for message_id, vector in rows],
            )
        added += len(rows)
        last = rows[-1][0]


_VISIBLE = """
  EXISTS (SELECT 1 FROM inbox_placement p
           WHERE p.conversation_id = c.id AND p.desk_id = ANY(%(desks)s))
  AND (%(brands)s::bigint[] IS NULL OR c.brand_id = ANY(%(brands)s)) AND NOT c.is_spam
"""
_INDEXED = f"""
SELECT n.message_id, m.conversation_id, 1 - (n.vector <=> %(vector)s::halfvec)
  FROM triage_neighbour n
  JOIN triage_embedding e ON e.message_id = n.message_id AND e.version = %(version)s
  JOIN inbox_message m ON m.id = n.message_id AND m.conversation_id <> %(conversation)s
  JOIN inbox_conversation c ON c.id = m.conversation_id
 WHERE {_VISIBLE} ORDER BY n.vector <=> %(vector)s::halfvec LIMIT %(limit)s
"""
_COMPARED = f"""
SELECT e.message_id, m.conversation_id, e.vector
  FROM triage_embedding e
  JOIN inbox_message m ON m.id = e.message_id AND m.conversation_id <> %(conversation)s
  JOIN inbox_conversation c ON c.id = m.conversation_id
 WHERE e.version = %(version)s AND {_VISIBLE} ORDER BY e.message_id DESC LIMIT %(limit)s
"""


def neighbours(
    access: Access, message_id: int, *, but_conversation: int, least: float, limit: int
) -> list[Neighbour]:
    """The nearest messages from outside that the user may see, nearest first.

    ``least`` is how near they have to be. Empty when the message has not been read.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version, vector FROM triage_embedding WHERE message_id = %s", [message_id]
        )
        found = cursor.fetchone()
    if found is None or not any(bytes(found[1])):
        return []
    version, vector = found[0], unpack(found[1])
    values: dict[str, Any] = {
        "version": version,
        "conversation": but_conversation,
        "desks": access.desk_ids,
        "brands": access.brand_ids,
    }
    look = _from_index if has_index() else _compared
    near = look(vector, values, limit)
    return [one for one in near if one.similarity >= least]


def _from_index(vector: Vectors, values: dict[str, Any], limit: int) -> list[Neighbour]:
    with transaction.atomic(), connection.cursor() as cursor:
        # Without it the search would end among the nearest, also where none of them may be seen.
        cursor.execute("SET LOCAL hnsw.iterative_scan = strict_order")
        cursor.execute(_INDEXED, {**values, "vector": _text(vector), "limit": limit})
        return [Neighbour(*row) for row in cursor.fetchall()]


def _compared(vector: Vectors, values: dict[str, Any], limit: int) -> list[Neighbour]:
    with connection.cursor() as cursor:
        cursor.execute(_COMPARED, {**values, "limit": COMPARED})
        rows = cursor.fetchall()
    if not rows:
        return []
    cosines = np.stack([unpack(row[2]) for row in rows]) @ vector
    nearest = np.argsort(-cosines)[:limit]
    return [Neighbour(rows[n][0], rows[n][1], float(cosines[n])) for n in nearest]


def _text(vector: Vectors) -> str:
    return "[" + ",".join(f"{number:.5g}" for number in vector.tolist()) + "]"

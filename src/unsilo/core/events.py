"""Record events and read them back in an order that no reader can fall through.

Ids are handed out when a row is inserted but rows appear when their transaction commits, so a
reader that remembers "the last id I saw" could pass over a smaller id that commits later. Writers
therefore hold a shared advisory lock that carries the id they started from, and readers stop
below the lowest one still held. Nobody waits for anybody, other databases of the cluster don't
matter, and a dump can be restored anywhere.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from unsilo.core import audit, clock
from unsilo.core.actor import Actor, ActorKind
from unsilo.core.db import prepared
from unsilo.core.models import Event

NOTIFY_CHANNEL = "unsilo_events"

# High 16 bits of the advisory lock key; the low 48 carry the event id.
_LOCK_SPACE = 0x0E57 << 48

# A sequence that was never used shows its first value as if it had been.
_LAST_ID = "last_value - CASE WHEN is_called THEN 0 ELSE 1 END"

_INSERT = f"""
WITH held AS MATERIALIZED (
    SELECT pg_advisory_xact_lock_shared({_LOCK_SPACE} + {_LAST_ID}) FROM core_event_id_seq
), made AS (
    INSERT INTO core_event (at, kind, actor_kind, actor_id, actor_label, conversation_id, message_id,
                            person_id, brand_id, desk_ids, data)
    SELECT new.* FROM held, (VALUES %s) AS new
    RETURNING id
)
SELECT id, pg_notify('{NOTIFY_CHANNEL}', '') FROM made ORDER BY id
"""
_ROW = (
    "(%s::timestamptz, %s, %s, %s::bigint, %s, %s::bigint, %s::bigint, %s::bigint, %s::bigint,"
    " %s::bigint[], %s::jsonb)"
)

_HORIZON = f"""
WITH top AS MATERIALIZED (SELECT {_LAST_ID} AS id FROM core_event_id_seq)
SELECT LEAST(
    top.id,
    (SELECT min(((classid::bigint << 32) | objid::bigint) - {_LOCK_SPACE}) FROM pg_locks
      WHERE locktype = 'advisory' AND objsubid = 1 AND pid <> pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint >> 16) = {_LOCK_SPACE >> 48})
) FROM top
"""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be written: ``kind`` is ``noun.past_tense``, the rest as in ``core.models.Event``."""

    kind: str
    by: Actor
    conversation_id: int | None = None
    message_id: int | None = None
    person_id: int | None = None
    brand_id: int | None = None
    desk_ids: Sequence[int] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


def record_many(new: Sequence[NewEvent]) -> list[int]:
    """Write events in the running transaction, in order, and return their ids.

    What a person outside did belongs to that person. Listeners are woken when the transaction commits.
    """
    if not new:
        return []
    now = clock.now()
    values: list[Any] = []
    for event in new:
        values += [
            event.at or now,
            event.kind,
            event.by.kind.value,
            event.by.id,
            event.by.label[:200],
            event.conversation_id,
            event.message_id,
            event.person_id or (event.by.id if event.by.kind is ActorKind.PERSON else None),
            event.brand_id,
            list(event.desk_ids),
            json.dumps(event.data, cls=DjangoJSONEncoder),
        ]
    with prepared() if len(new) == 1 else connection.cursor() as cursor:
        cursor.execute(_INSERT % ", ".join([_ROW] * len(new)), values)
        ids = [int(row[0]) for row in cursor.fetchall()]
    audit.keep(new)
    return ids


def record(
    kind: str,
    *,
    by: Actor,
    conversation_id: int | None = None,
    message_id: int | None = None,
    person_id: int | None = None,
    brand_id: int | None = None,
    desk_ids: Sequence[int] = (),
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> int:
    """Write one event in the running transaction and return its id."""
    event = NewEvent(
        kind, by, conversation_id, message_id, person_id, brand_id, desk_ids, data or {}, at
    )
    return record_many([event])[0]


# What verbs say about the desks in their ``steps``.
_ABOUT_DESKS = {"desk_name", "from_name", "to_name", "owner", "owner_name"}


def data_for(event: Event, desk_ids: Collection[int]) -> dict[str, Any]:
    """An event's data without the desks that its reader may not know of."""
    shown = dict(event.data)
    for key in ("steps", "moved"):
        known = [step for step in event.data.get(key, ()) if step["desk"] in desk_ids]
        if len(known) == len(event.data.get(key, ())):
            continue
        shown[key] = known
        if key == "steps":
            shown = {name: value for name, value in shown.items() if name not in _ABOUT_DESKS}
    return shown


def horizon() -> int:
    """The highest id up to which every event is committed and visible."""
    with prepared() as cursor:
        cursor.execute(_HORIZON)
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events after a cursor, oldest first, and the cursor to go on from."""

    events: Sequence[Event]
    cursor: int


def since(cursor: int, *, limit: int = 500) -> EventPage:
    """Events with ids above ``cursor``, complete up to the page's new cursor."""
    top = horizon()
    if top <= cursor:
        return EventPage((), cursor)
    events = list(Event.objects.filter(id__gt=cursor, id__lte=top).order_by("id")[:limit])
    return EventPage(events, events[-1].id if len(events) == limit else top)

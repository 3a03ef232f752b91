"""The intake ledger: what came in is kept raw first, and everything kept ends with an outcome."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Arrival, Channel, Outcome
from unsilo.channels.services import blobs
from unsilo.channels.texts import clip, storable, storable_json
from unsilo.core import clock, events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.db import forgettable
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.jobs import wake
from unsilo.core.tombstones import tombstones

DRAIN = "intake.drain"

# Waits between tries of an arrival that could not be processed. The try after the last one is
# final: it has this long before its worker counts as dead.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
FINAL_TRY = timedelta(minutes=15)

# Due no later than the database's clock says: what a machine whose clock is ahead takes in must not wait
# until the others have caught up with it.
_INSERT = """
INSERT INTO channels_arrival (channel_id, external_key, blob_id, content_type, size, meta,
                              received_at, outcome, reason, attempts, next_try_at, sender, subject)
SELECT %s, given.key, given.blob, given.type, given.size, given.meta::jsonb, %s, 'pending', '', 0,
       LEAST(%s, statement_timestamp()), '', ''
  FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[])
       WITH ORDINALITY AS given(key, blob, type, size, meta, place)
 ORDER BY given.place
ON CONFLICT (channel_id, external_key) DO NOTHING
RETURNING id
"""

_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id, attempts, row_number() OVER (ORDER BY next_try_at, id) AS place
      FROM (SELECT id, attempts, next_try_at FROM channels_arrival
             WHERE outcome = 'pending' AND next_try_at <= %(now)s AND attempts <= %(tries)s
             ORDER BY next_try_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) AS waiting
)
UPDATE channels_arrival AS arrival
   SET attempts = arrival.attempts + 1, next_try_at = %(now)s + (%(waits)s)[arrival.attempts + 1]
  FROM due
 WHERE arrival.id = due.id
   AND (due.place = 1 OR NOT EXISTS (SELECT 1 FROM due AS tried WHERE tried.attempts > 0))
RETURNING arrival.id
"""


def receive(
    channel: Channel,
    raws: Sequence[RawArrival],
    *,
    by: Actor,
    at: datetime | None = None,
    cursor: Mapping[str, Any] | None = None,
) -> list[Arrival]:
    """Keep what came in and wake the pipeline; return what is new, in the order given.

    What this channel brought before (by external key) is left alone. ``cursor`` is how far the
    channel has been read once all of this is kept, and is saved in the same transaction.
    """
    new: list[Arrival] = []
    unknown = _unknown(channel, raws)
    now = at or clock.now()
    with transaction.atomic():
        if unknown:
            kept = blobs.put_many([raw.content for raw in unknown.values()])
            new = _insert(channel, unknown, [blob.sha256 for blob in kept], now)
        if new:
            events.record(
                "arrival.received",
                by=by,
                brand_id=channel.brand_id,
                desk_ids=[channel.desk_id],
                data={"channel": channel.pk, "count": len(new), "first": new[0].pk},
            )
            # Not for every one of a burst, which would queue up behind this one row.
            Channel.objects.filter(pk=channel.pk).filter(
                Q(last_arrival_at__isnull=True) | Q(last_arrival_at__lt=now - timedelta(seconds=1))
            ).update(last_arrival_at=now)
            wake(DRAIN, lock=DRAIN, queue="intake")
        if cursor is not None:
            Channel.objects.filter(pk=channel.pk).update(cursor=dict(cursor))
    return new


def _unknown(channel: Channel, raws: Sequence[RawArrival]) -> dict[str, RawArrival]:
    """By key, without those that are in the ledger: nothing needs to be written for them."""
    by_key: dict[str, RawArrival] = {}
    for raw in raws:
        by_key.setdefault(_key(raw.external_key), raw)
    buried = tombstones(by_key)
    found = Arrival.objects.filter(channel=channel, external_key__in=[*by_key, *buried])
    known = {buried.get(key, key) for key in found.values_list("external_key", flat=True)}
    return {key: raw for key, raw in by_key.items() if key not in known}


def known(channel: Channel, external_key: str) -> Arrival:
    """What the channel brought under this key, erased or not."""
    key = _key(external_key)
    rows = Arrival.objects.select_related("channel__brand", "channel__desk")
    found: Arrival = rows.get(channel=channel, external_key__in=[key, *tombstones([key])])
    return found


def _key(given: str) -> str:
    """A key that fits: a longer one keeps its beginning and gets a hash of the whole."""
    key = storable(given)
    if not key:
        raise Invalid("An arrival needs an external key.")
    if len(key) <= 400:
        return key
    return f"{key[:330]}…{hashlib.sha256(key.encode()).hexdigest()}"


def _insert(
    channel: Channel, raws: Mapping[str, RawArrival], names: Sequence[str], now: datetime
) -> list[Arrival]:
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                channel.pk,
                now,
                now,
                list(raws),
                list(names),
                [clip(raw.content_type, 100) for raw in raws.values()],
                [len(raw.content) for raw in raws.values()],
                [
                    json.dumps(storable_json(raw.meta), cls=DjangoJSONEncoder)
                    for raw in raws.values()
                ],
            ],
        )
        ids = [row[0] for row in cursor.fetchall()]
    return list(Arrival.objects.filter(pk__in=ids).order_by("id"))


def claim(*, limit: int = 50) -> list[Arrival]:
    """Take arrivals that are due, oldest first, for one try; no other worker gets them.

    The try is counted and the next one planned before the work begins, so that a process that
    dies (even of the arrival itself) leaves it due again later. What has been tried before is
    therefore taken one at a time: it alone is to blame should it happen again.
    """
    with forgettable(), connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "now": clock.now(),
                "limit": limit,
                "tries": len(WAITS),
                "waits": [*WAITS, FINAL_TRY],
            },
        )
        ids = [row[0] for row in cursor.fetchall()]
    found = Arrival.objects.filter(pk__in=ids).select_related("channel__brand", "channel__desk")
    return list(found.order_by("id"))


def claim_new(arrival: Arrival) -> None:
    """Take an arrival for a try in this process, in the transaction that received it."""
    arrival.attempts = 1
    arrival.next_try_at = clock.now() + WAITS[0]
    arrival.save(update_fields=["attempts", "next_try_at"])


@dataclass(frozen=True, slots=True)
class Ending:
    """How an arrival ended and what it led to."""

    outcome: Outcome
    reason: str = ""
    message_id: int | None = None
    conversation_id: int | None = None
    sender: str = ""
    subject: str = ""
    held_for: int | None = None


_FINISH = """
UPDATE channels_arrival AS arrival
   SET outcome = ended.outcome, reason = ended.reason, message_id = ended.message,
       conversation_id = ended.conversation, sender = ended.sender, subject = ended.subject,
       held_for = ended.held, processed_at = %s, next_try_at = NULL
  FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::text[],
              %s::text[], %s::bigint[])
       AS ended(id, outcome, reason, message, conversation, sender, subject, held)
 WHERE arrival.id = ended.id
"""


def finish_many(ended: Sequence[tuple[Arrival, Ending]], *, by: Actor) -> None:
    """Write down how arrivals ended. The caller's transaction is the one of their effects."""
    now = clock.now()
    for arrival, ending in ended:
        if ending.outcome == Outcome.PENDING:
            raise Invalid("An outcome is needed.")
        arrival.outcome = ending.outcome.value
        arrival.reason = clip(ending.reason, 500)
        arrival.message_id = ending.message_id
        arrival.conversation_id = ending.conversation_id
        arrival.sender = clip(ending.sender, 320)
        arrival.subject = clip(ending.subject, 300)
        arrival.held_for = ending.held_for
        arrival.processed_at = now
        arrival.next_try_at = None
    rows = [arrival for arrival, _ending in ended]
    with connection.cursor() as cursor:
        cursor.execute(
            _FINISH,
            [
                now,
                [row.pk for row in rows],
                [row.outcome for row in rows],
                [row.reason for row in rows],
                [row.message_id for row in rows],
                [row.conversation_id for row in rows],
                [row.sender for row in rows],
                [row.subject for row in rows],
                [row.held_for for row in rows],
            ],
        )
    for arrival, ending in ended:
        if ending.outcome in (Outcome.HELD, Outcome.FAILED):
            _record(f"arrival.{ending.outcome.value}", arrival, by=by)


def finish(
    arrival: Arrival,
    *,
    by: Actor,
    outcome: Outcome,
    reason: str = "",
    message_id: int | None = None,
    conversation_id: int | None = None,
    held_for: int | None = None,
) -> None:
    """Write down how one arrival ended."""
    ending = Ending(outcome, reason, message_id, conversation_id, held_for=held_for)
    finish_many([(arrival, ending)], by=by)


@transaction.atomic
def put_off(arrival: Arrival, reason: str, *, by: Actor) -> bool:
    """A try went wrong: plan the next one, or let the arrival fail after the last.

    Returns whether it is tried again. Others don't wait for it. What has ended all the same, though
    the database could not say so any more, or is being tried by somebody else, is left alone.
    """
    ours = Arrival.objects.filter(outcome=Outcome.PENDING, attempts=arrival.attempts)
    if not ours.select_for_update().filter(pk=arrival.pk).exists():
        return False
    if arrival.attempts > len(WAITS):
        finish(arrival, by=by, outcome=Outcome.FAILED, reason=reason)
        return False
    arrival.reason = clip(reason, 500)
    arrival.next_try_at = clock.now() + WAITS[max(arrival.attempts, 1) - 1]
    arrival.save(update_fields=["reason", "next_try_at"])
    return True


@transaction.atomic
def fail_abandoned(*, by: Actor = SYSTEM) -> int:
    """End arrivals of which every try died without a word. Returns how many."""
    dead = Arrival.objects.select_for_update(skip_locked=True).filter(
        outcome=Outcome.PENDING, attempts__gt=len(WAITS), next_try_at__lte=clock.now()
    )
    ended = 0
    for arrival in dead:
        reason = arrival.reason or _("Every attempt to read this ended with the worker's death.")
        finish(arrival, by=by, outcome=Outcome.FAILED, reason=reason)
        ended += 1
    return ended


@transaction.atomic
def try_now(arrival: Arrival, *, by: Actor) -> Arrival:
    """Don't wait for the next try any longer; what a person decided for it stays."""
    arrival = _lock(arrival)
    if arrival.outcome != Outcome.PENDING:
        raise Conflict(_("This doesn't wait any more."))
    arrival.next_try_at = clock.now()
    arrival.save(update_fields=["next_try_at"])
    _record("arrival.hurried", arrival, by=by)
    wake(DRAIN, lock=DRAIN, queue="intake")
    return arrival


def retry(arrival: Arrival, *, by: Actor) -> Arrival:
    """Have it processed once more from its raw bytes."""
    return _reopen(arrival, by=by, kind="arrival.retried")


def accept(arrival: Arrival, *, by: Actor, as_new: bool = False) -> Arrival:
    """Let a held arrival in: into the conversation it was held for, or as one of its own.

    It goes through the pipeline once more, which reads from a pending arrival what a person has
    decided: ``held_for`` is the conversation to join, ``meta["let_in"]`` asks for a new one.
    """
    if as_new:
        return _reopen(arrival, by=by, kind="arrival.accepted", let_in=True)
    if arrival.held_for is None:
        raise Invalid(_("This was not held for a conversation."))
    return _reopen(arrival, by=by, kind="arrival.accepted", held_for=arrival.held_for)


@transaction.atomic
def dismiss(arrival: Arrival, *, by: Actor) -> Arrival:
    """Leave it out for good. Its raw bytes stay, and it can be tried again later."""
    arrival = _lock(arrival)
    if arrival.outcome not in (Outcome.HELD, Outcome.FAILED):
        raise Conflict(_("Somebody has dealt with this in the meantime."))
    arrival.outcome = Outcome.IGNORED
    arrival.reason = clip(_("Dismissed by %(name)s.") % {"name": by.label}, 500)
    arrival.processed_at = clock.now()
    arrival.save(update_fields=["outcome", "reason", "processed_at"])
    _record("arrival.dismissed", arrival, by=by)
    return arrival


@transaction.atomic
def _reopen(
    arrival: Arrival, *, by: Actor, kind: str, held_for: int | None = None, let_in: bool = False
) -> Arrival:
    arrival = _lock(arrival)
    if arrival.is_erased:
        raise Conflict(_("Its raw bytes were erased: there is nothing left to read."))
    if arrival.outcome not in (Outcome.HELD, Outcome.FAILED, Outcome.IGNORED):
        raise Conflict(_("Somebody has dealt with this in the meantime."))
    arrival.outcome = Outcome.PENDING
    arrival.reason = ""
    arrival.held_for = held_for
    arrival.meta = {name: value for name, value in arrival.meta.items() if name != "let_in"}
    if let_in:
        arrival.meta["let_in"] = True
    arrival.attempts = 0
    arrival.next_try_at = clock.now()
    arrival.processed_at = None
    arrival.save(
        update_fields=[
            "outcome",
            "reason",
            "meta",
            "held_for",
            "attempts",
            "next_try_at",
            "processed_at",
        ]
    )
    _record(kind, arrival, by=by)
    wake(DRAIN, lock=DRAIN, queue="intake")
    return arrival


def _lock(arrival: Arrival) -> Arrival:
    rows = Arrival.objects.select_for_update(of=("self",)).select_related("channel")
    row: Arrival = rows.get(pk=arrival.pk)
    return row


def _record(kind: str, arrival: Arrival, *, by: Actor) -> None:
    events.record(
        kind,
        by=by,
        conversation_id=arrival.conversation_id or arrival.held_for,
        brand_id=arrival.channel.brand_id,
        desk_ids=[arrival.channel.desk_id],
        data={"arrival": arrival.pk, "channel": arrival.channel_id, "reason": arrival.reason},
    )

"""What happens to a message that comes in, in order. Read this first.

    raw bytes ─> read ─> erased? ─> known? ─> our echo? ─> conversation ─> brake ─> message ─> after-steps

``process_many`` takes arrivals through the steps: they are read one by one, before any transaction
opens, and decided and written together in one transaction with their outcomes, under locks on
senders and threads, so that two workers can't make two conversations of one exchange. A live
message is a batch of one. Running it again over the same arrival gives the same result.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, groupby

from django.db import transaction

from unsilo.channels import registry
from unsilo.channels.contract import (
    Author,
    Connector,
    InboundMessage,
    MessageClass,
    RawArrival,
)
from unsilo.channels.erasing import erase_arrivals
from unsilo.channels.models import Arrival, Outcome
from unsilo.channels.services import arrivals, blobs
from unsilo.core import locks
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import UnsiloError
from unsilo.core.logs import brief
from unsilo.inbox.models import Message
from unsilo.inbox.services.incoming import refresh_incoming
from unsilo.inbox.services.reading import fingerprint
from unsilo.intake import bounces, hearing, onward, threading, understanding
from unsilo.intake.passage import Passage, Travellers, Verdict

logger = logging.getLogger(__name__)

BATCH_BYTES = 16 * 1024 * 1024  # raw bytes of arrivals that are in memory together
TRUSTED_DELAY = timedelta(days=3)  # how far a live letter's own date may lie back

AfterStep = Callable[[Sequence[Passage]], None]

# What happens to the messages of a batch once they are stored, in this order: "triage" has them
# read, "rules" has rules run when that is done, "clocks" starts the time, "listening" counts them.
AFTER_STEPS: dict[str, list[AfterStep]] = {
    "triage": [understanding.have_read],
    "rules": [onward.wait_for_rules],
    "clocks": [onward.keep_time],
    "listening": [hearing.count],
}


def process(arrival: Arrival, *, by: Actor = SYSTEM) -> None:
    """Run one arrival through all steps."""
    process_many([arrival], by=by)


def process_many(claimed: Sequence[Arrival], *, by: Actor = SYSTEM) -> None:
    """Run arrivals through all steps, oldest first.

    Never raises for what a message contains: an arrival that can't be read or stored is put off
    and in the end stands as failed, with its raw bytes, for a person to look at. If one of a batch
    goes wrong, the others are taken one by one.
    """
    for part in _parts(claimed):
        passages = [passage for arrival in part if (passage := _read_safely(arrival, by=by))]
        for _, group in groupby(passages, key=_travels_alone):
            _pass(list(group), by=by)


def read(arrival: Arrival) -> Passage:
    """Parse the raw bytes. Writes nothing."""
    raw = RawArrival(
        arrival.external_key, blobs.read(arrival.blob_id), arrival.content_type, arrival.meta
    )
    connector = registry.build(arrival.channel)
    parsed = connector.parse(raw)
    return Passage(
        arrival=arrival,
        channel=arrival.channel,
        connector=connector,
        parsed=parsed,
        at=_when(parsed, arrival),
        author=_counterpart(parsed, connector),
        fingerprint=fingerprint(parsed),
    )


def decide(passage: Passage, travellers: Travellers) -> Verdict:
    """The steps, in order. The first that gives a verdict ends the passage."""
    for step in (
        threading.erased_already,
        threading.known_already,
        threading.our_own_echo,
        bounces.attach_to_answer,
        threading.find_person,
    ):
        verdict = step(passage, travellers)
        if verdict is not None:
            return verdict
    return threading.join_or_begin(passage, travellers)


def reread(arrival: Arrival) -> Message | None:
    """Read the raw bytes of a stored message again and refresh what the parser makes of them.

    For after an update of the parser: threads, owners and states stay as people left them.
    """
    if arrival.message_id is None or arrival.is_erased:
        return None
    return refresh_incoming(arrival.message_id, parsed=read(arrival).parsed)


def _pass(passages: Sequence[Passage], *, by: Actor) -> None:
    try:
        with transaction.atomic():
            _decide_and_write(passages, by=by)
    except Exception as error:
        if len(passages) > 1:
            logger.warning(
                "a batch of %s arrivals failed (%s); one by one", len(passages), brief(error)
            )
            for passage in passages:
                passage.notes.clear()
                _pass([passage], by=by)
            return
        logger.exception("arrival %s can't be processed", passages[0].arrival.pk)
        arrivals.put_off(passages[0].arrival, _reason(error), by=by)


def _decide_and_write(passages: Sequence[Passage], *, by: Actor) -> None:
    still_pending = _claimed([passage.arrival.pk for passage in passages])
    passages = [passage for passage in passages if passage.arrival.pk in still_pending]
    if not passages:
        return
    _keep_files(passages)
    locks.hold(*(name for passage in passages for name in threading.lock_names(passage)))
    travellers = Travellers(passages, by=by)
    verdicts = [(passage, decide(passage, travellers)) for passage in passages]
    travellers.batch.write()
    stored = [passage for passage in passages if passage.message is not None]
    for step in chain.from_iterable(AFTER_STEPS.values()):
        step(stored)
    arrivals.finish_many(
        [(passage.arrival, _ending(passage, verdict)) for passage, verdict in verdicts], by=by
    )
    _forget([passage for passage, verdict in verdicts if verdict.forget])


def _forget(passages: Sequence[Passage]) -> None:
    if passages:
        erase_arrivals(Arrival.objects.filter(pk__in=[one.arrival.pk for one in passages]))
        blobs.let_go({blob.pk for one in passages for blob in one.blobs})


def _keep_files(passages: Sequence[Passage]) -> None:
    """All of a batch at once, and before anything is locked that others wait for."""
    files = [file.content for passage in passages for file in passage.parsed.attachments]
    kept = iter(blobs.put_many(files) if files else ())
    for passage in passages:
        passage.blobs = [next(kept) for _ in passage.parsed.attachments]


def _read_safely(arrival: Arrival, *, by: Actor) -> Passage | None:
    if arrival.outcome != Outcome.PENDING:
        return None
    try:
        return read(arrival)
    except Exception as error:  # one bad message never stops the next
        logger.exception("arrival %s can't be read", arrival.pk)
        arrivals.put_off(arrival, _reason(error), by=by)
        return None


def _parts(claimed: Sequence[Arrival]) -> Iterator[list[Arrival]]:
    """Arrivals that fit into memory together."""
    part: list[Arrival] = []
    size = 0
    for arrival in claimed:
        if part and size + arrival.size > BATCH_BYTES:
            yield part
            part, size = [], 0
        part.append(arrival)
        size += arrival.size
    if part:
        yield part


def _travels_alone(passage: Passage) -> int:
    """A delivery report changes answers that are in the database already, not in the batch."""
    reports = (MessageClass.BOUNCE_HARD, MessageClass.BOUNCE_SOFT)
    return passage.arrival.pk if passage.parsed.message_class in reports else 0


def _claimed(arrival_ids: Iterable[int]) -> set[int]:
    """Lock the arrivals; without those that another worker has or has finished."""
    rows = Arrival.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        pk__in=list(arrival_ids), outcome=Outcome.PENDING
    )
    return set(rows.values_list("pk", flat=True))


def _ending(passage: Passage, verdict: Verdict) -> arrivals.Ending:
    said = [verdict.reason, *passage.notes, *passage.parsed.defects]
    return arrivals.Ending(
        outcome=verdict.outcome,
        reason="; ".join(one for one in said if one),
        message_id=verdict.message_id,
        conversation_id=verdict.conversation_id,
        held_for=verdict.held_for,
        sender="" if verdict.forget else passage.parsed.author.value,
        subject="" if verdict.forget else passage.parsed.subject,
    )


def _counterpart(parsed: InboundMessage, connector: Connector) -> Author | None:
    """The person outside: the writer, or for what we sent elsewhere whom it went to."""
    if not parsed.outgoing:
        return parsed.author
    own = connector.own_addresses()
    others = [one for one in (*parsed.to, *parsed.cc) if one.value.casefold() not in own]
    return Author(parsed.author.kind, others[0].value, others[0].name) if others else None


def _when(parsed: InboundMessage, arrival: Arrival) -> datetime:
    """The sender's clock where it can be believed: never in the future, and for live mail not
    long ago (a wrong clock would bury the message)."""
    claimed, received = parsed.sent_at, arrival.received_at
    if claimed is None or claimed > received:
        return received
    return received if arrival.is_live and received - claimed > TRUSTED_DELAY else claimed


def _reason(error: Exception) -> str:
    if isinstance(error, UnsiloError):
        return error.message[:400]
    return f"{type(error).__name__}: {error}"[:400]

"""What happens to a message that comes in, in order. Read this first.

    raw bytes ─> parse ─> known? ─> brake ─> person ─> conversation ─> message ─> after-steps ─> outcome

``process`` runs the steps over one arrival. Reading and cleaning happen before the transaction
opens; everything that writes happens inside one transaction together with the outcome, under locks
on the sender and the thread, so that two workers can't make two conversations of one exchange.
Running it again over the same arrival gives the same result.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from unsilo.channels import registry
from unsilo.channels.contract import (
    Connector,
    InboundMessage,
    RawArrival,
)
from unsilo.channels.models import Arrival, Blob, Channel, Outcome
from unsilo.channels.services import arrivals, blobs
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import ConnectorError
from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.services import placements
from unsilo.inbox.services.changes import locked
from unsilo.inbox.services.incoming import add_incoming, refresh_incoming
from unsilo.intake import bounces, threading
from unsilo.intake.verdict import Verdict
from unsilo.people.models import Person

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Passage:
    """One arrival on its way through the steps."""

    arrival: Arrival
    channel: Channel
    connector: Connector
    parsed: InboundMessage
    blobs: list[Blob]
    by: Actor
    at: datetime
    person: Person | None = None
    conversation: Conversation | None = None
    message: Message | None = None
    is_new: bool = False
    notes: list[str] = field(default_factory=list)


AfterStep = Callable[[Passage], None]

# What later packages do with a stored message, in this order: they register in their AppConfig.
# "triage" reads it, "rules" places and tags it, "clocks" starts the time, "listening" counts it.
AFTER_STEPS: dict[str, list[AfterStep]] = {
    "triage": [],
    "rules": [],
    "clocks": [],
    "listening": [],
}


def process(arrival: Arrival, *, by: Actor = SYSTEM) -> Verdict | None:
    """Run one arrival through all steps. None when it is done already or has to be tried again.

    Never raises for what the message contains: an arrival that can't be read is put off and in the
    end stands as failed, with its raw bytes, for a person to look at.
    """
    try:
        passage = read(arrival, by=by)
        with transaction.atomic():
            if not _claimed(arrival):
                return None
            verdict = decide(passage)
            _finish(passage, verdict)
    except Exception as error:
        logger.exception("arrival %s can't be processed", arrival.pk)
        arrivals.put_off(arrival, _reason(error), by=by)
        return None
    return verdict


def read(arrival: Arrival, *, by: Actor) -> Passage:
    """Parse the raw bytes and keep the files in them. Touches no conversation."""
    raw = RawArrival(
        arrival.external_key, blobs.read(arrival.blob_id), arrival.content_type, arrival.meta
    )
    connector = registry.build(arrival.channel)
    parsed = connector.parse(raw)
    files = [attachment.content for attachment in parsed.attachments]
    kept = blobs.put_many(files) if files else []
    return Passage(
        arrival=arrival,
        channel=arrival.channel,
        connector=connector,
        parsed=parsed,
        blobs=kept,
        by=by,
        at=_when(parsed, arrival),
    )


def decide(passage: Passage) -> Verdict:
    """The writing steps, in order. The first that gives a verdict ends the passage."""
    threading.serialise(passage)
    for step in (
        threading.known_already,
        bounces.attach_to_answer,
        threading.our_own_echo,
        threading.brake,
        threading.find_person,
        threading.find_conversation,
    ):
        verdict = step(passage)
        if verdict is not None:
            return verdict
    return _store(passage)


def _store(passage: Passage) -> Verdict:
    conversation = passage.conversation or threading.begin(passage)
    conversation = locked(conversation.pk)
    passage.conversation = conversation
    passage.message = add_incoming(
        conversation,
        channel=passage.channel,
        parsed=passage.parsed,
        person=passage.person,
        blobs=passage.blobs,
        arrival_id=passage.arrival.pk,
        by=passage.by,
        at=passage.at,
        reopens=not passage.is_new,
    )
    if not passage.is_new and passage.channel.pk != conversation.channel_id:
        placements.place(conversation.pk, desk=passage.channel.desk, by=passage.by)
    for steps in AFTER_STEPS.values():
        for step in steps:
            step(passage)
    return Verdict(
        Outcome.IMPORTED if passage.is_new else Outcome.APPENDED,
        "; ".join(passage.notes),
        message_id=passage.message.pk,
        conversation_id=conversation.pk,
    )


def _claimed(arrival: Arrival) -> bool:
    """Lock the arrival; False when another worker has it or has finished it."""
    row = (
        Arrival.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=arrival.pk, outcome=Outcome.PENDING)
        .first()
    )
    return row is not None


def _finish(passage: Passage, verdict: Verdict) -> None:
    arrivals.finish(
        passage.arrival,
        by=passage.by,
        outcome=verdict.outcome,
        reason=verdict.reason or "; ".join(passage.parsed.defects),
        message_id=verdict.message_id,
        conversation_id=verdict.conversation_id,
        held_for=verdict.held_for,
        sender=passage.parsed.author.value,
        subject=passage.parsed.subject,
    )


def _when(parsed: InboundMessage, arrival: Arrival) -> datetime:
    """The sender's clock where it can be believed: never in the future, and for live mail not
    more than three days back (a wrong clock would bury the message)."""
    claimed = parsed.sent_at
    received = arrival.received_at
    if claimed is None or claimed > received:
        return received
    is_live = not arrival.meta.get("import") and not arrival.meta.get("backfill")
    if is_live and (received - claimed).days >= 3:
        return received
    return claimed


def _reason(error: Exception) -> str:
    if isinstance(error, ConnectorError):
        return error.message[:400]
    return f"{type(error).__name__}: {error}"[:400]


def reread(arrival: Arrival) -> Message | None:
    """Read the raw bytes of a stored message again and refresh what the parser makes of them.

    For after an update of the parser: threads, owners and states stay as people left them.
    """
    if arrival.message_id is None:
        return None
    return refresh_incoming(arrival.message_id, parsed=read(arrival, by=SYSTEM).parsed)

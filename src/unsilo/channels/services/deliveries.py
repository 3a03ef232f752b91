"""The outbox: what waits to go out, what a person may do with it, what became of it.

Sending itself is in ``services.sending``.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from unsilo.channels import payloads, ports, registry
from unsilo.channels.contract import Address, Capability, OutboundMessage
from unsilo.channels.models import Channel, Delivery, DeliveryRecipient
from unsilo.channels.services import blobs, pauses
from unsilo.channels.texts import clip
from unsilo.core import clock, events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.db import prepared
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.jobs import wake
from unsilo.core.kept import insert

SEND = "channels.send"

State = Delivery.State
RecipientState = DeliveryRecipient.State


def enqueue(
    *,
    channel: Channel,
    message_id: int,
    conversation_id: int,
    outbound: OutboundMessage,
    by: Actor,
    files: Sequence[payloads.OutgoingFile] = (),
    not_before: datetime | None = None,
    scheduled: bool = False,
) -> Delivery:
    """Freeze an answer and let it wait until ``not_before``. One delivery per message.

    ``scheduled`` says that a person chose that time, so that a pause of the brand may hold it.

    Files are those of ``outbound.attachments`` and ``files``; all are kept by reference. No event
    is written: the caller's own, in the same transaction, tells of it.
    """
    able = registry.capabilities(channel)
    if Capability.DELIVER not in able:
        raise Invalid(_("This channel can't send answers."))
    recipients = _recipients(outbound)
    if Capability.RECIPIENTS in able and not recipients:
        raise Invalid(_("Nobody would get this. Name at least one recipient."))
    kept = blobs.put_many([file.content for file in outbound.attachments])
    listed: list[payloads.OutgoingFile] = [
        *(
            payloads.FileReference(
                blob.sha256, file.filename, file.content_type, file.content_id, file.inline
            )
            for blob, file in zip(kept, outbound.attachments, strict=True)
        ),
        *files,
    ]
    if listed and Capability.ATTACHMENTS not in able:
        raise Invalid(_("This channel can't send files."))
    now = clock.now()
    due = max(not_before or now, now)
    pause = pauses.pause_of(channel.brand_id) if scheduled else None
    try:
        with transaction.atomic(savepoint=False):
            delivery = Delivery(
                channel=channel,
                message_id=message_id,
                conversation_id=conversation_id,
                external_id=clip(outbound.external_id, 400),
                subject=clip(outbound.subject, 300),
                payload=payloads.freeze(outbound, listed),
                next_try_at=due,
                scheduled=scheduled,
                held_by=pause,
                reason=pauses.words_of(pause) if pause else "",
            )
            insert(delivery)
            columns = [list(column) for column in zip(*recipients, strict=True)] or [[], []]
            with prepared() as cursor:
                cursor.execute(_ADDRESSED, [delivery.pk, *columns])
            _wake(delivery)
    except IntegrityError as error:
        raise Conflict(_("This message is in the outbox already.")) from error
    return delivery


_ADDRESSED = """
INSERT INTO channels_deliveryrecipient (delivery_id, address, role, state, reason)
SELECT %s, address, role, 'waiting', '' FROM unnest(%s::text[], %s::text[]) AS named (address, role)
"""


def _recipients(outbound: OutboundMessage) -> list[tuple[str, str]]:
    """Each address once, however often and in whichever case it is named."""
    named: Iterable[tuple[Address, str]] = [
        *((one, "to") for one in outbound.to),
        *((one, "cc") for one in outbound.cc),
        *((one, "bcc") for one in outbound.bcc),
    ]
    found: dict[str, tuple[str, str]] = {}
    for address, role in named:
        found.setdefault(address.value.casefold(), (clip(address.value, 320), role))
    return list(found.values())


def _wake(delivery: Delivery) -> None:
    """Sending starts when it is due; without a lock, so that no far date hides a near one."""
    assert delivery.next_try_at is not None
    wake(SEND, lock=None, at=delivery.next_try_at, queue="outbox")


@transaction.atomic
def cancel(delivery: Delivery, *, by: Actor) -> Delivery:
    """Take back what still waits. Raises ``Conflict`` when it doesn't any more."""
    delivery = lock(delivery.pk)
    if delivery.state != State.WAITING:
        raise Conflict(_("This has already gone out and can't be taken back."))
    reached = delivery.recipients.filter(state=RecipientState.ACCEPTED).exists()
    delivery.state = State.PARTLY if reached else State.CANCELLED
    delivery.reason = clip(_("Cancelled by %(name)s.") % {"name": by.label}, 500)
    delivery.next_try_at = None
    delivery.save(update_fields=["state", "reason", "next_try_at"])
    record("delivery.cancelled", delivery, by=by)
    return delivery


def cancel_for_message(message_id: int, *, by: Actor) -> bool:
    """Take back a message that was never tried; False when it is too late for that."""
    delivery = Delivery.objects.filter(message_id=message_id, claimed_at__isnull=True).first()
    if delivery is None:
        return False
    try:
        return cancel(delivery, by=by).state == State.CANCELLED
    except Conflict:
        return False


@transaction.atomic
def try_now(delivery: Delivery, *, by: Actor) -> Delivery:
    """Don't wait any longer, nor for the end of a pause."""
    delivery = lock(delivery.pk)
    if delivery.state != State.WAITING:
        raise Conflict(_("This doesn't wait any more."))
    delivery.next_try_at = clock.now()
    if delivery.held_by_id:
        delivery.held_by, delivery.reason = None, ""
    delivery.scheduled = False
    delivery.save(update_fields=["next_try_at", "scheduled", "held_by", "reason"])
    record("delivery.hurried", delivery, by=by)
    wake(SEND, lock=SEND, queue="outbox")
    return delivery


@transaction.atomic
def send_again(delivery: Delivery, *, by: Actor) -> Delivery:
    """Send once more to everyone who is not known to have got it. A person decides this."""
    delivery = lock(delivery.pk)
    if delivery.state not in (State.UNCERTAIN, State.FAILED, State.PARTLY):
        raise Conflict(_("Only what failed or is not certain can be sent again."))
    if not delivery.payload:
        raise Conflict(_("What was to be sent was erased."))
    delivery.recipients.exclude(state=RecipientState.ACCEPTED).update(
        state=RecipientState.WAITING, reason="", at=None
    )
    delivery.state = State.WAITING
    delivery.reason = ""
    delivery.attempts = 0
    delivery.next_try_at = clock.now()
    delivery.save(update_fields=["state", "reason", "attempts", "next_try_at"])
    record("delivery.repeated", delivery, by=by)
    wake(SEND, lock=SEND, queue="outbox")
    return delivery


@transaction.atomic
def mark_sent(delivery: Delivery, *, by: Actor) -> Delivery:
    """A person found out that it did arrive."""
    delivery = lock(delivery.pk)
    if delivery.state != State.UNCERTAIN:
        raise Conflict(_("Only what is not certain can be marked as sent."))
    words = clip(_("Marked as sent by %(name)s.") % {"name": by.label}, 500)
    now = clock.now()
    delivery.recipients.filter(state__in=[RecipientState.UNKNOWN, RecipientState.WAITING]).update(
        state=RecipientState.ACCEPTED, reason=words, at=now
    )
    delivery.state = outcome(delivery)
    delivery.reason = words
    delivery.sent_at = delivery.sent_at or delivery.claimed_at or now
    delivery.save(update_fields=["state", "reason", "sent_at"])
    record("delivery.marked_sent", delivery, by=by)
    return delivery


@transaction.atomic
def record_sent(delivery: Delivery, *, at: datetime, by: Actor) -> Delivery:
    """It went out at ``at`` by another way than our outbox, as the past of an import or a demo did."""
    delivery = lock(delivery.pk)
    if delivery.state != State.WAITING or delivery.attempts:
        raise Conflict(_("This doesn't wait any more."))
    delivery.recipients.update(state=RecipientState.ACCEPTED, at=at)
    delivery.state = State.SENT
    delivery.created_at = min(delivery.created_at, at)
    delivery.sent_at = at
    delivery.next_try_at = None
    delivery.save(update_fields=["state", "created_at", "sent_at", "next_try_at"])
    record("delivery.sent", delivery, by=by, at=at)
    return delivery


@transaction.atomic
def record_bounce(
    *,
    reason: str,
    hard: bool,
    by: Actor = SYSTEM,
    external_id: str = "",
    recipient: str = "",
    channel: Channel | None = None,
) -> Delivery | None:
    """Write a bounce on the reply it belongs to; None when it belongs to none of ours.

    Found by the id of the message that bounced, else by the last delivery to ``recipient`` (on
    ``channel``). With an id but no recipient it concerns everyone who was to get it. A soft bounce
    is noted, but leaves the state: the other server goes on trying.
    """
    delivery = _bounced_delivery(external_id, recipient, channel)
    if delivery is None:
        return None
    concerned = delivery.recipients.all()
    if recipient:
        named = concerned.filter(address__iexact=recipient)
        # A forwarding address bounces under another name; with one recipient it is clear who.
        concerned = named if named.exists() or len(concerned) != 1 else concerned
    words = clip(reason, 500)
    if not hard:
        concerned.exclude(state=RecipientState.BOUNCED).update(reason=words)
        delivery.reason = words
        delivery.save(update_fields=["reason"])
        record("delivery.delayed", delivery, by=by, recipient=recipient)
        return delivery
    concerned.update(state=RecipientState.BOUNCED, reason=words, at=clock.now())
    if delivery.state in (State.SENT, State.PARTLY, State.UNCERTAIN):
        delivery.state = outcome(delivery)
    delivery.reason = words
    delivery.save(update_fields=["state", "reason"])
    record("delivery.bounced", delivery, by=by, recipient=recipient)
    return delivery


def _bounced_delivery(external_id: str, recipient: str, channel: Channel | None) -> Delivery | None:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("channel")
    if external_id:
        return rows.filter(external_id=external_id).order_by("-id").first()
    if not recipient:
        return None
    sent = Q(recipients__address__iexact=recipient, sent_at__isnull=False)
    if channel is not None:
        sent &= Q(channel=channel)
    newest = Delivery.objects.filter(sent).order_by("-id").values_list("pk", flat=True).first()
    return rows.filter(pk=newest).first() if newest else None


def lock(delivery_id: int) -> Delivery:
    """The row, locked until the transaction ends."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("channel")
    row: Delivery = rows.get(pk=delivery_id)
    return row


def outcome(delivery: Delivery) -> Delivery.State:
    """The state that the results of all recipients make."""
    states = set(delivery.recipients.values_list("state", flat=True))
    if RecipientState.UNKNOWN in states:
        return State.UNCERTAIN
    if RecipientState.WAITING in states:
        return State.WAITING
    if states <= {RecipientState.ACCEPTED}:
        return State.SENT
    return State.PARTLY if RecipientState.ACCEPTED in states else State.FAILED


def record(
    kind: str, delivery: Delivery, *, by: Actor, at: datetime | None = None, **data: object
) -> None:
    """The event of a delivery, for the people of the desks that hold its conversation."""
    events.record(
        kind,
        by=by,
        conversation_id=delivery.conversation_id,
        message_id=delivery.message_id,
        brand_id=delivery.channel.brand_id,
        desk_ids=ports.desks_of_conversation(delivery.conversation_id),
        data={
            "delivery": delivery.pk,
            "state": delivery.state,
            "reason": delivery.reason,
            "external_id": delivery.external_id,
            **data,
        },
        at=at,
    )

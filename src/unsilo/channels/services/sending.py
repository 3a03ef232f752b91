"""Sending what is due, each answer at most once.

1. Claim one due delivery (others skip it), write ``sending`` and commit, before a line is opened.
2. Hand it to the connector, outside any transaction.
3. Store what the other side said, recipient by recipient.

A process that dies in step 2 leaves ``sending`` behind. Nobody can know what the other side got, so
after ``STUCK_AFTER`` such a delivery is "not certain" and a person decides. Where the channel keeps an
answer once however often it is handed over (``REPEATABLE``), it is simply tried again.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unsilo.channels import payloads, registry
from unsilo.channels.contract import (
    Capability,
    Delivers,
    DeliveryReceipt,
    OutboundMessage,
    RecipientResult,
    UncertainDelivery,
)
from unsilo.channels.models import Channel, Delivery, DeliveryRecipient
from unsilo.channels.services import blobs
from unsilo.channels.services.deliveries import lock, outcome, record
from unsilo.channels.texts import clip
from unsilo.core import clock
from unsilo.core.actor import SYSTEM
from unsilo.core.db import release_connection
from unsilo.core.errors import ConnectorError, UnsiloError

logger = logging.getLogger(__name__)

STUCK_AFTER = timedelta(minutes=15)
LINES_PER_CHANNEL = 2
LINE_IS_LIVE = timedelta(minutes=2)
_HOUR = timedelta(hours=1)
# Waits between attempts: three days in all.
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    _HOUR,
    *[4 * _HOUR] * 17,
)

State = Delivery.State
RecipientState = DeliveryRecipient.State


def send_due(*, limit: int = 200) -> int:
    """Send what is due, oldest first, and return how many were tried.

    A channel whose server is away is left for the next round, so that the others don't wait.
    """
    troubled: set[int] = set()
    for tried in range(limit):
        delivery = claim_one(without=troubled)
        if delivery is None:
            return tried
        if not send(delivery):
            troubled.add(delivery.channel_id)
    return limit


def claim_one(*, without: set[int] | None = None) -> Delivery | None:
    """Take the next due delivery for one attempt, committed as ``sending``."""
    now = clock.now()
    with transaction.atomic():
        delivery: Delivery | None = (
            Delivery.objects.due(now)
            .filter(channel__archived_at__isnull=True)
            .exclude(channel__state=Channel.State.PAUSED)
            .not_held()
            .exclude(channel__in=(without or set()) | _busy_channels(now))
            .select_related("channel__brand")
            .select_for_update(of=("self",), skip_locked=True)
            .first()
        )
        if delivery is None:
            return None
        delivery.state = State.SENDING
        delivery.claimed_at = now
        delivery.attempts += 1
        delivery.save(update_fields=["state", "claimed_at", "attempts"])
    return delivery


def _busy_channels(now: datetime) -> set[int]:
    """Channels with enough lines open: one slow server must not occupy every worker."""
    live = Delivery.objects.filter(state=State.SENDING, claimed_at__gt=now - LINE_IS_LIVE)
    busy = live.values("channel").annotate(lines=Count("id")).filter(lines__gte=LINES_PER_CHANNEL)
    return set(busy.values_list("channel", flat=True))


def send(delivery: Delivery) -> bool:
    """One attempt at a claimed delivery. False when the channel itself seems to be in trouble."""
    try:
        connector = registry.build(delivery.channel)
        if not isinstance(connector, Delivers):
            raise ConnectorError(_("This channel can't send answers."), permanent=True)
        message = _message(delivery)
    except ConnectorError as error:
        # Nothing has left. A wrong setting is mended sooner or later, so this goes on being tried.
        _postpone(delivery, error.message)
        return False
    except UnsiloError as error:
        _give_up(delivery, error.message)
        return True
    release_connection()  # the line may take minutes; no database connection waits for it
    try:
        receipt = connector.deliver(message)
    except UncertainDelivery as error:
        _uncertain(delivery, str(error) or _("The line broke while the message was handed over."))
    except ConnectorError as error:
        # Also when only a person can mend it (a changed password): the answer waits for them.
        _postpone(delivery, error.message, error.retry_after)
        return False
    except Exception:
        logger.exception("delivery %s broke its connector", delivery.pk)
        _uncertain(delivery, _("The connector failed in the middle of sending."))
    else:
        _settle(delivery, receipt)
    return True


def _message(delivery: Delivery) -> OutboundMessage:
    states = dict(delivery.recipients.values_list("address", "state"))
    waiting = [address for address, state in states.items() if state == RecipientState.WAITING]
    return payloads.thaw(
        delivery.payload,
        only_to=waiting if len(waiting) < len(states) else (),
        read=blobs.read,
    )


@transaction.atomic
def _settle(delivery: Delivery, receipt: DeliveryReceipt) -> None:
    """Store a receipt. Those it was for and whom it doesn't name were accepted."""
    row = _still_ours(delivery)
    if row is None:
        return
    now = clock.now()
    results = {result.address.casefold(): result for result in receipt.recipients}
    waiting = [one for one in row.recipients.all() if one.state == RecipientState.WAITING]
    for recipient in waiting:
        _apply(recipient, results.get(recipient.address.casefold()), now)
    DeliveryRecipient.objects.bulk_update(waiting, ["state", "reason", "at"])
    row.external_id = clip(receipt.external_id, 400) or row.external_id
    row.via = clip(receipt.via, 200)
    row.state = outcome(row)
    reached = (
        row.state in (State.SENT, State.PARTLY)
        or row.recipients.filter(state=RecipientState.ACCEPTED).exists()
    )
    row.sent_at = row.sent_at or (now if reached else None)
    row.reason = clip(_reason(row), 500)
    row.next_try_at = None
    if row.state == State.WAITING:
        _plan(row, row.reason, None)
    row.save()
    record(f"delivery.{_EVENTS[row.state]}", row, by=SYSTEM)


_EVENTS = {
    State.SENT: "sent",
    State.PARTLY: "partly_sent",
    State.FAILED: "failed",
    State.WAITING: "postponed",
    State.UNCERTAIN: "uncertain",
}


def _apply(recipient: DeliveryRecipient, result: RecipientResult | None, now: datetime) -> None:
    recipient.at = now
    recipient.reason = clip(result.reason, 500) if result else ""
    if result is None or result.accepted:
        recipient.state = RecipientState.ACCEPTED
    elif result.accepted is None:
        recipient.state = RecipientState.UNKNOWN
    elif result.permanent:
        recipient.state = RecipientState.REFUSED
    else:
        recipient.state = RecipientState.WAITING


def _reason(row: Delivery) -> str:
    """Why some have not got it, those of earlier attempts included."""
    lacking = row.recipients.exclude(state=RecipientState.ACCEPTED).order_by("id")
    return " ".join(f"{one.address}: {one.reason}" for one in lacking)


@transaction.atomic
def _postpone(delivery: Delivery, reason: str, retry_after: float | None = None) -> None:
    row = _still_ours(delivery)
    if row is not None:
        _plan(row, reason, retry_after)
        row.save()
        record(f"delivery.{_EVENTS[Delivery.State(row.state)]}", row, by=SYSTEM)


def _plan(row: Delivery, reason: str, retry_after: float | None) -> None:
    """Set the next attempt, or give up after the last."""
    if row.attempts > len(BACKOFF):
        row.recipients.filter(state=RecipientState.WAITING).update(
            state=RecipientState.REFUSED, reason=clip(reason, 500), at=clock.now()
        )
        row.state = outcome(row) if row.sent_at else State.FAILED
        row.next_try_at = None
        tries = ngettext(
            "Given up after %(n)d try.", "Given up after %(n)d tries.", row.attempts
        ) % {"n": row.attempts}
        row.reason = clip(f"{tries} {reason}", 500)
        return
    wait = BACKOFF[row.attempts - 1]
    if retry_after is not None:
        wait = max(wait, min(timedelta(seconds=retry_after), timedelta(days=1)))
    row.state = State.WAITING
    row.next_try_at = clock.now() + wait
    row.reason = clip(reason, 500)


@transaction.atomic
def _give_up(delivery: Delivery, reason: str) -> None:
    row = _still_ours(delivery)
    if row is None:
        return
    row.recipients.filter(state=RecipientState.WAITING).update(
        state=RecipientState.REFUSED, reason=clip(reason, 500), at=clock.now()
    )
    reached = row.recipients.filter(state=RecipientState.ACCEPTED).exists()
    row.state = State.PARTLY if reached else State.FAILED
    row.reason = clip(reason, 500)
    row.next_try_at = None
    row.save()
    record(f"delivery.{_EVENTS[Delivery.State(row.state)]}", row, by=SYSTEM)


@transaction.atomic
def _uncertain(delivery: Delivery, reason: str) -> None:
    row = _still_ours(delivery)
    if row is not None:
        _doubt(row, reason)


def _doubt(row: Delivery, reason: str) -> None:
    if Capability.REPEATABLE in registry.capabilities(row.channel):
        _plan(row, reason, None)
        row.save()
        record(f"delivery.{_EVENTS[Delivery.State(row.state)]}", row, by=SYSTEM)
        return
    row.recipients.filter(state=RecipientState.WAITING).update(
        state=RecipientState.UNKNOWN, reason=clip(reason, 500), at=clock.now()
    )
    row.state = State.UNCERTAIN
    row.reason = clip(reason, 500)
    row.next_try_at = None
    row.save()
    record("delivery.uncertain", row, by=SYSTEM)


def _still_ours(delivery: Delivery) -> Delivery | None:
    """The locked row, unless another attempt began meanwhile: then our news is old.

    A result that comes after ``STUCK_AFTER`` is still the truth about this attempt and counts.
    """
    row = lock(delivery.pk)
    mine = row.claimed_at == delivery.claimed_at
    if mine and row.state in (State.SENDING, State.UNCERTAIN, State.WAITING):
        row.recipients.filter(state=RecipientState.UNKNOWN).update(state=RecipientState.WAITING)
        return row
    logger.warning("delivery %s was settled by someone else", delivery.pk)
    return None


def doubt_stuck() -> int:
    """Mark what a dead process left in ``sending`` as not certain, or try it again where that does
    no harm. Returns how many."""
    with transaction.atomic():
        stuck = (
            Delivery.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("channel")
            .filter(state=State.SENDING, claimed_at__lt=clock.now() - STUCK_AFTER)
        )
        reason = _("Sending was interrupted. It may or may not have arrived.")
        found = list(stuck)
        for row in found:
            _doubt(row, reason)
    return len(found)

"""What must hold of the two ledgers and of the blobs."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from unsilo.channels.models import Arrival, Blob, Channel, Delivery, DeliveryRecipient, Outcome
from unsilo.channels.services import blobs, sending
from unsilo.core.integrity import Looked, register_invariant

SWEPT = timedelta(minutes=5)  # what is due for so long has been passed over by many sweeps

State = Delivery.State


def register() -> None:
    register_invariant("every arrival ends, once, with an outcome", arrivals)
    register_invariant("every answer has left once, or says why not", deliveries)
    register_invariant("every blob has its file, and somebody who needs it", stored)


def arrivals() -> Looked:
    return Looked(Arrival.objects.count(), _arrivals())


def _arrivals() -> Iterator[str]:
    pending = Arrival.objects.filter(outcome=Outcome.PENDING)
    unplanned = Q(next_try_at__isnull=True) | Q(next_try_at__lt=timezone.now() - SWEPT)
    for pk in pending.filter(unplanned).values_list("pk", flat=True):
        yield f"Arrival {pk} waits, and no worker has looked at it when it was due."
    ended = Arrival.objects.exclude(outcome=Outcome.PENDING)
    for pk in ended.filter(Q(processed_at__isnull=True) | Q(next_try_at__isnull=False)).values_list(
        "pk", flat=True
    ):
        yield f"Arrival {pk} has ended and is to be tried again all the same."
    led = Arrival.objects.filter(outcome__in=[Outcome.IMPORTED, Outcome.APPENDED])
    for pk in led.filter(message_id__isnull=True).values_list("pk", flat=True):
        yield f"Arrival {pk} was taken in and names no message."
    twice = led.values("message_id").annotate(times=Count("pk")).filter(times__gt=1)
    for message_id, times in twice.values_list("message_id", "times"):
        yield f"Message {message_id} was taken in {times} times."


def deliveries() -> Looked:
    return Looked(Delivery.objects.count(), _deliveries())


def _deliveries() -> Iterator[str]:
    now = timezone.now()
    waiting = Delivery.objects.filter(state=State.WAITING, channel__archived_at__isnull=True)
    due = waiting.exclude(channel__state=Channel.State.PAUSED).not_held()
    unplanned = Q(next_try_at__isnull=True) | Q(next_try_at__lt=now - SWEPT)
    for pk in due.filter(unplanned).values_list("pk", flat=True):
        yield f"Delivery {pk} waits, and no worker has sent it when it was due."
    stuck = Delivery.objects.filter(
        state=State.SENDING, claimed_at__lt=now - sending.STUCK_AFTER - SWEPT
    )
    for pk in stuck.values_list("pk", flat=True):
        yield f"Delivery {pk} is being sent for too long, and nobody has doubted it."
    over = Delivery.objects.filter(state__in=[State.SENT, State.PARTLY])
    for pk in over.filter(sent_at__isnull=True).values_list("pk", flat=True):
        yield f"Delivery {pk} was sent at no time."
    open_still = DeliveryRecipient.objects.filter(
        delivery__state=State.SENT, state=DeliveryRecipient.State.WAITING
    )
    for pk in open_still.values_list("delivery", flat=True).distinct():
        yield f"Delivery {pk} was sent, and one who should have it still waits."
    twice = over.exclude(external_id="").values("channel", "external_id")
    for channel, name in (
        twice.annotate(times=Count("pk")).filter(times__gt=1).values_list("channel", "external_id")
    ):
        yield f"Several deliveries of channel {channel} are the same message {name}."


def stored() -> Looked:
    return Looked(Blob.objects.count(), _stored())


def _stored() -> Iterator[str]:
    for name, size in Blob.objects.values_list("pk", "size").iterator():
        there = blobs.size_of(name)
        if there is None:
            yield f"Blob {name} has no file."
        elif there != size:
            yield f"Blob {name} has {there:,} bytes instead of {size:,}."
    for name in blobs.unused():
        yield f"Blob {name} is needed by nothing."
    for path in blobs.stray():
        yield f"The file {path} belongs to no blob."

"""Messages that wait to be read. Being in this queue is all that a message needs from triage."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection
from django.db.models import F

from unsilo.channels.contract import MessageClass
from unsilo.core import clock
from unsilo.core.jobs import wake
from unsilo.inbox.models import Direction, Kind, Message
from unsilo.triage.models import DueReading

READ_JOB = "triage.read"
# Waits between tries; then it stays unread, with the reason, until somebody has it read again.
BACKOFF = (timedelta(seconds=20), timedelta(minutes=2), timedelta(minutes=20), timedelta(hours=2))


def is_for_reading(message: Message) -> bool:
    """Only what people outside wrote: not our own words, notes, bounces and other automatic mail."""
    return (
        message.direction == Direction.IN
        and message.kind == Kind.MESSAGE
        and message.message_class == MessageClass.HUMAN
    )


def await_reading(messages: Sequence[Message]) -> None:
    """Queue those that are for reading; they are read once this transaction has committed."""
    ids = [message.pk for message in messages if is_for_reading(message)]
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO triage_duereading (message_id, attempts, next_try_at, reason)"
            " SELECT id, 0, now(), '' FROM unnest(%s::bigint[]) AS id ON CONFLICT DO NOTHING",
            [ids],
        )
    wake(READ_JOB, lock=READ_JOB, queue="triage")


def is_any() -> bool:
    """Whether anything is to be read now."""
    return DueReading.objects.filter(next_try_at__lte=clock.now()).exists()


def claim(limit: int) -> list[int]:
    """Due messages, newest first (what just came in is wanted most), held until the commit."""
    due = DueReading.objects.select_for_update(skip_locked=True).filter(
        next_try_at__lte=clock.now()
    )
    return list(due.order_by("-message_id").values_list("message_id", flat=True)[:limit])


def put_off(message_ids: Sequence[int], reason: str) -> None:
    """These could not be read: try again later, a few times."""
    now = clock.now()
    for due in DueReading.objects.filter(message_id__in=message_ids):
        next_try_at = now + BACKOFF[due.attempts] if due.attempts < len(BACKOFF) else None
        DueReading.objects.filter(pk=due.pk).update(
            attempts=F("attempts") + 1, next_try_at=next_try_at, reason=reason[:400]
        )


def try_again() -> int:
    """Give those that were given up another round of tries."""
    given_up = DueReading.objects.filter(next_try_at__isnull=True)
    queued = given_up.update(attempts=0, next_try_at=clock.now())
    if queued:
        wake(READ_JOB, lock=READ_JOB, queue="triage")
    return queued

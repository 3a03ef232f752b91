"""The work: who does it, what waits, what is stuck."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from unsilo.channels.models import Arrival, Channel, Delivery, Outcome
from unsilo.core import integrity
from unsilo.operations.checks.finding import Finding, fail, ok, warn
from unsilo.operations.queries import WORKER_SILENT, last_heartbeat, queue_lengths
from unsilo.triage.queries.status import status

LATE = timedelta(minutes=5)


def worker() -> Iterator[Finding]:
    beat = last_heartbeat()
    if beat is not None and timezone.now() - beat < WORKER_SILENT:
        seconds = (timezone.now() - beat).total_seconds()
        yield ok("worker", f"running, last sign of life {max(seconds, 0):.0f} s ago")
    else:
        last = f"The last sign of life is of {beat:%Y-%m-%d %H:%M}Z." if beat else "None ever ran."
        text = f"No worker runs, so nothing comes in or goes out. {last}"
        yield fail("worker", text, "Start `unsilo worker`.")


def queues() -> Iterator[Finding]:
    late = [one for one in queue_lengths() if one.oldest_seconds > LATE.total_seconds()]
    for one in late:
        yield warn(
            "queue",
            f"{one.waiting:,} jobs wait in {one.queue}, the oldest for "
            f"{one.oldest_seconds / 60:,.0f} minutes.",
            f"Run more workers, or one for it: `unsilo worker --queues {one.queue}`.",
        )
    if not late:
        yield ok("queue", "no job waits for over 5 minutes")


def readings() -> Iterator[Finding]:
    found = status()
    if found.problem:
        yield warn("readings", f"Nothing is read: {found.problem}")
    if found.given_up:
        yield warn("readings", f"{found.given_up:,} could not be read.", "See Settings, Readings.")
    if not found.problem and not found.given_up:
        yield ok("readings", f"{found.read:,} by {found.version or 'no model yet'}")


def ledgers() -> Iterator[Finding]:
    late = timezone.now() - LATE
    waiting = Arrival.objects.filter(outcome=Outcome.PENDING, received_at__lt=late).count()
    failed = Arrival.objects.filter(outcome=Outcome.FAILED).count()
    stuck = Delivery.objects.filter(state=Delivery.State.WAITING, next_try_at__lt=late).count()
    unsent = Delivery.objects.filter(
        state__in=[Delivery.State.FAILED, Delivery.State.UNCERTAIN]
    ).count()
    found = [
        (waiting, "messages came in over 5 minutes ago and are not taken in yet.", "See worker."),
        (failed, "messages could not be taken in.", "The page Arrivals shows them."),
        (stuck, "answers should have gone out over 5 minutes ago.", "See worker and channels."),
        (unsent, "answers failed or are uncertain.", "The page Deliveries shows them."),
    ]
    for count, text, todo in found:
        if count:
            yield warn("messages", f"{count:,} {text}", todo)
    if not any(count for count, *_ in found):
        yield ok("messages", "nothing is stuck")


def channels() -> Iterator[Finding]:
    for channel in Channel.objects.live():
        last = f"{channel.last_success_at:%Y-%m-%d %H:%M}Z" if channel.last_success_at else "never"
        if channel.state == Channel.State.FAILING:
            yield fail(
                "channel",
                f"{channel.name} fails: {channel.state_reason} Last success: {last}.",
                f"Try `unsilo channel check {channel.slug}`.",
            )
        elif channel.state == Channel.State.PAUSED:
            yield warn("channel", f"{channel.name} is paused: {channel.state_reason}")
        elif channel.lag_seconds is not None and channel.lag_seconds > LATE.total_seconds():
            yield warn("channel", f"{channel.name} lags {channel.lag_seconds / 60:,.0f} minutes.")
        else:
            yield ok("channel", f"{channel.name}, last success: {last}")


def stored() -> Iterator[Finding]:
    """What must hold of the rows and files of all packages."""
    for result in integrity.examine():
        if not result.count:
            yield ok("stored", f"{result.invariant}: {result.at:,} looked at, 0 wrong")
            continue
        text = f"{result.invariant}: {result.at:,} looked at, {result.count:,} wrong."
        yield fail("stored", f"{text} {' '.join(result.shown)}", "Keep a backup and report it.")

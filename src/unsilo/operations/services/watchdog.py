"""Calls a person when unsilo can't do its work, and falls silent when it can again.

Every web and worker process looks once a minute, so that one of them is there to say that the others
are not. What is wrong is a row: whoever looks first writes it and calls, the next ones see that it is
known. A trouble that ends and comes back within half an hour is the same one: nobody is called again.
"""

import logging
import shutil
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Role, Severity, User
from unsilo.accounts.services import notices, paging
from unsilo.channels import registry
from unsilo.channels.contract import Capability
from unsilo.channels.models import Channel
from unsilo.channels.ports import ChannelTrouble
from unsilo.core import events, locks
from unsilo.core.actor import SYSTEM
from unsilo.core.db import release_connection
from unsilo.operations.models import Trouble
from unsilo.operations.queries import BACKUP_OLD, last_backup, last_heartbeat, queue_lengths
from unsilo.ui.times import duration

logger = logging.getLogger(__name__)

LOOK_EVERY = 60.0  # seconds
SILENT_FOR = timedelta(minutes=2)  # of all workers
CHANNEL_LATE = timedelta(minutes=15)
QUEUE_LATE = timedelta(minutes=15)
PROMPT_QUEUES = ("intake", "outbox")
DISK_TIGHT = 2_000_000_000  # bytes
DISK_SHARE = 0.03
SAME_AGAIN = timedelta(minutes=30)
GONE_AFTER = timedelta(
    minutes=10
)  # a machine that does not look any more, such as an old container


@dataclass(frozen=True, slots=True)
class Seen:
    """Something wrong, found just now. What is not urgent is a notice to admins, not a call."""

    key: str
    title: str
    text: str
    url: str = ""
    channel_id: int | None = None
    urgent: bool = True


@contextmanager
def running() -> Iterator[None]:
    """Look every minute, in a thread, for as long as this lasts."""
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(stop,), name="watchdog", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()


def _run(stop: threading.Event) -> None:
    while not stop.wait(LOOK_EVERY):  # a start is no time to complain
        try:
            look()
        except (DatabaseError, InterfaceError):
            logger.info("the watchdog can't look: the database is away")
        except Exception:
            logger.exception("the watchdog stumbled")
        finally:
            release_connection()


def look() -> None:
    """Write down what began and what ended, and call people for what began."""
    disks = f"disk:{socket.gethostname()}:"
    seen = {one.key: one for one in (*_work(), *_channels(), *_disk(disks), *_backups())}
    with transaction.atomic():
        locks.hold("watchdog")
        now = timezone.now()
        for row in Trouble.objects.filter(ended_at__isnull=True):
            elsewhere = row.key.startswith("disk:") and not row.key.startswith(disks)
            if seen.pop(row.key, None):
                row.seen_at = now
                row.save(update_fields=["seen_at"])
            elif not elsewhere or row.seen_at < now - GONE_AFTER:
                _end(row)  # another machine's disk is for that machine, while there is one
        for new in seen.values():
            _begin(new)
    if any(one.key == "worker" for one in seen.values()):
        notices.mail_due()  # which is otherwise a worker's


def _begin(seen: Seen) -> None:
    now = timezone.now()
    again = Trouble.objects.filter(key=seen.key, ended_at__gt=now - SAME_AGAIN).last()
    if again is not None:
        again.ended_at, again.seen_at = None, now
        again.save(update_fields=["ended_at", "seen_at"])
        return
    row = Trouble.objects.create(
        key=seen.key,
        title=seen.title[:200],
        text=seen.text[:1000],
        channel_id=seen.channel_id,
        began_at=now,
        seen_at=now,
    )
    data = {"trouble": row.pk, "key": row.key, "title": row.title}
    events.record("trouble.began", by=SYSTEM, data=data)
    if seen.urgent:
        paging.page(
            desk=None, title=row.title, text=row.text, url=seen.url, key=f"trouble:{row.pk}",
            severity=Severity.SERIOUS, by=SYSTEM,
        )  # fmt: skip
        return
    notices.notify(
        User.objects.active().filter(role=Role.ADMIN),
        title=row.title, text=row.text, url=seen.url, key=f"trouble:{row.pk}", by=SYSTEM, mail=True,
    )  # fmt: skip


def _end(row: Trouble) -> None:
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    paging.withdraw(f"trouble:{row.pk}", by=SYSTEM)
    data = {"trouble": row.pk, "key": row.key, "title": row.title}
    events.record("trouble.ended", by=SYSTEM, data=data)


def troubles_of_channels(channel_ids: Sequence[int]) -> Mapping[int, Sequence[ChannelTrouble]]:
    """What channels' pages show."""
    found: dict[int, list[ChannelTrouble]] = {}
    rows = Trouble.objects.filter(channel_id__in=channel_ids, ended_at__isnull=True)
    for row in rows.order_by("began_at"):
        found.setdefault(row.channel_id or 0, []).append(ChannelTrouble(row.title, row.began_at))
    return found


# --- What can be wrong


def _work() -> Iterator[Seen]:
    beat = last_heartbeat()
    if beat is None or timezone.now() - beat > SILENT_FOR:
        yield Seen(
            "worker",
            _("No worker runs"),
            _("Nothing comes in and nothing goes out until one is started: `unsilo worker`."),
        )
        return
    for one in queue_lengths():
        if one.queue in PROMPT_QUEUES and one.oldest_seconds > QUEUE_LATE.total_seconds():
            yield Seen(
                f"queue:{one.queue}",
                _("Work in “%(queue)s” stands still") % {"queue": one.queue},
                _("%(n)d jobs wait, the oldest for %(time)s. `unsilo doctor` says more.")
                % {"n": one.waiting, "time": duration(one.oldest_seconds)},
            )


def _channels() -> Iterator[Seen]:
    now = timezone.now()
    for channel in Channel.objects.live().exclude(state=Channel.State.PAUSED):
        if Capability.FETCH not in registry.capabilities(channel):
            continue
        patience = max(CHANNEL_LATE, timedelta(seconds=3 * registry.info(channel).poll_seconds))
        silent = now - (channel.last_success_at or channel.created_at)
        lag = timedelta(seconds=channel.lag_seconds or 0)
        lags = lag > patience and (channel.last_arrival_at or now) > now - CHANNEL_LATE
        if silent <= patience and not lags:
            continue
        behind = duration((silent if silent > patience else lag).total_seconds())
        yield Seen(
            f"channel:{channel.pk}",
            _("%(channel)s is %(time)s behind") % {"channel": channel.name, "time": behind},
            channel.state_reason if channel.state == Channel.State.FAILING else "",
            url=reverse("channels:channel", args=[channel.pk]),
            channel_id=channel.pk,
        )


def _disk(prefix: str) -> Iterator[Seen]:
    path = Path(settings.DATA_DIR)
    if not path.exists():
        return
    usage = shutil.disk_usage(path)
    if usage.free < min(DISK_TIGHT, usage.total * DISK_SHARE):
        yield Seen(
            f"{prefix}{path}",
            _("The disk of %(machine)s is nearly full") % {"machine": socket.gethostname()},
            _("%(free)d MB are left at %(path)s. Without room mail is refused.")
            % {"free": usage.free // 1_000_000, "path": path},
        )


def _backups() -> Iterator[Seen]:
    last = last_backup()  # who never made one has others, or hears of it from the doctor
    if last is not None and timezone.now() - last.at > BACKUP_OLD:
        yield Seen(
            "backups",
            _("The last backup is %(time)s old")
            % {"time": duration((timezone.now() - last.at).total_seconds())},
            _("See why `unsilo backup` did not run."),
            urgent=False,
        )

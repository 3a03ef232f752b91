"""Check the installation and say what to do about what is wrong.

Prints one line for each check: ok, look (worth a look) or WRONG. Exit code 1 when anything is wrong.
"""

import argparse
import http.client
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from unsilo.cli.site import add_data_dir, server_version, site

GIGABYTE = 1_000_000_000
LATE = timedelta(minutes=5)


class State(StrEnum):
    OK = "ok"
    LOOK = "look"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw, and what to do about it."""

    state: State
    about: str
    text: str


Check = Callable[[], Iterator[Finding]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)


def run(arguments: argparse.Namespace) -> int:
    with site(arguments.data_dir):
        findings = [finding for check in CHECKS for finding in _tried(check)]
    for finding in findings:
        print(f"{finding.state:<5}  {finding.about:<10} {finding.text}")
    return 1 if any(finding.state is State.WRONG for finding in findings) else 0


def database() -> Iterator[Finding]:
    from django.db import connection

    from unsilo.config.health import missing_migrations

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database())"
        )
        version, size = cursor.fetchone()
    yield Finding(State.OK, "database", f"PostgreSQL {version}, {size / 1e6:,.0f} MB")
    if server_version() < 15:
        yield Finding(State.WRONG, "database", "unsilo needs PostgreSQL 15 or newer.")
    if missing := missing_migrations():
        yield Finding(
            State.WRONG, "database", f"{len(missing)} migrations wait. Run `unsilo migrate`."
        )


def clock() -> Iterator[Finding]:
    from django.db import connection
    from django.utils import timezone

    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        off = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
    if off > 5:
        yield Finding(
            State.WRONG,
            "clock",
            f"This machine and the database differ by {off:,.0f} s. Let NTP set both clocks.",
        )
    else:
        yield Finding(State.OK, "clock", f"within {off:.1f} s of the database's")


def disk() -> Iterator[Finding]:
    from django.conf import settings

    path = Path(settings.DATA_DIR)
    if not os.access(path, os.W_OK):
        yield Finding(State.WRONG, "disk", f"{path} can't be written by this user.")
        return
    usage = shutil.disk_usage(path)
    text = f"{usage.free / 1e9:,.1f} GB free at {path}"
    if usage.free < GIGABYTE:
        yield Finding(State.WRONG, "disk", f"{text}. Make room before mail is refused.")
    elif usage.free < usage.total * 0.05:
        yield Finding(State.LOOK, "disk", f"{text}, which is less than 5 %.")
    else:
        yield Finding(State.OK, "disk", text)


def secrets() -> Iterator[Finding]:
    from django.conf import settings

    from unsilo.channels.models import Channel
    from unsilo.core.secrets import SecretUnreadable, unseal

    path = Path(settings.DATA_DIR) / "secret.key"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding(
            State.WRONG, "secrets", f"Others on this machine can read {path}: chmod 600 it."
        )
    if len(settings.SECRET_KEY) < 32:
        yield Finding(
            State.WRONG, "secrets", "UNSILO_SECRET_KEY is shorter than 32 characters. Use more."
        )
    if settings.DEBUG and settings.PUBLIC_URL.startswith("https://"):
        yield Finding(
            State.WRONG, "secrets", "UNSILO_DEBUG is on at a public address: it shows secrets."
        )
    unreadable = []
    for channel in Channel.objects.live():
        try:
            unseal(channel.sealed_secrets)
        except SecretUnreadable:
            unreadable.append(channel.name)
    if unreadable:
        yield Finding(
            State.WRONG,
            "secrets",
            f"The passwords of {', '.join(unreadable)} were sealed with another key. Put that key "
            "into UNSILO_SECRET_KEY_FALLBACKS, or enter the passwords again.",
        )
    else:
        yield Finding(State.OK, "secrets", "stored passwords can be read")


def worker() -> Iterator[Finding]:
    from django.utils import timezone
    from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

    now = timezone.now()
    alive = ProcrastinateWorker.objects.filter(
        last_heartbeat__gt=now - timedelta(minutes=1)
    ).count()
    if alive:
        yield Finding(State.OK, "worker", f"{alive} running")
    else:
        yield Finding(
            State.WRONG, "worker", "None runs, so nothing comes in or goes out: `unsilo worker`."
        )
    overdue = ProcrastinateJob.objects.filter(status="todo", scheduled_at__lt=now - LATE).count()
    if overdue:
        yield Finding(
            State.LOOK, "worker", f"{overdue:,} jobs wait for over 5 minutes. Run more workers."
        )


def readings() -> Iterator[Finding]:
    from unsilo.triage.queries.status import status

    found = status()
    if found.problem:
        yield Finding(State.LOOK, "readings", f"Nothing is read: {found.problem}")
    if found.given_up:
        yield Finding(
            State.LOOK, "readings", f"{found.given_up:,} could not be read: Settings, Readings."
        )
    if not found.problem and not found.given_up:
        yield Finding(State.OK, "readings", f"{found.read:,} by {found.version or 'no model yet'}")


def ledgers() -> Iterator[Finding]:
    from django.utils import timezone

    from unsilo.channels.models import Arrival, Delivery, Outcome

    late = timezone.now() - LATE
    waiting = Arrival.objects.filter(outcome=Outcome.PENDING, received_at__lt=late).count()
    failed = Arrival.objects.filter(outcome=Outcome.FAILED).count()
    stuck = Delivery.objects.filter(state=Delivery.State.WAITING, next_try_at__lt=late).count()
    unsent = Delivery.objects.filter(
        state__in=[Delivery.State.FAILED, Delivery.State.UNCERTAIN]
    ).count()
    counts = {
        f"{waiting:,} messages came in over 5 minutes ago and are not read yet": waiting,
        f"{failed:,} messages could not be read; the page Arrivals shows them": failed,
        f"{stuck:,} answers should have gone out over 5 minutes ago": stuck,
        f"{unsent:,} answers failed or are uncertain; the page Deliveries shows them": unsent,
    }
    for text, count in counts.items():
        if count:
            yield Finding(State.LOOK, "messages", f"{text}.")
    if not any(counts.values()):
        yield Finding(State.OK, "messages", "nothing is stuck")


def channels() -> Iterator[Finding]:
    from unsilo.channels.models import Channel

    for channel in Channel.objects.live():
        last = f"{channel.last_success_at:%Y-%m-%d %H:%M}Z" if channel.last_success_at else "never"
        if channel.state == Channel.State.FAILING:
            yield Finding(
                State.WRONG,
                "channel",
                f"{channel.name} fails: {channel.state_reason} Last success: {last}. "
                f"Try `unsilo channel check {channel.slug}`.",
            )
        elif channel.state == Channel.State.PAUSED:
            yield Finding(State.LOOK, "channel", f"{channel.name}: {channel.state_reason}")
        elif channel.lag_seconds is not None and channel.lag_seconds > LATE.total_seconds():
            yield Finding(
                State.LOOK,
                "channel",
                f"{channel.name} lags {channel.lag_seconds / 60:,.0f} minutes.",
            )
        else:
            yield Finding(State.OK, "channel", f"{channel.name}, last success: {last}")


def web() -> Iterator[Finding]:
    from django.conf import settings

    parts = urlsplit(settings.PUBLIC_URL)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        status = connection.getresponse().status
    except OSError as error:
        yield Finding(
            State.LOOK, "web", f"{settings.PUBLIC_URL} does not answer from here: {error}"
        )
        return
    finally:
        connection.close()
    if status == 200:
        yield Finding(State.OK, "web", f"{settings.PUBLIC_URL} answers")
    else:
        yield Finding(State.WRONG, "web", f"{settings.PUBLIC_URL}/readyz answers {status}.")


CHECKS: tuple[Check, ...] = (
    database,
    clock,
    disk,
    secrets,
    worker,
    readings,
    ledgers,
    channels,
    web,
)


def _tried(check: Check) -> Iterator[Finding]:
    """A check's findings; a check that breaks is a finding itself, and the others still run."""
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001 - this command is for broken installations
        first = str(error).strip().partition("\n")[0]
        yield Finding(State.WRONG, check.__name__, f"{type(error).__name__}: {first}")

"""The machine and its surroundings: clock, disk, secrets, letters, files, backups, the front door."""

import hashlib
import http.client
import os
import shutil
import smtplib
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from django.utils import timezone

from unsilo.channels.models import Blob, Channel
from unsilo.channels.services.blobs import BlobMissing, open_blob
from unsilo.core.secrets import SecretUnreadable, unseal
from unsilo.operations.checks.finding import Finding, fail, ok, warn
from unsilo.operations.queries import BACKUP_OLD, last_backup

GIGABYTE = 1_000_000_000
TIGHT = 0.05  # of a disk
SAMPLE = 50  # files
SHORTEST_KEY = 32


def clock() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        off = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
    if off > 5:
        text = f"This machine and the database differ by {off:,.0f} s."
        yield fail("clock", text, "Let NTP set both clocks.")
    else:
        yield ok("clock", f"within {off:.1f} s of the database's")


def disk() -> Iterator[Finding]:
    path = Path(settings.DATA_DIR)
    if not os.access(path, os.W_OK):
        yield fail("disk", f"{path} can't be written by this user.", f"chown or chmod {path}.")
        return
    usage = shutil.disk_usage(path)
    text = f"{usage.free / 1e9:,.1f} GB free at {path}"
    if usage.free < GIGABYTE:
        yield fail("disk", text, "Make room before mail is refused.")
    elif usage.free < usage.total * TIGHT:
        yield warn("disk", f"{text}, which is less than 5 %.", "Make room.")
    else:
        yield ok("disk", text)


def secrets() -> Iterator[Finding]:
    path = Path(settings.DATA_DIR) / "secret.key"
    yield from _of_keys(path)
    unreadable = []
    for channel in Channel.objects.live():
        try:
            unseal(channel.sealed_secrets)
        except SecretUnreadable:
            unreadable.append(channel.name)
    if unreadable:
        yield fail(
            "secrets",
            f"The passwords of {', '.join(unreadable)} were sealed with another key.",
            "Put that key into UNSILO_SECRET_KEY_FALLBACKS, or enter the passwords again.",
        )
    else:
        yield ok("secrets", "stored passwords can be read")


def _of_keys(path: Path) -> Iterator[Finding]:
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield fail("secrets", f"Others on this machine can read {path}.", f"chmod 600 {path}")
    blobs = path.with_name("blobs")
    if blobs.exists() and stat.S_IMODE(blobs.stat().st_mode) & 0o002:
        yield fail(
            "secrets", f"Anybody on this machine can write to {blobs}.", f"chmod o-w {blobs}"
        )
    if len(settings.SECRET_KEY) < SHORTEST_KEY or len(set(settings.SECRET_KEY)) < 10:
        yield fail(
            "secrets",
            "The secret key is one that can be guessed.",
            "Set UNSILO_SECRET_KEY to 48 random characters, the old one to UNSILO_SECRET_KEY_FALLBACKS.",
        )
    if settings.DEBUG and settings.PUBLIC_URL.startswith("https://"):
        text = "UNSILO_DEBUG is on at a public address: it shows secrets."
        yield fail("secrets", text, "Set it to false.")


def letters() -> Iterator[Finding]:
    """Invitations, passwords, calls at night: signs in to the mail server and sends nothing."""
    if not settings.EMAIL_HOST:
        text = "No mail server for our own letters: invitations and calls reach nobody by mail."
        yield warn("letters", text, "Set UNSILO_SMTP_HOST.")
        return
    server = get_connection(timeout=10)
    try:
        server.open()
        server.close()
    except (OSError, smtplib.SMTPException) as error:
        text = f"{settings.EMAIL_HOST} does not take our letters: {error}"
        yield fail("letters", text, "Check UNSILO_SMTP_HOST, _PORT, _USER and _PASSWORD.")
    else:
        yield ok("letters", f"{settings.EMAIL_HOST} takes our letters")


def files() -> Iterator[Finding]:
    """The newest files and some from anywhere: are they there, are they what they were?"""
    names = set(
        Blob.objects.order_by("-created_at").values_list("sha256", flat=True)[: SAMPLE // 2]
    )
    somewhere = hashlib.sha256(os.urandom(8)).hexdigest()
    names |= set(
        Blob.objects.filter(sha256__gte=somewhere)
        .order_by("sha256")
        .values_list("sha256", flat=True)[: SAMPLE // 2]
    )
    lost, damaged = [], []
    for name in names:
        try:
            with open_blob(name) as file:
                content = hashlib.sha256()
                while chunk := file.read(1024 * 1024):
                    content.update(chunk)
        except BlobMissing:
            lost.append(name)
            continue
        if content.hexdigest() != name:
            damaged.append(name)
    if lost or damaged:
        yield fail(
            "files",
            f"Of {len(names)} files {len(lost)} are missing and {len(damaged)} damaged, "
            f"such as {(lost + damaged)[0][:12]}.",
            "Bring them back from a backup; `unsilo doctor --deep` looks for every file.",
        )
    else:
        yield ok("files", f"{len(names)} looked at, all whole")


def backups() -> Iterator[Finding]:
    last = last_backup()
    if last is None:
        text = "No backup was ever made with `unsilo backup`."
        yield warn("backups", text, "Make one every night: docs/operations.md.")
        return
    age = timezone.now() - last.at
    text = f"the last one is {age.total_seconds() / 3600:,.0f} hours old, at {last.place}"
    if age > BACKUP_OLD:
        yield fail("backups", text, "See why the nightly `unsilo backup` did not run.")
    else:
        yield ok("backups", text)


def web() -> Iterator[Finding]:
    parts = urlsplit(settings.PUBLIC_URL)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=5)
    try:
        line.request("GET", "/readyz")
        status = line.getresponse().status
    except OSError as error:
        text = f"{settings.PUBLIC_URL} does not answer from here: {error}"
        yield warn("web", text, "Start `unsilo web`, or see whether the proxy finds it.")
        return
    finally:
        line.close()
    if status == 200:
        yield ok("web", f"{settings.PUBLIC_URL} answers")
    else:
        text = f"{settings.PUBLIC_URL}/readyz answers {status}."
        yield fail("web", text, "Ask it yourself: the answer says what is wrong.")

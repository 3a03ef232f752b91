"""Keep every change of the database as it happens, and go back to any moment of the last days.

continuous.json     what made it, and which key
base/20260301T…Z/   a copy of the server's files, one a day, named for when it was complete
wal/                the write-ahead log since the oldest of them, streamed
blobs/, secret.key  as in any other backup
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from unsilo import __version__
from unsilo.cli.archive import Archive, BadBackup, call, client, fingerprint_of_key
from unsilo.cli.backup import blobs, copy_blobs, keep_key, note_backup
from unsilo.cli.migrate import migrate
from unsilo.cli.restore import bring_files, take_key
from unsilo.cli.site import (
    BadInstallation,
    direct_url,
    embedded,
    only_one,
    server_version,
    site,
)
from unsilo.cli.talk import say
from unsilo.config.env import Env
from unsilo.core.recovery import recover

SLOT = "unsilo_archive"
NEW_BASE_AFTER = timedelta(days=1)
ROUND = 15.0  # seconds between two looks for new files, and the longest step one can go back by
NAMED = "%Y%m%dT%H%M%SZ"
FORMAT = 1


def run(arguments: argparse.Namespace) -> int:
    """Archive until SIGTERM or SIGINT."""
    directory: Path = arguments.directory
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with site(arguments.data_dir):
        for part in ("base", "wal"):
            (directory / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        archive = Archive(directory)
        _describe(directory)
        keep_key(archive, arguments.data_dir)
        with _log_received(directory) as receiver:
            files_until: datetime | None = None
            while True:
                if receiver.poll() is not None:
                    said = (receiver.stderr.read() if receiver.stderr else b"").decode()
                    raise BadInstallation(f"The log is not received any more: {said.strip()}")
                _copy_base_when_due(directory, keep=timedelta(days=arguments.keep))
                files_until = _copy_files(archive, files_until)
                _mark_time()
                if stop.wait(ROUND):
                    break
            _copy_files(archive, files_until)
            _wait_for_the_rest()
    say("Stopped. What was committed until now is in the archive.")
    return 0


def _describe(directory: Path) -> None:
    from django.conf import settings

    told = {
        "format": FORMAT,
        "unsilo": __version__,
        "postgresql": server_version(),
        "key_fingerprint": fingerprint_of_key(settings.SECRET_KEY),
    }
    (directory / "continuous.json").write_text(json.dumps(told, indent=2) + "\n")


@contextmanager
def _log_received(directory: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Stream the write-ahead log; the slot has the server keep what we have not got yet."""
    version = server_version()
    program = client("pg_receivewal", at_least=version, prefer=version)
    wal = str(directory / "wal")
    slot = ("--directory", wal, "--slot", SLOT)
    call(program, *slot, "--create-slot", "--if-not-exists", url=direct_url())
    options = conninfo_to_dict(direct_url())
    password = options.pop("password", None)
    receiver = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program, no shell
        [program, *slot, "--synchronous", "--no-loop", "--dbname", make_conninfo("", **options)],
        env=os.environ | ({"PGPASSWORD": str(password)} if password else {}),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,  # Ctrl+C is for us
    )
    try:
        yield receiver
    finally:
        receiver.send_signal(signal.SIGINT)
        receiver.wait(timeout=30)


def _copy_base_when_due(directory: Path, *, keep: timedelta) -> None:
    from django.utils import timezone

    newest = max((at for at, _ in _bases(directory)), default=None)
    if newest is not None and timezone.now() - newest < NEW_BASE_AFTER:
        return
    say("Copying the server's files.")
    version = server_version()
    part = directory / "base/part"
    shutil.rmtree(part, ignore_errors=True)
    call(
        client("pg_basebackup", at_least=version, prefer=version),
        *("--pgdata", str(part), "--wal-method", "fetch", "--checkpoint", "fast"),
        url=direct_url(),
    )
    part.rename(directory / "base" / f"{timezone.now():{NAMED}}")
    note_backup(directory)
    before = timezone.now() - keep
    _forget_old(directory, before=before)
    forget_files(Archive(directory), before=before)
    say("The archive is complete; it is kept up to date until this is stopped.")


def _forget_old(directory: Path, *, before: datetime) -> None:
    """Drop copies that nobody could need to get to ``before`` or later, and their log."""
    bases = sorted(_bases(directory))
    while len(bases) > 1 and bases[1][0] < before:
        shutil.rmtree(bases.pop(0)[1])
    label = (bases[0][1] / "backup_label").read_text()
    first = label.split("(file ", 1)[1].split(")", 1)[0]
    for path in (directory / "wal").iterdir():
        if path.suffix != ".history" and path.name < first:
            path.unlink()


def forget_files(archive: Archive, *, before: datetime) -> None:
    """Drop files that the database has not known since ``before``, such as those of somebody who was
    erased. Each day those that it knows get that day's date; what is younger may have had none yet."""
    for name, _ in blobs():
        with suppress(FileNotFoundError):
            os.utime(archive.blob(name))
    oldest = (before - NEW_BASE_AFTER).timestamp()
    for path in archive.blob_files():
        if path.stat().st_mtime < oldest:
            path.unlink()


def _bases(directory: Path) -> Iterator[tuple[datetime, Path]]:
    for path in (directory / "base").iterdir():
        if path.name.endswith("Z"):
            yield datetime.strptime(path.name, NAMED).replace(tzinfo=UTC), path


def _copy_files(archive: Archive, since: datetime | None) -> datetime:
    """Copy what came since, and say since when to look next: what commits late is seen then."""
    from django.utils import timezone

    begun = timezone.now()
    copy_blobs(archive, since=since)
    return begun - timedelta(minutes=10)


def _wait_for_the_rest() -> None:
    """Until the receiver has what is committed by now, as far as we may know of it."""
    from django.db import connection

    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_flush_lsn()::text")
        [until] = cursor.fetchone()
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_replication AS one JOIN pg_replication_slots AS slot"
                " ON slot.active_pid = one.pid"
                " WHERE slot.slot_name = %s AND one.flush_lsn < %s::pg_lsn",
                [SLOT, until],
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)


def _mark_time() -> None:
    """Commit nothing, so that there is a moment in the log even when nobody works."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")


def go_back(arguments: argparse.Namespace) -> int:
    """`unsilo restore DIR --at TIME`"""
    directory, data_dir, at = arguments.directory, arguments.data_dir, arguments.at
    if Env().text("DATABASE_URL"):
        raise BadInstallation(
            "Going back in time works in a data directory of its own: unset DATABASE_URL. What comes "
            "back can be moved to any server with `unsilo backup` and `unsilo restore`."
        )
    told = _told(directory)
    base = max((pair for pair in _bases(directory) if pair[0] <= at), default=None)
    if base is None:
        earliest = min((when for when, _ in _bases(directory)), default=None)
        raise BadBackup(f"This archive begins {earliest:%Y-%m-%d %H:%M:%S}Z." if earliest else
                        "This archive has no copy of the server's files yet.")  # fmt: skip
    with only_one(data_dir):
        server = embedded(data_dir)
        if server.cluster.exists():
            raise BadInstallation(
                f"{data_dir} has a database already. Name a new directory with --data-dir."
            )
        if server.programs.version != str(told["postgresql"]):
            raise BadBackup(
                f"This archive is of PostgreSQL {told['postgresql']}; the programs here are of "
                f"{server.programs.version}. Name others in UNSILO_PG_BINDIR."
            )
        archive = Archive(directory)
        take_key(archive, told["key_fingerprint"], data_dir, overwrite=False)
        say(f"Replaying the log since {base[0]:%Y-%m-%d %H:%M:%S}Z.")
        reached = recover(server, base=base[1], wal=directory / "wal", until=at)
        with site(data_dir):
            say("Copying files.")
            missing = bring_files(archive)
            migrate()
    if not reached:
        say("The archive ends before that moment: everything in it is back.")
    if missing:
        say(f"{missing} files that the database knows are not in the archive.")
    say(f"{data_dir} is as it was at {at.isoformat()}. Start it with `unsilo up --data-dir`.")
    return 1 if missing else 0


def _told(directory: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads((directory / "continuous.json").read_text())
    except FileNotFoundError:
        raise BadBackup(
            f"{directory} was not written by `unsilo backup --continuous`, so it knows one moment "
            "only: restore it without --at."
        ) from None
    if told["format"] != FORMAT:
        raise BadBackup(f"This archive has format {told['format']}; this version reads {FORMAT}.")
    return told

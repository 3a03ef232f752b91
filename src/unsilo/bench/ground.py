"""Where benchmarks take place: databases of their own on a server, and processes in them.

This process never loads Django. Whatever needs it runs in a fork that has a database of its own, so
that one run can compare several sizes.
"""

import os
import shutil
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from unsilo.bench.measure import parent
from unsilo.bench.report import Report
from unsilo.core.errors import UnsiloError
from unsilo.core.postgres import EmbeddedPostgres

PREFIX = "unsilo_bench_"
USER = "bench@bench.example"
PASSWORD = "only for measuring"  # noqa: S105 - of databases that hold nothing real
MESSAGES_PER = 3  # of each conversation, on average
_MARK = "unsilo bench: loaded"
_RESERVE = 5 * 2**30  # bytes of disk that no copy may take


class BadGround(UnsiloError):
    """The benchmark can't run here."""


@dataclass(frozen=True)
class Ground:
    """A server, by the URL of any of its databases, and a directory for files."""

    server_url: str
    directory: Path

    def url(self, database: str) -> str:
        parts = urlsplit(self.server_url)
        # Not _replace().geturl(): that drops the empty host before a socket's path.
        return f"{parts.scheme}://{parts.netloc}/{database}?{parts.query}".rstrip("?")

    def environment(self, database: str) -> dict[str, str]:
        """What a process needs to work in a database."""
        named = not database.startswith(PREFIX) and os.environ.get("UNSILO_DATA_DIR")
        home = Path(named) if named else self.directory / database
        home.mkdir(parents=True, exist_ok=True)
        return {
            "DATABASE_URL": self.url(database),
            "UNSILO_DATA_DIR": str(home),
            "UNSILO_SECRET_KEY": "only for measuring, and always the same",
            "UNSILO_UNDO_SECONDS": "0",
            "UNSILO_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "unsilo.config.settings",
        }

    # --- Databases

    def loaded(self, conversations: int, messages_per: int = MESSAGES_PER) -> str:
        """The name of a database with so many conversations, made when there is none yet."""
        database = _name(conversations, messages_per)
        if self._comment(database) == _MARK:
            self.run(database, "unsilo.bench.load.migrate")  # it may be of an older version
        else:
            sys.stderr.write(f"Loading {conversations:,} conversations, once.\n")
            self.load(conversations, messages_per)
        return database

    def load(
        self, conversations: int, messages_per: int = MESSAGES_PER, *, named: bool = False
    ) -> Report:
        """Fill a database: the one that the server's URL names, or one of our own, made anew."""
        if named:
            database = urlsplit(self.server_url).path.strip("/")
            self.run(database, "unsilo.bench.load.migrate")
            report = self.run(database, "unsilo.bench.load.fill", conversations, messages_per)
        else:
            database = _name(conversations, messages_per)
            self.drop(database)
            self.create(database)
            report = self.run(database, "unsilo.bench.load.fill", conversations, messages_per)
            mark = sql.SQL("COMMENT ON DATABASE {} IS {}")
            self._admin(mark.format(sql.Identifier(database), _MARK))
        report.notes.append(f"It is in {database}. Log in as {USER} with “{PASSWORD}”.")
        return report  # type: ignore[no-any-return]

    @contextmanager
    def empty(self) -> Iterator[str]:
        """A database with our tables and nothing in them, thrown away afterwards."""
        database = f"{PREFIX}empty_{os.getpid()}"
        self.drop(database)
        self.create(database)
        try:
            self.run(database, "unsilo.bench.load.migrate")
            yield database
        finally:
            self.drop(database)
            shutil.rmtree(self.directory / database, ignore_errors=True)

    @contextmanager
    def copy(self, conversations: int, messages_per: int = MESSAGES_PER) -> Iterator[str]:
        """A copy of a loaded database, to be changed and thrown away.

        The database itself where a copy would not fit on the disk: some answers more each time are
        little beside the millions that it takes to get there.
        """
        original = self.loaded(conversations, messages_per)
        if not self._has_room_for(original):
            sys.stderr.write(f"No room for a copy of {original}: it is changed itself.\n")
            yield original
            return
        database = f"{PREFIX}scratch_{os.getpid()}"
        self.drop(database)
        shutil.rmtree(self.directory / database, ignore_errors=True)
        shutil.copytree(self.directory / original, self.directory / database)
        self._admin(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(database), sql.Identifier(original)
            )
        )
        try:
            yield database
        finally:
            self.drop(database)
            shutil.rmtree(self.directory / database, ignore_errors=True)

    def _has_room_for(self, database: str) -> bool:
        """Whether the directory's disk, where an embedded server has its files too, has room for two."""
        with self._line() as line:
            row = line.execute("SELECT pg_database_size(%s)", [database]).fetchone()
        return row is not None and shutil.disk_usage(self.directory).free > row[0] + _RESERVE

    def create(self, database: str) -> None:
        self._admin(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        self.run(database, "unsilo.bench.load.migrate")

    def drop(self, database: str) -> None:
        if not database.startswith(PREFIX):
            raise BadGround(f"{database} is no database of the benchmarks.")
        self._admin(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        )

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(self.url(database), autocommit=True)

    def backends(self, database: str) -> list[int]:
        """Server processes that work for a database, if the server runs on this machine."""
        with self.connect(database) as line:
            rows = line.execute(
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchall()
        return [row[0] for row in rows]

    def postmaster(self) -> int:
        """The server's first process, if it runs on this machine."""
        with self._line() as line:
            backend = line.info.backend_pid
            return parent(backend)

    def about(self) -> str:
        """The server in one line: the settings that decide how quick it can be."""
        names = ("server_version", "fsync", "synchronous_commit", "shared_buffers")
        with self._line() as line:
            shown = [line.execute(f"SHOW {name}").fetchone() for name in names]
        values = [row[0] for row in shown if row]
        return f"PostgreSQL {values[0]}, " + ", ".join(
            f"{name}={value}" for name, value in zip(names[1:], values[1:], strict=True)
        )

    def _line(self) -> psycopg.Connection:
        return psycopg.connect(self.server_url, autocommit=True)

    def _admin(self, statement: sql.Composed) -> None:
        with self._line() as line:
            line.execute(statement)

    def _comment(self, database: str) -> str | None:
        with self._line() as line:
            row = line.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [database],
            ).fetchone()
        return row[0] if row else None

    # --- Processes

    def run(self, database: str, function: str, *arguments: Any) -> Any:
        """Call a function, named by its path, with Django set up on a database."""
        fork = get_context("fork")
        result, result_in = fork.Pipe(duplex=False)
        process = fork.Process(
            target=_inside, args=(result_in, self.environment(database), function, arguments)
        )
        process.start()
        result_in.close()
        try:
            error, value = result.recv()
        except EOFError:
            error, value = f"{function} died.", None
        process.join()
        if error:
            raise BadGround(error)
        return value


def _name(conversations: int, messages_per: int) -> str:
    return f"{PREFIX}{conversations}" + (f"x{messages_per}" if messages_per != MESSAGES_PER else "")


def _inside(result: Connection, environment: dict[str, str], path: str, arguments: Any) -> None:
    os.environ.update(environment)
    try:
        import django

        django.setup()
        module, _, name = path.rpartition(".")
        result.send(("", getattr(import_module(module), name)(*arguments)))
    except UnsiloError as error:
        result.send((error.message, None))
    except BaseException:  # noqa: BLE001 - shown by the parent
        result.send((traceback.format_exc()[-3_000:], None))


@contextmanager
def ground(directory: Path, url: str = "") -> Iterator[Ground]:
    """The given server, else one of our own with the settings of every installation."""
    directory.mkdir(parents=True, exist_ok=True)
    if url:
        yield Ground(url, directory)
        return
    with EmbeddedPostgres(directory, database="postgres") as own:
        yield Ground(own, directory)

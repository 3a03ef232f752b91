"""A streaming replica of the server that the tests run on, made by pg_basebackup."""

import os
import shutil
import signal
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from tests.servers.ports import free_port
from unsilo.config.env import Env
from unsilo.core.pgprograms import Programs

# What a replica must not have less of than its primary.
_AT_LEAST = """
SELECT name, setting FROM pg_settings
 WHERE name IN ('max_connections', 'max_worker_processes', 'max_wal_senders', 'max_prepared_transactions',
                'max_locks_per_transaction')
"""


class Replica:
    """Follows the server at ``host`` (a directory or a name); itself answers at ``HOST`` and ``port``."""

    HOST = "127.0.0.1"

    def __init__(self, *, host: str, port: str, user: str) -> None:
        bindir = Env().text("UNSILO_PG_BINDIR")
        self.port = free_port()
        self._programs = Programs(
            Path(bindir) if bindir else None, user=Env().text("UNSILO_PG_USER") or None
        )
        self._host, self._port, self._user = host, port or "5432", user
        self._directory = Path(tempfile.mkdtemp(prefix="unsilo-replica-"))
        self._data = self._directory / "data"

    def __enter__(self) -> Self:
        self._programs.give(self._directory)
        self._run(
            "pg_basebackup",
            *("--host", self._host, "--port", self._port, "--username", self._user),
            *("--pgdata", str(self._data), "--write-recovery-conf", "--checkpoint=fast"),
            *("--wal-method=stream", "--no-sync"),
        )
        with psycopg.connect(
            host=self._host, port=self._port, user=self._user, dbname="postgres"
        ) as line:
            rows = line.execute(_AT_LEAST).fetchall()
        options = " ".join(f"-c {name}={value}" for name, value in rows)
        options += f" -c listen_addresses={self.HOST} -c port={self.port} -c fsync=off"
        options += f" -c unix_socket_directories={self._directory}"
        log = str(self._directory / "log")
        self._run(
            *("pg_ctl", "start", "--silent", "--wait", "--pgdata", str(self._data)),
            *("--log", log, "--options", options),
        )
        return self

    def die(self) -> None:
        """As if its machine had gone."""
        pid = int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, signal.SIGKILL)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._programs.run("pg_ctl", "stop", "--mode=immediate", "--pgdata", str(self._data))
        shutil.rmtree(self._directory, ignore_errors=True)

    def _run(self, *command: str) -> None:
        done = self._programs.run(*command)
        assert done.returncode == 0, done.stdout

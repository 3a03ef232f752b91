"""PgBouncer itself in transaction mode, before the database of the tests."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from tests.servers.ports import free_port
from tests.waiting import wait_until

PROGRAM = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
MISSING = "" if PROGRAM else "PgBouncer is not installed (apt-get install pgbouncer)"

# Few lines for many, and nothing of a session left for who has the line next.
_SETTINGS = """\
[databases]
* = host={host} port={server_port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
admin_users = {user}
pool_mode = transaction
default_pool_size = 3
server_reset_query = DISCARD ALL
server_reset_query_always = 1
"""


class PgBouncer:
    """Listens on ``port`` of this machine for the server at ``host``, a directory or a name."""

    def __init__(self, *, host: str, port: str, user: str) -> None:
        self.port = free_port()
        self._user = user
        self._directory = Path(tempfile.mkdtemp(prefix="unsilo-pgbouncer-"))
        settings = self._directory / "pgbouncer.ini"
        settings.write_text(
            _SETTINGS.format(host=host, server_port=port or "5432", user=user, port=self.port)
        )
        # It refuses to be root, and the socket of our own server is open to the server's user only.
        owner = Path(host).stat().st_uid if host.startswith("/") else 65534
        self._owner = owner if os.geteuid() == 0 else None
        self._directory.chmod(0o755)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def transactions(self) -> int:
        """What it passed on so far."""
        with self._ask_itself() as line:
            rows = line.execute("SHOW TOTALS").fetchall()
        return int(next(value for name, value in rows if name == "total_xact_count"))

    def __enter__(self) -> Self:
        with (self._directory / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(PROGRAM), str(self._directory / "pgbouncer.ini")],
                stdout=log,
                stderr=log,
                user=self._owner,
                extra_groups=[] if self._owner is not None else None,
            )
        wait_until(self._answers, timeout=30, what="PgBouncer")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._directory)

    def _answers(self) -> bool:
        assert self._process
        assert self._process.poll() is None, (self._directory / "log").read_text()
        try:
            self._ask_itself().close()
        except psycopg.OperationalError:
            return False
        return True

    def _ask_itself(self) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=self._user, dbname="pgbouncer", autocommit=True
        )

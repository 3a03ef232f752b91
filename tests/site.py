"""unsilo as a user runs it: one command, its own database, real processes.

with Site() as site:
    site.run("channel", "add", "email", "Help", ...)
    site.url
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType

import httpx
import psycopg

from tests.prepared import beside
from tests.servers.ports import free_port
from tests.waiting import wait_until

PASSWORD = "a fox in the tray"


class Site:
    """``unsilo up`` with these options, on a database of its own beside the one of the tests."""

    def __init__(self, *options: str, **environment: str) -> None:
        self.options = options
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.directory = Path(tempfile.mkdtemp(prefix="unsilo-site-"))
        self.database = f"unsilo_site_{secrets.token_hex(4)}"
        self.database_url = beside(os.environ["DATABASE_URL"], self.database)
        self.environment = {
            # As a user's shell would be: without the settings that tests run on.
            **{k: v for k, v in os.environ.items() if not k.startswith(("UNSILO_", "DJANGO_"))},
            "DATABASE_URL": self.database_url,
            "UNSILO_DATA_DIR": str(self.directory),
            "UNSILO_PUBLIC_URL": self.url,
            "UNSILO_ALLOW_PRIVATE_ADDRESSES": "true",
            "UNSILO_UNDO_SECONDS": "1",
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Site":
        template = os.environ["TEST_TEMPLATE"]
        if "--demo" in self.options:
            template, files = _company(self)
            shutil.copytree(files, self.directory, dirs_exist_ok=True)
        with _server() as line:
            line.execute(f'CREATE DATABASE "{self.database}" TEMPLATE "{template}"'.encode())
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        with _server() as line:
            line.execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)'.encode())

    def start(self) -> None:
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_COMMAND, "up", "--port", str(self.port), *self.options],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self._is_ready, timeout=120, what=f"unsilo up\n{self.log()}")

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End all of it; with SIGKILL as if the machine had died."""
        if self.process is not None:
            os.killpg(self.process.pid, number)
            self.process.wait(30)
            self.process = None

    def run(self, *arguments: str, stdin: str = "") -> str:
        """Another command on the same site; returns what it wrote to stdout."""
        done = subprocess.run(
            [*_COMMAND, *arguments],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """Run code of ours on the same site; returns what it printed."""
        prelude = "import django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", prelude + code],
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "unsilo.config.settings"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def query(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """What stands in the database."""
        with psycopg.connect(self.database_url) as line:
            return line.execute(sql, values).fetchall()

    def log(self) -> str:
        return (self.directory / "log").read_text(errors="replace")[-4000:]

    def _is_ready(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError(f"unsilo up ended:\n{self.log()}")
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200  # noqa: TID251
        except httpx.TransportError:
            return False


def forget_company() -> None:
    """At the end of all tests."""
    name = os.environ["TEST_COMPANY"]
    with _server() as line:
        line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
    shutil.rmtree(_files(name), ignore_errors=True)


def _company(site: Site) -> tuple[str, Path]:
    """The demo company's database and files to be copied. The first who asks makes them, with a
    start and a stop of a site as it was asked for."""
    name = os.environ["TEST_COMPANY"]
    files = _files(name)
    with _server() as line:
        line.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if not files.exists():
            template = os.environ["TEST_TEMPLATE"]
            line.execute(f'CREATE DATABASE "{site.database}" TEMPLATE "{template}"'.encode())
            site.start()
            site.stop()
            line.execute(f'ALTER DATABASE "{site.database}" RENAME TO "{name}"'.encode())
            shutil.copytree(site.directory, files)
    return name, files


def _files(company: str) -> Path:
    return Path(tempfile.gettempdir()) / company


def _server() -> psycopg.Connection:
    return psycopg.connect(beside(os.environ["DATABASE_URL"], "postgres"), autocommit=True)


_COMMAND = [sys.executable, "-m", "unsilo.cli"]

"""The real thing: web and worker processes on a benchmark's database, and a browser's session."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from unsilo.bench.ground import BadGround, Ground
from unsilo.bench.measure import tree

HOST = "127.0.0.1"
IDLE = 3.0  # seconds after which a connection is not used again: the server closes it
_CSRF = "b" * 32


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """An ``unsilo`` command that runs until it is told to stop."""

    ground: Ground
    database: str
    words: Sequence[str]
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {**os.environ, **self.ground.environment(self.database), **self.settings}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "unsilo.cli", *self.words],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def pids(self) -> list[int]:
        return tree(self.process.pid) if self.process else []

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)


@contextmanager
def up(ground: Ground, database: str, **settings: str) -> Iterator["Site"]:
    """Web and worker as one command starts them, which share what they have in common."""
    with web(ground, database, command="up", **settings) as site:
        yield site


@contextmanager
def web(
    ground: Ground, database: str, *, command: str = "web", **settings: str
) -> Iterator["Site"]:
    """A serving process, ready to answer."""
    port = free_port()
    server = Server(ground, database, [command, "--port", str(port)], settings)
    server.start()
    try:
        site = Site(server, port)
        site.wait()
        yield site
    finally:
        server.stop()


@contextmanager
def worker(ground: Ground, database: str, **settings: str) -> Iterator[Server]:
    server = Server(ground, database, ["worker"], settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass
class Site:
    """A web server as one browser sees it. ``cookie`` is that of its session, ``patience`` how many
    seconds it waits for an answer."""

    server: Server
    port: int
    cookie: str = ""
    patience: float = 60.0
    host: str = HOST
    _line: http.client.HTTPConnection | None = None
    _used_at: float = 0.0

    def wait(self, *, patience: float = 300) -> None:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            try:
                if self.get("/readyz")[0] == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            finally:
                self.hang_up()
            time.sleep(0.05)
        raise BadGround("The web server did not get ready.")

    def get(self, path: str) -> tuple[int, bytes]:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, bytes]:
        """A form, sent as the inbox does."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
            "X-CSRFToken": _CSRF,
        }
        return self._ask("POST", path, urlencode(fields), headers)

    def send(self, path: str, content: bytes, token: str) -> int:
        """A mail for the API."""
        headers = {"Content-Type": "message/rfc822", "Authorization": f"Bearer {token}"}
        return self._ask("POST", path, content, headers)[0]

    def hang_up(self) -> None:
        if self._line:
            self._line.close()
        self._line = None

    def _ask(
        self, method: str, path: str, body: str | bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        if time.monotonic() - self._used_at > IDLE:
            self.hang_up()
        if self._line is None:
            self._line = http.client.HTTPConnection(self.host, self.port, timeout=self.patience)
        cookies = f"unsilo_session={self.cookie}; unsilo_csrf={_CSRF}"
        try:
            self._line.request(method, path, body, {**headers, "Cookie": cookies})
            answer = self._line.getresponse()
            received = answer.read()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        self._used_at = time.monotonic()
        return answer.status, received

"""`unsilo up` as a person starts it: a process of its own, a data directory, a port."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from unsilo.cli.site import embedded

READY_WITHIN = 120  # seconds; a slow machine makes all tables meanwhile


class Installation:
    """A data directory, and the `unsilo up` that runs on it."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.process: subprocess.Popen[str] | None = None
        self.url = ""
        self.log = data_dir.with_name("log")
        self.environment = {
            key: value
            for key, value in os.environ.items()
            if key != "DATABASE_URL" and not key.startswith(("UNSILO_SECRET", "UNSILO_PUBLIC"))
        } | {"DJANGO_SETTINGS_MODULE": "unsilo.config.settings"}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "unsilo.cli", *words, "--data-dir", str(self.data_dir)]

    def start(self) -> float:
        """Start it and wait for the line that says where it runs; returns the seconds it took."""
        begun = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command("up", "--port", "0"),
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout
        line = self.process.stdout.readline()
        found = re.fullmatch(r"unsilo runs at (http://\S+)\n", line)
        assert found, self.log.read_text()
        self.url = found[1]
        return time.monotonic() - begun

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def get(self, path: str) -> tuple[int, str]:
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def children(self) -> list[int]:
        assert self.process
        listing = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in listing.split()]

    def stop(self, number: int = signal.SIGINT) -> int:
        assert self.process
        assert self.process.stdout
        self.process.send_signal(number)
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.process = None
        return code


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    place = Path(tempfile.mkdtemp(prefix="unsilo-up-", dir="/tmp"))
    place.chmod(0o755)
    made = Installation(place / "data")
    made.start()
    yield made
    if made.process:
        made.stop(signal.SIGKILL)
    embedded(made.data_dir).stop()
    shutil.rmtree(place)


@pytest.fixture
def running(installation: Installation) -> Installation:
    if installation.process is None:
        installation.start()
    return installation


def wait_for_status(running: Installation, path: str, status: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            if running.get(path)[0] == status:
                return
        except OSError:
            pass
        assert time.monotonic() < deadline, running.log.read_text()
        time.sleep(0.05)


def test_it_says_where_it_runs_once_it_answers(running: Installation) -> None:
    assert running.get("/healthz") == (200, "ok\n")
    assert running.get("/readyz") == (200, "ready\n")


def test_its_secret_key_is_closed_to_others(running: Installation) -> None:
    assert (running.data_dir / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_killed_web_or_worker_comes_back(running: Installation) -> None:
    before = running.children()
    assert len(before) == 2
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while len(running.children()) != 2 or set(running.children()) & set(before):
        assert time.monotonic() < deadline, running.log.read_text()
        time.sleep(0.05)
    wait_for_status(running, "/readyz", 200)


def test_a_second_one_on_the_same_directory_is_refused(running: Installation) -> None:
    second = running.run("up", "--port", "0")
    assert second.returncode == 1
    assert "already runs on" in second.stderr
    assert str(running.process and running.process.pid) in second.stderr


def test_a_port_in_use_is_told_with_what_to_do(running: Installation) -> None:
    port = str(urlsplit(running.url).port)
    other = Installation(running.data_dir.with_name("other"))
    done = other.run("up", "--port", port)
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr


def test_commands_and_a_backup_work_while_it_runs(running: Installation) -> None:
    listed = running.run("channel", "list")
    assert (listed.returncode, listed.stdout.split()[0]) == (0, "CHANNEL")
    kept = running.data_dir.with_name("kept")
    saved = running.run("backup", str(kept))
    assert saved.returncode == 0, saved.stderr
    assert running.get("/readyz")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_stops_all_of_it(running: Installation, number: int) -> None:
    children = running.children()
    assert running.stop(number) == 0
    for pid in children:
        assert not Path(f"/proc/{pid}").exists()
    assert not embedded(running.data_dir).status().running


def test_what_a_killed_one_left_behind_is_taken_over(running: Installation) -> None:
    children = running.children()
    assert running.stop(signal.SIGKILL) == -signal.SIGKILL
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    running.start()
    assert running.get("/readyz") == (200, "ready\n")
    assert running.stop() == 0
    assert not embedded(running.data_dir).status().running

"""`unsilo up` as a person starts it: a process of its own, a data directory, a port."""

import hashlib
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
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
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
            timeout=300,
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
    deadline = time.monotonic() + 60
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
    deadline = time.monotonic() + 60
    while len(running.children()) != 2 or set(running.children()) & set(before):
        assert time.monotonic() < deadline, running.log.read_text()
        time.sleep(0.05)
    wait_for_status(running, "/readyz", 200)


def test_a_killed_database_is_started_again(running: Installation) -> None:
    before = embedded(running.data_dir).status().pid
    assert before
    os.kill(before, signal.SIGKILL)
    begun = time.monotonic()
    while embedded(running.data_dir).status().pid in (before, None):
        status, said = running.get("/readyz")
        assert (status, said) in ((200, "ready\n"), (503, "the database does not answer\n"))
        assert running.get("/healthz") == (200, "ok\n")
        assert time.monotonic() - begun < 60
    wait_for_status(running, "/readyz", 200)
    assert "database server ended" in running.log.read_text()


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


def write_file(running: Installation, content: bytes) -> str:
    """A file as unsilo keeps it, and its row."""
    name = hashlib.sha256(content).hexdigest()
    path = running.data_dir / "blobs" / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    with psycopg.connect(embedded(running.data_dir).url) as line:
        line.execute("INSERT INTO channels_blob VALUES (%s, %s, now())", [name, len(content)])
    return name


def kept(data_dir: Path) -> set[str]:
    """The files that the database of a directory knows, all of which have to be there."""
    with embedded(data_dir) as url, psycopg.connect(url) as line:
        names = {row[0] for row in line.execute("SELECT sha256 FROM channels_blob")}
    for name in names:
        content = (data_dir / "blobs" / name[:2] / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == name
    return names


def test_one_can_go_back_to_any_moment(running: Installation) -> None:
    archive, early, late = (running.data_dir.with_name(name) for name in ("all", "early", "late"))
    with subprocess.Popen(
        running.command("backup", str(archive), "--continuous"),
        env=running.environment, stderr=subprocess.PIPE, text=True,
    ) as archiving:  # fmt: skip
        assert archiving.stderr
        for line in archiving.stderr:
            if "archive is complete" in line:
                break
        first = write_file(running, b"before")
        with psycopg.connect(embedded(running.data_dir).url) as database:
            [moment] = database.execute("SELECT clock_timestamp()").fetchone()
        second = write_file(running, b"after")
        archiving.send_signal(signal.SIGTERM)
        assert archiving.wait(timeout=60) == 0
    for data_dir, at in ((early, moment), (late, moment + timedelta(hours=1))):
        other = Installation(data_dir)
        done = other.run("restore", str(archive), "--at", at.isoformat())
        assert done.returncode == 0, done.stderr
        assert ("archive ends before" in done.stderr) == (data_dir is late)
    assert kept(early) == {first}
    assert kept(late) == {first, second}
    refused = Installation(early.with_name("x")).run("restore", str(archive), "--at", "2020-01-01")
    assert "This archive begins" in refused.stderr
    embedded(early).stop()
    embedded(late).stop()


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
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    running.start()
    assert running.get("/readyz") == (200, "ready\n")
    assert running.stop() == 0
    assert not embedded(running.data_dir).status().running

"""The processes of an installation, each of which can be killed, frozen and started again."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port
from unsilo.bench.measure import tree
from unsilo.core.postgres import EmbeddedPostgres

MEGABYTE = 1024 * 1024


class Part:
    """A process and its children. ``start`` is also called after a kill."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.words = words
        self.environment = environment
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.words,
                env={**os.environ, **self.environment},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )

    def pids(self) -> list[int]:
        return tree(self.process.pid) if self.process else []

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """As a crash would: every process at once, with no time for anything."""
        send(self.pids(), signal.SIGKILL)
        if self.process:
            self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def freeze(self) -> None:
        send(self.pids(), signal.SIGSTOP)

    def thaw(self) -> None:
        send(self.pids(), signal.SIGCONT)


class MailServer(Part):
    """Takes what is sent, and remembers it whatever happens to it. A new one has seen nothing."""

    def __init__(self, logs: Path, host: str = "127.0.0.1") -> None:
        self.host, self.port = host, free_port()
        self.mails = logs / "mails"
        # Every run begins with the same database, so with the same ids: older ones would count again.
        self.mails.write_bytes(b"")
        words = [sys.executable, "-m", "tests.chaos.sink", host, str(self.port), str(self.mails)]
        super().__init__(words, {}, logs / "sink")

    @property
    def message_ids(self) -> list[str]:
        return self.mails.read_text().split()


class Database(Part):
    """The embedded server, with the settings of every installation and further ``options``."""

    def __init__(self, directory: Path, **options: str) -> None:
        self.server = EmbeddedPostgres(directory, database="postgres", options=options)

    def start(self) -> None:
        self.server.start()

    def pids(self) -> list[int]:
        pid = self.server.status().pid
        return tree(pid) if pid else []

    def kill(self) -> None:
        send(self.pids(), signal.SIGKILL)
        while self.server.status().running:
            time.sleep(0.01)

    def stop(self) -> None:
        self.server.stop()

    @property
    def socket(self) -> str:
        asked = parse_qs(urlsplit(self.server.url).query)
        return f"{asked['host'][0]}/.s.PGSQL.{asked['port'][0]}"


class Mailbox(Part):
    """Dovecot with one mailbox, into which mails are put as a mail server does it."""

    USER = "support"

    def __init__(self) -> None:
        self.server = Dovecot()
        self.count = 0

    def start(self) -> None:
        self.server.start()

    @property
    def is_running(self) -> bool:
        return self.server.is_running

    def pids(self) -> list[int]:
        return self.server.pids()

    def kill(self) -> None:
        self.server.kill()

    def stop(self) -> None:
        self.server.stop()

    def put(self, content: bytes) -> None:
        self.count += 1
        self.server.drop(self.USER, f"{self.count}.chaos", content)


class Network:
    """A proxy in a process of its own. Nothing happens to the process, only to what it carries."""

    def __init__(self, target: str, log: Path, host: str = "127.0.0.1") -> None:
        self.port = free_port()
        words = [sys.executable, "-m", "tests.chaos.proxy", host, str(self.port), target]
        self.part = Part(words, {}, log)
        self.part.start()

    def be(self, mode: str) -> None:
        assert self.part.process
        assert self.part.process.stdin
        self.part.process.stdin.write(mode.encode() + b"\n")
        self.part.process.stdin.flush()

    def stop(self) -> None:
        self.part.stop()


class Disk:
    """Where the blobs lie: a small file system of its own, or, for who may not mount one, a directory
    that can be closed. ``how`` says which; empty where neither is possible."""

    def __init__(self, directory: Path, megabytes: int) -> None:
        self.directory = directory
        self.mounted = False
        kept = directory.with_name("blobs.before")
        directory.rename(kept)
        directory.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", directory]
        if os.getuid() == 0:
            self.mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        shutil.copytree(kept, directory, dirs_exist_ok=True)
        shutil.rmtree(kept)
        if self.mounted:
            self.how = f"a file system of {megabytes} MB, filled to the last byte"
        else:
            self.how = "" if os.getuid() == 0 else "a directory closed for writing"

    def fill(self) -> None:
        if not self.mounted:
            self._allow(0o500)
            return
        with (self.directory / "filler").open("wb", buffering=0) as filler:
            with contextlib.suppress(OSError):
                while True:
                    filler.write(bytes(MEGABYTE))
            with contextlib.suppress(OSError):
                while True:
                    filler.write(bytes(512))

    def clear(self) -> None:
        if self.mounted:
            (self.directory / "filler").unlink(missing_ok=True)
        else:
            self._allow(0o700)

    def remove(self) -> None:
        self.clear()
        if self.mounted:
            subprocess.run(["umount", "--lazy", self.directory], check=False)

    def _allow(self, mode: int) -> None:
        for path in [self.directory, *self.directory.glob("??")]:
            path.chmod(mode)


def send(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)

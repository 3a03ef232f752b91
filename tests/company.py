"""The demo company, running in a directory of its own."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.servers.ports import free_port
from tests.waiting import wait_until


@contextmanager
def running_company() -> Iterator[str]:
    """Where it can be visited."""
    with tempfile.TemporaryDirectory(prefix="unsilo-demo-") as data_dir:
        url = f"http://127.0.0.1:{(port := free_port())}"
        company = subprocess.Popen(
            [sys.executable, "-m", "unsilo.cli", "up", "--demo", "--port", str(port),
             "--data-dir", data_dir],
            env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
        )  # fmt: skip
        try:
            wait_until(lambda: _answers(url), timeout=300, what="unsilo up --demo")
            yield url
        finally:
            company.send_signal(signal.SIGINT)
            company.wait(30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).status_code == 200  # noqa: TID251
    except httpx.TransportError:
        return False

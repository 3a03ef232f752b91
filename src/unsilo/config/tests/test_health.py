"""Whether a process is of use is told to anybody who asks, however many they are."""

import asyncio
import socket
import time
from typing import Any

from unsilo.config.health import PATIENCE
from unsilo.config.server import application


async def ask() -> int:
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await application({"type": "http", "path": "/readyz", "headers": []}, receive, send)
    [status] = statuses
    return status


async def ask_often() -> list[int]:
    return await asyncio.gather(*(ask() for _ in range(20)))


def test_a_crowd_does_not_wait_one_after_the_other_for_a_database_that_hangs(settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes the call and says nothing
        settings.DIRECT_DATABASE = settings.DATABASES["default"] | {
            "HOST": "127.0.0.1",
            "PORT": str(silent.getsockname()[1]),
        }
        began = time.monotonic()
        assert asyncio.run(ask_often()) == [503] * 20
    assert time.monotonic() - began < 10 * PATIENCE

"""A web server that says that it is leaving before it does.

On SIGTERM ``/readyz`` answers 503 at once, and every answer closes its line, so that balancers and
browsers turn to others; requests go on being taken for as long as ``drain`` says. Then the door is
closed, live streams are sent elsewhere, and what is being answered is finished.
"""

import socket
import time
from types import FrameType

import uvicorn

from unsilo.config import health
from unsilo.inbox.live import hub


class GentleServer(uvicorn.Server):
    """uvicorn's server with a time between the signal and the closed door."""

    def __init__(self, config: uvicorn.Config, *, drain: float) -> None:
        super().__init__(config)
        self._drain = drain
        self._leave_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._leave_at is not None or not self._drain:  # told twice, or to go at once
            super().handle_exit(sig, frame)
            return
        self._captured_signals.append(sig)
        self._leave_at = time.monotonic() + self._drain
        health.leaving.set()
        self.config.encoded_headers.append((b"connection", b"close"))

    async def on_tick(self, counter: int) -> bool:
        if self._leave_at is not None and time.monotonic() >= self._leave_at:
            self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        health.leaving.set()
        hub.send_away()
        await super().shutdown(sockets)

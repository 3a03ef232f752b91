"""Serves a WSGI application from ASGI without letting slow clients hold its threads.

A request reaches a thread only when all of it is here; a large one waits on disk. The answer is handed
back through a queue, so that most are finished long before a slow client has read them.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from a2wsgi import WSGIMiddleware

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_BODY = 200 * 1024 * 1024
IN_MEMORY = 1024 * 1024
CHUNK = 64 * 1024
QUEUED_CHUNKS = 512  # of 4 KB each when Django sends a file


class TooLarge(Exception):
    """A request larger than anything unsilo takes."""


class Pages:
    """An ASGI application that runs a WSGI one in ``threads`` threads."""

    def __init__(self, wsgi: Callable[..., Any], *, threads: int, max_body: int = MAX_BODY) -> None:
        self._run = WSGIMiddleware(
            cast("Any", wsgi), workers=threads, send_queue_size=QUEUED_CHUNKS
        )
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                size = await self._read(receive, body)
            except TooLarge:
                await answer(send, 413, "This is too large.\n")
                return
            if size is None:  # the client left, there is nobody to answer
                return
            headers = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
            headers.append((b"content-length", str(size).encode()))
            body.seek(0)
            await self._run(
                cast("Any", {**scope, "headers": headers}),
                cast("Any", _replay(body)),
                cast("Any", send),
            )

    def close(self) -> None:
        """Wait for what runs and end the threads."""
        self._run.executor.shutdown(wait=True)

    async def _read(self, receive: Receive, body: IO[bytes]) -> int | None:
        """Put the whole request into ``body``; its size, or None when the client left before."""
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._max_body:
                raise TooLarge
            body.write(chunk)
            if not message.get("more_body", False):
                return size


def _replay(body: IO[bytes]) -> Receive:
    async def receive() -> MutableMapping[str, Any]:
        chunk = body.read(CHUNK)
        return {"type": "http.request", "body": chunk, "more_body": len(chunk) == CHUNK}

    return receive


async def answer(send: Send, status: int, text: str) -> None:
    """A short answer in plain text."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode(), "more_body": False})

"""``GET /api/v1/events/stream`` for as long as its reader likes.

The endpoint answers the beginning, like any other: it has passed the door, and refuses as all do.
This carries the answer on, outside the threads. Each page is read with the rights that the token
has by then, so that a revoked one hears no more.
"""

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from django.db import Error, connection

from unsilo.accounts.services import find_token
from unsilo.api import problems
from unsilo.api.door import access_of
from unsilo.core.errors import RateLimited
from unsilo.core.logs import brief
from unsilo.inbox.api.events import STANDS_AT, frames_since
from unsilo.inbox.live import hub, until_gone

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

PATH = "/api/v1/events/stream"
HEARTBEAT = 15.0  # seconds
MAY_LAG = 60.0  # seconds that a reader may take for what is sent
OF_ONE_TOKEN = 3
IN_ALL = 100  # in this process
COME_BACK_IN = 30  # seconds, when there are too many

_reader = ThreadPoolExecutor(max_workers=2, thread_name_prefix="stream")


class TooManyStreams(RateLimited):
    """Too many streams are open. Please close one, or wait a moment."""

    code = "too_many_streams"


class Streams:
    """An ASGI application: ``pages`` begins each stream, then it goes on by itself."""

    def __init__(self, pages: App) -> None:
        self._pages = pages
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        begun: list[Message] = []

        async def keep(message: Message) -> None:
            begun.append(message)

        await self._pages(scope, receive, keep)
        if scope["method"] != "GET" or not begun or begun[0]["status"] != 200:
            for message in begun:
                await send(message)
            return
        headers = {name.lower(): value for name, value in begun[0]["headers"]}
        secret = _secret(scope)
        who = hashlib.sha256(secret.encode()).hexdigest()
        if self._open[who] >= OF_ONE_TOKEN or self._open.total() >= IN_ALL:
            await _refuse(send, headers)
            return
        self._open[who] += 1
        gone = asyncio.create_task(until_gone(receive))
        try:
            cursor = int(headers.pop(STANDS_AT.lower().encode()))
            headers.pop(b"content-length", None)
            await send({**begun[0], "headers": list(headers.items())})
            await _pass_on(send, b"".join(message.get("body", b"") for message in begun[1:]))
            with suppress(asyncio.CancelledError):  # the server stops
                await _go_on(secret, cursor, gone, send)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            return  # nobody reads; the server cuts the line, and who comes back misses nothing
        finally:
            gone.cancel()
            self._open -= Counter([who])


async def _go_on(secret: str, cursor: int, gone: "asyncio.Task[None]", send: Send) -> None:
    """Pass on what happens until the reader goes or the token is no more."""
    await hub.start()
    loop = asyncio.get_running_loop()
    spoke_at = loop.time()
    while not (gone.done() or hub.closing):
        bell = asyncio.create_task(hub.bell.wait())  # taken before looking, so that none is missed
        found = await loop.run_in_executor(_reader, _read, secret, cursor)
        if found is None:
            bell.cancel()
            return
        frames, end = found
        if frames:
            await _pass_on(send, frames)
            spoke_at = loop.time()
        if end > cursor:
            cursor = end
            bell.cancel()
            continue
        wait = max(0.0, spoke_at + HEARTBEAT - loop.time())
        await asyncio.wait({bell, gone}, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
        bell.cancel()
        if loop.time() >= spoke_at + HEARTBEAT:
            await _pass_on(send, b": still here\n\n")
            spoke_at = loop.time()


def _read(secret: str, cursor: int) -> tuple[bytes, int] | None:
    """The next events and where they end; None when the line is to end."""
    try:
        token = find_token(secret)
        if token is None:
            return None
        return frames_since(access_of(token), cursor)
    except Error as error:
        logger.warning("a stream ends: the database is away (%s)", brief(error))
        return None
    finally:
        connection.close()


async def _pass_on(send: Send, chunk: bytes) -> None:
    message = {"type": "http.response.body", "body": chunk, "more_body": True}
    await asyncio.wait_for(send(message), MAY_LAG)


def _secret(scope: Message) -> str:
    """The token of a request that has passed the door with it."""
    given = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    return str(given.partition(" ")[2].strip())


async def _refuse(send: Send, headers: dict[bytes, bytes]) -> None:
    refusal = problems.answer(TooManyStreams(retry_after=COME_BACK_IN))
    kept = {name: value for name, value in headers.items() if name.startswith(b"ratelimit-")}
    for name, value in refusal.items():
        kept[name.lower().encode()] = value.encode()
    await send({"type": "http.response.start", "status": 429, "headers": list(kept.items())})
    await send({"type": "http.response.body", "body": refusal.content, "more_body": False})

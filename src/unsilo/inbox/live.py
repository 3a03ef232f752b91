"""The live stream: one listener per process, one queue per open browser.

A browser names the last event it knows and gets everything after it that its user may see, so a
broken line misses nothing. Events are read from the log below ``core.events.horizon``; presence is
passed on as it comes and never replayed.

A small ASGI app of its own, since it must not take a thread per browser.
"""

import asyncio
import contextlib
import json
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.conf import settings
from django.contrib.auth import get_user
from django.db import Error, connection
from django.http import HttpRequest
from django.utils.module_loading import import_string

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.core import events
from unsilo.core.db import conninfo
from unsilo.core.logs import brief
from unsilo.core.models import Event
from unsilo.core.tally import tally
from unsilo.inbox.services import presence

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT = 20.0  # seconds between signs of life, so that proxies keep the line
RECHECK = 60.0  # seconds after which a browser's rights are looked up again
QUEUE_LENGTH = 500  # a browser further behind is told to load afresh
REPLAY = 2_000  # events; who missed more loads afresh
SETTLE = 0.02  # seconds to gather events that commit together


@dataclass(frozen=True, slots=True)
class Rights:
    """What one browser's user may see."""

    user_id: int
    is_admin: bool
    desk_ids: frozenset[int]
    brand_ids: frozenset[int] | None

    def sees(self, event: Event) -> bool:
        if self.brand_ids is not None and event.brand_id and event.brand_id not in self.brand_ids:
            return False
        if self.user_id in event.data.get("user_ids", ()):
            return True  # what is written for them alone, such as notices
        if not event.desk_ids:
            return self.is_admin  # users and settings
        return not self.desk_ids.isdisjoint(event.desk_ids)


@dataclass(eq=False, slots=True)
class Browser:
    """One open stream."""

    rights: Rights
    cursor: int
    queue: asyncio.Queue[bytes | None] = field(
        default_factory=lambda: asyncio.Queue(maxsize=QUEUE_LENGTH)
    )

    def tell(self, news: "News") -> None:
        """Queue an event that the browser has not had and may see."""
        if news.event.pk > self.cursor:
            self.cursor = news.event.pk
            if self.rights.sees(news.event):
                self.offer(news.chunk_for(self.rights))

    def offer(self, chunk: bytes | None) -> None:
        """Queue bytes, or None for the end."""
        try:
            self.queue.put_nowait(chunk)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(_chunk("resync", {}))
            self.queue.put_nowait(None)


class Hub:
    """Listens to the database and hands every event to the browsers that may see it."""

    def __init__(self) -> None:
        self.browsers: set[Browser] = set()
        self.cursor = 0
        self.closing = False  # the server stops
        self.bell = asyncio.Event()  # rings, and gives way to another, when something happened
        self._task: asyncio.Task[None] | None = None
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")

    async def join(self, browser: Browser) -> None:
        """Queue what the browser missed, then add it where the listener stands."""
        await self.start()
        replayed = 0
        while True:
            page = await self.read(events.since, browser.cursor, REPLAY)
            replayed += len(page.events)
            if replayed >= REPLAY:
                browser.offer(_chunk("resync", {}))
                browser.cursor = await self.read(events.horizon)
                replayed = 0
                continue
            for event in page.events:
                browser.tell(News(event))
            browser.cursor = max(browser.cursor, page.cursor)
            if browser.cursor >= self.cursor:
                break
        self.browsers.add(browser)
        tally.add("streams")

    def leave(self, browser: Browser) -> None:
        if browser in self.browsers:
            self.browsers.discard(browser)
            tally.add("streams", -1)

    def send_away(self) -> None:
        """The server stops: end every stream, and spread over seconds when they come back."""
        self.closing = True
        for browser in list(self.browsers):
            browser.offer(f"retry: {random.randint(300, 3000)}\n\n".encode())  # noqa: S311
            browser.offer(None)
        self.bell.set()

    async def read(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a database function in the hub's own thread; its connection goes back at once."""

        def call() -> Any:
            try:
                if function is events.since:
                    return events.since(arguments[0], limit=arguments[1])
                return function(*arguments)
            finally:
                connection.close()

        return await asyncio.get_running_loop().run_in_executor(self._reader, call)

    async def start(self) -> None:
        """Begin to listen, unless it does."""
        if self._task is None or self._task.done():
            if not self.browsers:  # else they are owed everything since
                self.cursor = await self.read(events.horizon)
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        """Listen for ever; when the database goes away, try again."""
        while True:
            try:
                async for presences in self._wake_ups():
                    await self._pass_on()
                    for payload in presences:
                        self._tell_presence(payload)
            except (psycopg.Error, Error, OSError) as error:
                logger.warning("live stream: the database is away (%s); trying again", brief(error))
            except Exception:  # the browsers that are here get their events by nobody else
                logger.exception("live stream: an error; trying again")
            await asyncio.sleep(2)

    async def _wake_ups(self) -> AsyncIterator[list[str]]:
        """Yield whenever something was announced, and every second in case it was not."""
        async with await psycopg.AsyncConnection.connect(conninfo(), autocommit=True) as line:
            await line.execute(f"LISTEN {events.NOTIFY_CHANNEL}")
            await line.execute(f"LISTEN {presence.NOTIFY_CHANNEL}")
            yield []
            while True:
                heard = [notice async for notice in line.notifies(timeout=1.0, stop_after=1)]
                if heard:
                    heard += [notice async for notice in line.notifies(timeout=SETTLE)]
                yield [
                    notice.payload for notice in heard if notice.channel == presence.NOTIFY_CHANNEL
                ]

    async def _pass_on(self) -> None:
        while True:
            page = await self.read(events.since, self.cursor, 500)
            for event in page.events:
                news = News(event)
                for browser in list(self.browsers):
                    browser.tell(news)
            if page.cursor > self.cursor:
                self.cursor = page.cursor
                self.bell.set()
                self.bell = asyncio.Event()
            if len(page.events) < 500:
                return

    def _tell_presence(self, payload: str) -> None:
        chunk = _chunk("presence", json.loads(payload))
        for browser in list(self.browsers):
            browser.offer(chunk)


def event_data(event: Event, desk_ids: Collection[int]) -> dict[str, Any]:
    """An event as browsers get it: what to look at again, not what it says; ``desk_ids`` are those
    of its desks that the reader may know of."""
    return {
        "id": event.pk,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "conversation": event.conversation_id,
        "message": event.message_id,
        "person": event.person_id,
        "desks": sorted(desk_ids),
        "data": {"message": event.data["message"]} if "message" in event.data else {},
    }


class News:
    """One event as bytes, written once for all browsers that may know of the same desks."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self._chunks: dict[frozenset[int], bytes] = {}

    def chunk_for(self, rights: Rights) -> bytes:
        desks = rights.desk_ids.intersection(self.event.desk_ids)
        if desks not in self._chunks:
            data = event_data(self.event, desks)
            self._chunks[desks] = f"id: {self.event.pk}\n".encode() + _chunk("event", data)
        return self._chunks[desks]


def _chunk(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI: ``GET /live/?cursor=N`` (or a Last-Event-ID header) as Server-Sent Events."""
    if scope["type"] != "http":
        return
    if scope["method"] != "GET":
        await _refuse(send, 405)
        return
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    cookies = headers.get("cookie", "")
    rights = await hub.read(_rights, cookies)
    if rights is None:
        await _refuse(send, 401)
        return
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/event-stream; charset=utf-8"),
                (b"cache-control", b"no-cache, no-transform"),
                (b"x-accel-buffering", b"no"),
                (b"x-content-type-options", b"nosniff"),
            ],
        }
    )
    browser = Browser(rights, await _cursor(scope, headers))
    gone = asyncio.create_task(until_gone(receive))
    try:
        await hub.join(browser)
        await _body(send, b"retry: 3000\n" + _chunk("hello", {"cursor": browser.cursor}))
        await _pump(browser, cookies, gone, send)
    except asyncio.CancelledError:
        logger.debug("the server stops; browsers will come back")
    finally:
        gone.cancel()
        hub.leave(browser)


async def _pump(browser: Browser, cookies: str, gone: "asyncio.Task[None]", send: Send) -> None:
    """Pass chunks on until the browser goes, falls behind, or loses the right to look."""
    loop = asyncio.get_running_loop()
    check_at = loop.time() + RECHECK
    while not gone.done():
        getting = asyncio.create_task(browser.queue.get())
        done, _ = await asyncio.wait(
            {getting, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED
        )
        if getting in done:
            chunk = getting.result()
            if chunk is None:
                return await _end(send)
            await _body(send, chunk)
        else:
            getting.cancel()
            if gone in done:
                return None
            await _body(send, b": still here\n\n")
        if loop.time() > check_at:
            check_at = loop.time() + RECHECK
            rights = await hub.read(_rights, cookies)
            if rights is None:
                return await _end(send)
            browser.rights = rights
    return None


async def until_gone(receive: Receive) -> None:
    """Wait until the other side has hung up."""
    with contextlib.suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            continue


async def _cursor(scope: Scope, headers: dict[str, str]) -> int:
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("cursor", [""])[0]
    for given in (headers.get("last-event-id", ""), asked):
        if given.isascii() and given.isdigit() and len(given) < 19:
            return int(given)
    return int(await hub.read(events.horizon))


def _rights(cookies: str) -> Rights | None:
    """The rights of the session in the cookie, None when nobody is logged in."""
    morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if morsel is None:
        return None
    request = HttpRequest()
    engine = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    request.session = engine(morsel.value)
    user = get_user(request)
    if not isinstance(user, User) or not user.is_active:
        return None
    access = Access.of(user)
    brands = access.brand_ids
    return Rights(
        user.pk,
        access.is_admin,
        frozenset(access.desk_ids),
        None if brands is None else frozenset(brands),
    )


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _body(send: Send, chunk: bytes) -> None:
    await send({"type": "http.response.body", "body": chunk, "more_body": True})


async def _end(send: Send) -> None:
    await send({"type": "http.response.body", "body": b"", "more_body": False})

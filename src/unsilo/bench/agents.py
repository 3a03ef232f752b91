"""People at work, as the soak benchmark needs them: each reads lists, opens conversations, answers,
and keeps a stream of events open."""

import asyncio
import contextlib
import html
import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from random import Random

from unsilo.bench.servers import HOST, Site

LISTS = ("/inbox/", "/inbox/mine/", "/inbox/unassigned/")
ANSWERED = 0.3  # of the conversations that somebody opens
_LINK = re.compile(rb'href="(/inbox/c/\d+/)')
_FIELD = re.compile(r'<input[^>]*\bname="(kind|seen_version|answered|to|cc|seen)"[^>]*>')
_VALUE = re.compile(r'\bvalue="([^"]*)"')


@dataclass
class Record:
    """What all of them saw together."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    overtaken: int = 0  # answers refused because somebody else was quicker

    def add(self, what: str, seconds: float) -> None:
        self.seconds.setdefault(what, []).append(seconds)


class Agent(threading.Thread):
    """One person. ``think`` is how many seconds lie between two clicks on average."""

    def __init__(
        self, number: int, site: Site, record: Record, stop: threading.Event, think: float
    ) -> None:
        super().__init__(name=f"agent {number}", daemon=True)
        self.site, self.record, self.stop, self.think = site, record, stop, think
        self.dice = Random(f"agent {number}")

    def run(self) -> None:
        while not self._pause():
            try:
                self._work()
            except (OSError, HTTPException) as error:
                self.record.errors[type(error).__name__] += 1

    def _pause(self) -> bool:
        return self.stop.wait(self.dice.expovariate(1 / self.think))

    def _work(self) -> None:
        """Look at a list, open something from it, and now and then answer it."""
        page = self._timed("a list", self.dice.choice(LISTS))
        paths = sorted(set(_LINK.findall(page)))
        if not paths or self._pause():
            return
        path = self.dice.choice(paths[:30]).decode()
        page = self._timed("a conversation", path)
        if self.dice.random() < ANSWERED and not self._pause():
            self._answer(path, page.decode())

    def _answer(self, path: str, page: str) -> None:
        fields = {"text": "Thank you. It is **on its way** and should be there on Friday."}
        for found in _FIELD.finditer(page):
            value = _VALUE.search(found[0])
            fields[found[1]] = html.unescape(value[1]) if value else ""
        if fields.get("kind") != "reply" or not fields.get("to"):
            return
        fields["then"] = "waiting"
        begun = time.perf_counter()
        status, _ = self.site.post(f"{path}send/", fields)
        self.record.add("an answer", time.perf_counter() - begun)
        if status == 409:
            self.record.overtaken += 1
        elif status != 200:
            self.record.errors[f"an answer: {status}"] += 1

    def _timed(self, what: str, path: str) -> bytes:
        begun = time.perf_counter()
        status, body = self.site.get(path)
        self.record.add(what, time.perf_counter() - begun)
        if status != 200:
            self.record.errors[f"{what}: {status}"] += 1
        return body


class Streams(threading.Thread):
    """An open stream for each session. Notes when each of them hears of an event of one kind."""

    def __init__(self, port: int, sessions: Sequence[str], kind: str) -> None:
        super().__init__(daemon=True)
        self.port, self.sessions = port, sessions
        self.mark = f'"kind":"{kind}"'.encode()
        self.heard: list[float] = []
        self.open = 0
        self.broken = 0
        self._loop = asyncio.new_event_loop()

    def run(self) -> None:
        self._loop.run_until_complete(self._all())

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._tasks.cancel)
        self.join(10)

    async def _all(self) -> None:
        self._tasks = asyncio.gather(*(self._keep(session) for session in self.sessions))
        try:
            await self._tasks
        except asyncio.CancelledError:
            return

    async def _keep(self, session: str) -> None:
        while True:
            with contextlib.suppress(OSError):
                await self._listen(session)
            self.broken += 1
            await asyncio.sleep(3)

    async def _listen(self, session: str) -> None:
        reader, writer = await asyncio.open_connection(HOST, self.port, limit=2**20)
        try:
            writer.write(
                f"GET /live/ HTTP/1.1\r\nHost: {HOST}\r\n"
                f"Cookie: unsilo_session={session}\r\n\r\n".encode()
            )
            self.open += 1
            while line := await reader.readline():
                if self.mark in line:
                    self.heard.append(time.perf_counter())
        finally:
            self.open -= 1
            writer.close()

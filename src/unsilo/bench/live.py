"""Many open browsers: how soon all of them know of something, and what they and an idle site weigh.

Real streams from a real server process on the loopback. Measured is the time from the moment somebody
sends a note until each browser has its event, the note's own request included. Reference: a bare
server that writes the same bytes to as many connections.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from unsilo.bench.ground import BadGround, Ground
from unsilo.bench.measure import p50, p95, pss, tree
from unsilo.bench.report import Report
from unsilo.bench.servers import HOST, Server, Site, up, web, worker

BROWSERS = 500
NOTES = 30
AT_ONCE = 50  # browsers that connect in the same moment
PATIENCE = 30.0
LATENCY_BAR = 500.0  # milliseconds, p95
IDLE_BAR, BUSY_BAR = 350.0, 600.0  # megabytes


def measure(ground: Ground, conversations: int, browsers: int = BROWSERS) -> Report:
    report = Report("live", f"{browsers} browsers, {conversations:,} conversations")
    bare = asyncio.run(_bare(browsers))

    def weigh(**parts: Server) -> dict[str, float]:
        weights = {name: pss(part.pids()) for name, part in parts.items()}
        return {**weights, "database": pss(tree(ground.postmaster()))}

    with ground.copy(conversations) as database:
        session = ground.run(database, "unsilo.bench.session.open_session")
        path = ground.run(database, "unsilo.bench.asked.note_path")
        with up(ground, database) as site:
            _be_used(site, session)
            together = weigh(up=site.server)
        with web(ground, database) as site, worker(ground, database) as working:
            _be_used(site, session)
            idle = weigh(web=site.server, worker=working)
            busily = partial(weigh, web=site.server, worker=working)
            opened, seconds, busy = asyncio.run(_listen(site, path, browsers, busily))
    report.add("reference: the bare server, p95 of all writes", p95(bare) * 1000, "ms")
    report.add("all browsers connected after", opened, "s")
    report.add("note to browser, p50", p50(seconds) * 1000, "ms")
    report.add("note to browser, p95", p95(seconds) * 1000, "ms", at_most=LATENCY_BAR)
    report.add("note to browser, slowest", max(seconds) * 1000, "ms")
    report.ratio("p95 to the bare server", p95(seconds) / p95(bare))
    for part, size in together.items():
        report.add(f"memory, idle, one command: {part}", size, "MB")
    report.add("memory, idle, one command: all", sum(together.values()), "MB", at_most=IDLE_BAR)
    for part, size in idle.items():
        report.add(f"memory, idle, two commands: {part}", size, "MB")
    report.add("memory, idle, two commands: all", sum(idle.values()), "MB")
    for part, size in busy.items():
        report.add(f"memory, {browsers} browsers: {part}", size, "MB")
    report.add(f"memory, {browsers} browsers: all", sum(busy.values()), "MB", at_most=BUSY_BAR)
    return report


def _be_used(site: Site, session: str) -> None:
    site.cookie = session
    for page in ("/inbox/", "/inbox/mine/"):
        site.get(page)
    time.sleep(3)  # for the worker to be where it stays


@dataclass
class _Crowd:
    """The browsers, and when each of them heard of the last thing that was said."""

    mark: bytes  # what its line contains
    heard: list[float] = field(default_factory=list)
    ready: int = 0
    readers: list["asyncio.Task[None]"] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def join(self, port: int, request: bytes) -> None:
        reader, writer = await asyncio.open_connection(HOST, port, limit=2**20)
        writer.write(request)
        self.writers.append(writer)
        self.readers.append(asyncio.create_task(self._read(reader)))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if line.startswith(b"event: hello"):
                self.ready += 1
            elif self.mark in line:
                self.heard.append(time.perf_counter())

    async def connected(self) -> None:
        await self._until(lambda: self.ready >= len(self.writers), "Not all browsers connected")

    async def all_heard(self) -> list[float]:
        """When each of them heard of it."""
        await self._until(lambda: len(self.heard) >= len(self.writers), "Not all were reached")
        heard, self.heard = self.heard, []
        return heard

    async def _until(self, come_true: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not come_true():
            if time.monotonic() > deadline:
                raise BadGround(f"{what} within {PATIENCE:.0f} s.")
            await asyncio.sleep(0.005)

    def leave(self) -> None:
        for task in self.readers:
            task.cancel()
        for writer in self.writers:
            writer.close()


async def _listen(
    site: Site, note_path: str, browsers: int, weigh: Callable[[], dict[str, float]]
) -> tuple[float, list[float], dict[str, float]]:
    """Seconds until all are connected, seconds of each note to each browser, and the memory."""
    crowd = _Crowd(b'"note.added"')
    request = (
        f"GET /live/ HTTP/1.1\r\nHost: {HOST}\r\nCookie: unsilo_session={site.cookie}\r\n\r\n"
    ).encode()
    begun = time.perf_counter()
    for start in range(0, browsers, AT_ONCE):
        many = range(start, min(start + AT_ONCE, browsers))
        await asyncio.gather(*(crowd.join(site.port, request) for _ in many))
        await crowd.connected()
    opened = time.perf_counter() - begun
    seconds: list[float] = []
    for number in range(NOTES):
        sent = time.perf_counter()
        fields = {"kind": "note", "text": f"Note number {number}."}
        status, _ = await asyncio.to_thread(site.post, note_path, fields)
        if status != 200:
            raise BadGround(f"A note was answered with {status}.")
        seconds += [at - sent for at in await crowd.all_heard()]
    memory = weigh()
    crowd.leave()
    return opened, seconds, memory


async def _bare(browsers: int) -> list[float]:
    """Seconds from a write until each of as many connections has the bytes."""
    crowd = _Crowd(b"xxx")
    lines: list[asyncio.StreamWriter] = []

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer)
        writer.write(b"event: hello\n")

    server = await asyncio.start_server(greet, HOST, 0)
    port = server.sockets[0].getsockname()[1]
    for _ in range(browsers):
        await crowd.join(port, b"")
    await crowd.connected()
    seconds: list[float] = []
    for _ in range(NOTES):
        sent = time.perf_counter()
        for writer in lines:
            writer.write(b"data: " + b"x" * 200 + b"\n")
        seconds += [at - sent for at in await crowd.all_heard()]
    crowd.leave()
    server.close()
    return seconds

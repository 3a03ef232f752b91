"""An ordinary day, and whether anything grows: agents at work while mail comes in, for as long as asked.

Sampled are the memory of every process and the size of the database; a straight line through the
samples, without those of the beginning, says what memory grows by in an hour. Reference: that line
should be flat. Pages of files (programs, libraries) are shown, but not judged.
"""

import socket
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from smtplib import LMTP, SMTPException

from unsilo.bench.agents import Agent, Record, Streams
from unsilo.bench.ground import BadGround, Ground
from unsilo.bench.letters import Letter
from unsilo.bench.measure import own, p50, p95, pss, tree
from unsilo.bench.report import Report
from unsilo.bench.servers import HOST, Server, Site, free_port, web, worker
from unsilo.bench.sink import Sink

MINUTES = 60.0
AGENTS = 50
THINK = 20.0  # seconds between two clicks of one agent
MAIL_EVERY = 4.0  # seconds
NOTE_EVERY = 10.0
SAMPLE_EVERY = 10.0
WARM_UP = 0.33  # of the time: caches fill, the reader is loaded
SLOPE_BAR = 10.0  # megabytes an hour, of each of our processes
LATENCY_BAR = 500.0  # milliseconds, p95


@dataclass(frozen=True)
class Sample:
    at: float  # seconds since the beginning
    memory: Mapping[str, float]  # megabytes by process
    own: Mapping[str, float]  # of that, without files
    database: float  # megabytes on disk


def measure(
    ground: Ground, conversations: int, *, minutes: float = MINUTES, agents: int = AGENTS
) -> Report:
    report = Report(
        "soak", f"{agents} agents, {minutes:g} minutes, {conversations:,} conversations"
    )
    with ExitStack() as running:
        database = running.enter_context(ground.copy(conversations))
        sink = running.enter_context(Sink())
        letters, sessions, note_path = ground.run(
            database,
            "unsilo.bench.colleagues.prepare",
            agents,
            int(minutes * 60 / MAIL_EVERY) + 1,
            sink.port,
        )
        site = running.enter_context(web(ground, database))
        working = running.enter_context(worker(ground, database))
        door = Server(ground, database, ["lmtp", "--port", str(port := free_port())])
        door.start()
        running.callback(door.stop)
        _wait_for(port)
        processes = {"web": site.server, "worker": working, "lmtp": door}
        day = _Day(ground, database, site, sessions, letters, note_path, port)
        running.enter_context(day)
        samples = day.watch(processes, minutes * 60)
    _tell(report, day, samples)
    report.add("answers that went out", len(sink.message_ids), "")
    return report


def _wait_for(port: int, patience: float = 300) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            socket.create_connection((HOST, port), timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise BadGround("The LMTP door did not open.")


class _Day:
    """Everything that happens, in threads, from entering to leaving."""

    def __init__(
        self,
        ground: Ground,
        database: str,
        site: Site,
        sessions: Sequence[str],
        letters: Sequence[Letter],
        note_path: str,
        lmtp_port: int,
    ) -> None:
        self.ground, self.database = ground, database
        self.letters, self.note_path, self.lmtp_port = letters, note_path, lmtp_port
        self.record = Record()
        self.taken = 0
        self.latencies: list[float] = []
        self.unheard = 0
        self._stop = threading.Event()
        self.streams = Streams(site.port, sessions, "note.added")
        self._note_site = Site(site.server, site.port, sessions[0])
        self._agents = [
            Agent(number, Site(site.server, site.port, session), self.record, self._stop, THINK)
            for number, session in enumerate(sessions)
        ]
        self._others = [threading.Thread(target=one) for one in (self._deliver, self._note)]

    def __enter__(self) -> "_Day":
        self.streams.start()
        for thread in (*self._agents, *self._others):
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in (*self._agents, *self._others):
            thread.join(90)
        self.streams.stop()

    def watch(self, processes: Mapping[str, Server], seconds: float) -> list[Sample]:
        begun = time.monotonic()
        samples = []
        while (passed := time.monotonic() - begun) < seconds:
            pids = {name: one.pids() for name, one in processes.items()}
            pids["database"] = tree(self.ground.postmaster())
            memory = {name: pss(many) for name, many in pids.items()}
            alone = {name: own(many) for name, many in pids.items()}
            samples.append(Sample(passed, memory, alone, self._size()))
            for name, one in processes.items():
                if one.process is None or one.process.poll() is not None:
                    raise BadGround(f"{name} ended by itself.")
            time.sleep(SAMPLE_EVERY)
        return samples

    def _size(self) -> float:
        with self.ground.connect(self.database) as line:
            row = line.execute("SELECT pg_database_size(current_database())").fetchone()
        return row[0] / 1e6 if row else 0.0

    def _deliver(self) -> None:
        for letter in self.letters:
            if self._stop.wait(MAIL_EVERY):
                return
            try:
                with LMTP(HOST, self.lmtp_port, timeout=60) as line:
                    line.sendmail(letter.sender, [letter.to], letter.content())
                self.taken += 1
            except (OSError, SMTPException) as error:
                self.record.errors[f"a letter: {type(error).__name__}"] += 1

    def _note(self) -> None:
        """Now and then a note, and how long it takes until every open stream knows of it."""
        while not self._stop.wait(NOTE_EVERY):
            self.streams.heard.clear()
            sent = time.perf_counter()
            status, _ = self._note_site.post(self.note_path, {"kind": "note", "text": "Seen."})
            if status != 200:
                self.record.errors[f"a note: {status}"] += 1
                continue
            self._stop.wait(NOTE_EVERY / 2)
            heard = list(self.streams.heard)
            self.latencies += [at - sent for at in heard]
            self.unheard += max(0, self.streams.open - len(heard))


def _tell(report: Report, day: _Day, samples: Sequence[Sample]) -> None:
    settled = samples[int(len(samples) * WARM_UP) :]
    for name in settled[0].memory:
        values = [sample.memory[name] for sample in settled]
        report.add(f"memory of {name}: first, after warming up", values[0], "MB")
        report.add(f"memory of {name}: last", values[-1], "MB")
        bar = None if name == "database" else SLOPE_BAR
        at = [sample.at for sample in settled]
        report.add(f"memory of {name} grows by", per_hour(at, values), "MB/h")
        slope = per_hour(at, [sample.own[name] for sample in settled])
        report.add(f"{name}'s own, without files, by", slope, "MB/h", at_most=bar)
    sizes = [sample.database for sample in samples]
    report.add("database at the end", sizes[-1], "MB")
    report.add("database grows by", per_hour([one.at for one in samples], sizes), "MB/h")
    for what, seconds in sorted(day.record.seconds.items()):
        report.add(f"{what}: how many", len(seconds), "")
        report.add(f"{what}: p50", p50(seconds) * 1000, "ms")
        report.add(f"{what}: p95", p95(seconds) * 1000, "ms")
    report.add("letters taken", day.taken, "")
    if day.latencies:
        report.add("note to browser: p50", p50(day.latencies) * 1000, "ms")
        report.add("note to browser: p95", p95(day.latencies) * 1000, "ms", at_most=LATENCY_BAR)
    report.add("notes that a browser had not heard of in 5 s", day.unheard, "", at_most=0)
    report.add("answers refused since a colleague was quicker", day.record.overtaken, "")
    report.add("streams that broke", day.streams.broken, "", at_most=0)
    report.add("errors", day.record.errors.total(), "", at_most=0)
    report.notes += [f"{what}: {times} times" for what, times in day.record.errors.most_common(5)]
    growing = [f.name for f in report.figures if f.unit == "MB/h" and f.ok is False]
    report.notes.append(f"Not flat: {', '.join(growing)}." if growing else "Memory is flat.")


def per_hour(at: Sequence[float], values: Sequence[float]) -> float:
    """The slope of the straight line nearest to values seen at these seconds."""
    middle_at, middle = sum(at) / len(at), sum(values) / len(values)
    spread = sum((one - middle_at) ** 2 for one in at)
    if not spread:
        return 0.0
    together = sum((x - middle_at) * (y - middle) for x, y in zip(at, values, strict=True))
    return together / spread * 3600

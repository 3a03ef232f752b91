"""One run: an installation at work, what is done to it, and what is found afterwards."""

import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tests.chaos import world
from tests.chaos.clocks import Clock, built
from tests.chaos.faults import CLOCKS, FIRST, WRONG_BY, Fate, Fault, schedule
from tests.chaos.parts import Database, Disk, Mailbox, MailServer, Network, Part
from tests.servers.dovecot import MISSING, Dovecot
from tests.servers.ports import free_port
from unsilo.bench.ground import Ground
from unsilo.bench.servers import Site

Invariant = tuple[str, int, list[str]]  # what must hold, of how many, and what breaks it

LOOK = 0.05  # seconds


@dataclass(frozen=True)
class Plan:
    """``seconds`` is what letters and answers are spread over; a fault begins ``every`` so many. In a
    ``hurry`` nobody waits for a sweep to come round. ``at_most`` faults happen."""

    seed: int = 1
    arrivals: int = 10_000
    replies: int = 1_000
    seconds: float = 500.0
    every: float = 2.5
    at_most: int = 1_000_000
    hurry: bool = False


@dataclass
class Verdict:
    plan: Plan
    seconds: float
    faults: list[Fault]
    invariants: list[Invariant]
    counts: dict[str, int]
    remarks: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        plan = self.plan
        lines = [
            f"chaos: {plan.arrivals:,} letters and {plan.replies:,} answers in"
            f" {self.seconds:,.0f} s, seed {plan.seed}",
            *(f"  {remark}" for remark in self.remarks),
            "",
            f"  {len(self.faults)} faults",
        ]
        happened = Counter(f"{fault.kind} {fault.target}" for fault in self.faults)
        lines += [f"  {what:<62} {times:>9,}" for what, times in sorted(happened.items())]
        lines += ["", *(f"  {what:<62} {count:>9,}" for what, count in self.counts.items())]
        return "\n".join([*lines, "", table(self.invariants)])


def table(invariants: Sequence[Invariant]) -> str:
    """What must hold, what breaks it, and the verdict."""
    lines = [f"  {'invariant':<62} {'looked at':>9} {'broken':>7}"]
    for invariant, looked_at, wrong in invariants:
        lines.append(f"  {invariant:<62} {looked_at:>9,} {len(wrong):>7,}")
        lines += [f"      {one}" for one in wrong[:10] if one]
    return "\n".join(
        [*lines, "", f"  {'every invariant holds' if holds(invariants) else 'BROKEN'}"]
    )


def holds(invariants: Sequence[Invariant]) -> bool:
    return not any(wrong for _, _, wrong in invariants)


class Installation:
    """Web, two workers, LMTP door, database, mail servers, the lines between them, and the disk."""

    def __init__(self, directory: Path, conversations: int, tidy: ExitStack) -> None:
        self.logs = directory / "logs"
        shutil.rmtree(self.logs, ignore_errors=True)
        self.logs.mkdir(parents=True)
        database = Database(directory)
        database.start()
        tidy.callback(database.stop)
        self.ground = Ground(database.server.url, directory)
        self.name = tidy.enter_context(self.ground.copy(conversations))
        environment = self.ground.environment(self.name)

        self.web_port, self.lmtp_port = free_port(), free_port()
        self.mail_server = MailServer(self.logs)
        self.box = None if MISSING else Mailbox()
        lines = {
            "database line": database.socket,
            "mail out line": f"127.0.0.1:{self.mail_server.port}",
        }
        if self.box:
            lines["mail in line"] = f"{Dovecot.host}:{self.box.server.port}"
        self.lines = {
            name: Network(target, self.logs / name.replace(" ", "-"))
            for name, target in lines.items()
        }
        for line in self.lines.values():
            tidy.callback(line.stop)

        far = f"postgresql://unsilo@127.0.0.1:{self.lines['database line'].port}/{self.name}"
        environment |= {
            "DATABASE_URL": far,
            "UNSILO_LOG_LEVEL": "WARNING",
            "UNSILO_API_REQUESTS_PER_MINUTE": "1000000",
        }

        library = built(self.logs)
        self.clocks = {
            name: Clock(library, self.logs / name.replace(" ", "-")) for name in CLOCKS if library
        }

        def ours(name: str, *words: str) -> Part:
            command = [sys.executable, "-m", "unsilo.cli", *words]
            clock = self.clocks.get(f"clock of {name}")
            own = environment | clock.environment if clock else environment
            return Part(command, own, self.logs / name.replace(" ", "-"))

        self.parts: dict[str, Part] = {
            "database": database,
            "mail out": self.mail_server,
            **({"mail in": self.box} if self.box else {}),
            "web": ours("web", "web", "--port", str(self.web_port)),
            "worker 1": ours("worker 1", "worker"),
            "worker 2": ours("worker 2", "worker"),
            "lmtp": ours("lmtp", "lmtp", "--port", str(self.lmtp_port)),
        }
        self.disk = Disk(directory / self.name / "blobs", megabytes=512)
        tidy.callback(self.disk.remove)
        self.deaths: Counter[str] = Counter()
        self.processes = [name for name in self.parts if name != "database"]

    def start(self, tidy: ExitStack) -> None:
        for name in self.processes:
            self.parts[name].start()
            tidy.callback(self.parts[name].stop)
        if self.box:
            self.box.server.login(Mailbox.USER).logout()
        self.site("").wait()

    def site(self, session: str) -> Site:
        web = self.parts["web"]
        return Site(web, self.web_port, session, patience=world.ANSWER_WITHIN)  # type: ignore[arg-type]

    @property
    def targets(self) -> list[str]:
        disk = ["disk"] if self.disk.how else []
        return [*self.parts, *self.lines, *disk, *self.clocks]

    def remarks(self) -> list[str]:
        found = (
            [f"the disk is {self.disk.how}"] if self.disk.how else ["the disk can't be filled here"]
        )
        if not self.clocks:
            found.append("clocks can't be set: no C compiler")
        return found if self.box else [*found, f"nothing is fetched: {MISSING}"]

    # --- What is done to it

    def begin(self, fault: Fault) -> None:
        target = fault.target
        match fault.kind:
            case "kill":
                self.parts[target].kill()
            case "restart":
                self.parts[target].stop()
            case "freeze" | "long freeze":
                self.parts[target].freeze()
            case "fill":
                self.disk.fill()
            case "ahead" | "behind":
                self.clocks[target].be_ahead(WRONG_BY[fault.kind])
            case mode:
                self.lines[target].be(mode)

    def end(self, fault: Fault) -> None:
        target = fault.target
        match fault.kind:
            case "kill" | "restart":
                self.parts[target].start()
            case "freeze" | "long freeze":
                self.parts[target].thaw()
            case "fill":
                self.disk.clear()
            case "ahead" | "behind":
                self.clocks[target].be_ahead(0)
            case "half":  # the answers that were held back are lost
                self.lines[target].be("cut")
                self.lines[target].be("pass")
            case _:
                self.lines[target].be("pass")

    def revive(self, running: list[Fault]) -> None:
        """Start again what ended by itself, as systemd or Docker would."""
        for name in self.processes:
            if not self.parts[name].is_running and all(one.target != name for one in running):
                self.deaths[f"times {name} ended by itself"] += 1
                self.parts[name].start()


def run(directory: Path, conversations: int, plan: Plan, say: Callable[[str], None]) -> Verdict:
    with ExitStack() as tidy:
        place = Installation(directory, conversations, tidy)
        letters, forms, path, token, session, before = place.ground.run(
            place.name,
            "tests.chaos.inside.prepare",
            plan.arrivals,
            plan.replies,
            ("127.0.0.1", place.lines["mail out line"].port),
            place.lines["mail in line"].port if place.box else 0,
            Dovecot.PASSWORD,
        )
        place.start(tidy)
        begun = time.monotonic()
        reader = world.Reader(place.web_port, session, before[0])
        reader.start()
        doors = 3 if place.box else 2
        shares = [letters[door::doors] for door in range(doors)]

        def pace(things: list) -> world.Pace:
            return world.Pace(len(things), plan.seconds)

        works = [
            lambda: world.hand_over(shares[0], place.lmtp_port, pace(shares[0])),
            lambda: world.post(shares[1], place.site(""), path, token, pace(shares[1])),
            lambda: world.answer(forms, place.site(session), pace(forms)),
        ]
        if place.box:
            works.append(lambda: world.put(shares[2], place.box, pace(shares[2])))

        def begin(fault: Fault) -> None:
            say(str(fault))
            place.begin(fault)

        faults = schedule(plan.seed, place.targets, plan.every)
        fate = Fate(islice(faults, plan.at_most), begin, place.end)
        with _at_once(works) as are_working:
            while are_working() or len(fate.happened) < len(FIRST):
                fate.look(time.monotonic() - begun)
                place.revive(fate.running)
                time.sleep(LOOK)
        fate.relent()
        say("Everything is handed over and nothing goes wrong any more.")
        if not plan.hurry:  # watches of mailboxes wait up to five minutes after failures
            for name in ("worker 1", "worker 2"):
                place.parts[name].stop()
                place.parts[name].start()
        waited: list[int] = []
        ends = (place.name, "tests.chaos.inside.settle", letters, plan.hurry)
        with _at_once([lambda: waited.append(place.ground.run(*ends))]) as are_working:
            while are_working():
                place.revive([])
                time.sleep(LOOK)
        seconds = time.monotonic() - begun
        _wait(lambda: reader.cursor >= waited[0], 30)
        reader.stop()
        for name in reversed(place.processes):
            place.parts[name].stop()
        log = place.mail_server.message_ids
        afresh = reader.told_to_load_afresh
        seen = (letters, forms, log, before, reader.heard, waited[0], afresh)
        invariants, counts = place.ground.run(place.name, "tests.chaos.inside.audit", *seen)
        counts |= place.deaths
        counts["times the browser called again"] = reader.lines_broken
        counts["times it was told to load afresh"] = len(afresh)
        remarks = place.remarks()
    return Verdict(plan, seconds, fate.happened, invariants, counts, remarks)


@contextmanager
def _at_once(works: list[Callable[[], None]]) -> Iterator[Callable[[], bool]]:
    """Do all of it in threads; yields a question whether anything is still being done."""
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again below
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=[work], daemon=True) for work in works]
    for thread in threads:
        thread.start()
    yield lambda: not failures and any(thread.is_alive() for thread in threads)
    if failures:
        raise failures[0]


def _wait(come_true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not come_true() and time.monotonic() < deadline:
        time.sleep(0.05)

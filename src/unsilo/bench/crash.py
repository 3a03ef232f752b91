"""Kill everything, again and again, in the middle of the work; then count.

Mail comes in by LMTP and by HTTP, answers are sent from the inbox, and meanwhile web, worker and the
LMTP door are ended with SIGKILL at random moments and started again. Whoever hands something over
tries again until it is taken, as mail servers and people do. Afterwards nothing may be lost, nothing
may be there twice, and every answer must have left once or say that this is not certain.

Reference: the same without a single kill.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from random import Random
from smtplib import LMTP, SMTPException

from unsilo.bench.ground import BadGround, Ground
from unsilo.bench.letters import Letter
from unsilo.bench.report import Report
from unsilo.bench.servers import HOST, Server, Site, free_port
from unsilo.bench.sink import Sink

CONVERSATIONS = 2_000
IDLE = 10.0  # seconds after which a try counts as abandoned
DELIVERIES = 1_000
REPLIES = 200
PATIENCE = 600.0
PAUSE = 0.1  # seconds before somebody tries again
LIVES = {"web": 4.0, "worker": 3.0, "lmtp": 3.0}  # seconds, on average, from a start to a kill

Fields = dict[str, str]


@dataclass
class Outcome:
    """One run: how long it took, how often each process was killed, and what was found after it."""

    seconds: float
    kills: Counter[str]
    audit: dict[str, list[str]]
    counts: dict[str, int]


def measure(
    ground: Ground,
    *,
    conversations: int = CONVERSATIONS,
    deliveries: int = DELIVERIES,
    replies: int = REPLIES,
    seed: int = 1,
    hurry: bool = False,
) -> Report:
    """In a ``hurry`` there is no run in peace, and nobody waits for workers to find what others
    left behind."""

    def go(seed: int | None) -> Outcome:
        return run(ground, conversations, deliveries, replies, seed=seed, hurry=hurry)

    report = Report("crash", f"{deliveries:,} deliveries and {replies} answers, seed {seed}")
    calm = None if hurry else go(None)
    wild = go(seed)
    report.add("with kills", wild.seconds, "s")
    if calm:
        report.add("reference: the same in peace", calm.seconds, "s")
        report.ratio("with kills to in peace", wild.seconds / calm.seconds)
    for name in LIVES:
        report.add(f"kills of {name}", wild.kills[name], "")
    for name, count in wild.counts.items():
        report.add(name, count, "")
    for name, problems in wild.audit.items():
        report.add(name, len(problems), "", at_most=0)
        report.notes += problems[:5]
    return report


def run(
    ground: Ground,
    conversations: int,
    deliveries: int,
    replies: int,
    *,
    seed: int | None,
    hurry: bool,
) -> Outcome:
    """Do it all once, on a fresh copy. Without a seed nothing is killed."""
    with ground.copy(conversations) as database, Sink() as sink:
        inside = "unsilo.bench.crash_inside"
        letters, forms, raw_path, token, session = ground.run(
            database, f"{inside}.prepare", deliveries, replies, sink.port
        )
        begun = time.monotonic()
        with _Installation(ground, database, session) as installation, ExitStack() as killing:
            if seed is not None:
                killing.enter_context(installation.being_killed(seed))
            half = deliveries // 2
            _together(
                lambda: installation.hand_over(letters[:half]),
                lambda: installation.post(letters[half:], raw_path, token),
                lambda: installation.answer(forms),
            )
            killing.close()
            idle = 1.0 if hurry else IDLE
            _wait_until(lambda: ground.run(database, f"{inside}.is_settled", idle, hurry))
            seconds = time.monotonic() - begun
        audit, counts = ground.run(database, f"{inside}.audit", letters, forms, sink.message_ids)
    return Outcome(seconds, installation.kills, audit, counts)


def _together(*works: Callable[[], None]) -> None:
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again below
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _wait_until(come_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not come_true():
        if time.monotonic() > deadline:
            raise BadGround("The work was not done in time.")
        time.sleep(0.5)


def _insist(attempt: Callable[[], bool]) -> None:
    """Try until it is taken, whatever gets in the way."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if attempt():
                return
        except (OSError, HTTPException, SMTPException):
            pass
        time.sleep(PAUSE)
    raise BadGround("Nobody took what was handed over.")


class _Installation:
    """Web, worker and LMTP door; each can be killed and comes back."""

    def __init__(self, ground: Ground, database: str, session: str) -> None:
        self.port, self.lmtp_port = free_port(), free_port()
        settings = {"UNSILO_API_REQUESTS_PER_MINUTE": "1000000"}
        words = {
            "web": ["web", "--port", str(self.port)],
            "worker": ["worker"],
            "lmtp": ["lmtp", "--port", str(self.lmtp_port)],
        }
        self.servers = {name: Server(ground, database, words[name], settings) for name in LIVES}
        self.session = session
        self.kills: Counter[str] = Counter()

    def __enter__(self) -> "_Installation":
        for server in self.servers.values():
            server.start()
        self.site().wait()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.servers.values():
            server.stop()

    def site(self) -> Site:
        return Site(self.servers["web"], self.port, self.session)

    @contextmanager
    def being_killed(self, seed: int) -> Iterator[None]:
        """Kill each process at random moments until the block ends, and once at the least; then
        all of them run."""
        enough = threading.Event()

        def kill(name: str) -> None:
            dice = Random(f"{seed} {name}")
            while not enough.wait(dice.expovariate(1 / LIVES[name])) or not self.kills[name]:
                self.servers[name].kill()
                self.kills[name] += 1
                self.servers[name].start()

        killers = [threading.Thread(target=kill, args=[name]) for name in self.servers]
        for killer in killers:
            killer.start()
        try:
            yield
        finally:
            enough.set()
            for killer in killers:
                killer.join()

    # --- Those who hand something over

    def hand_over(self, letters: Sequence[Letter]) -> None:
        for letter in letters:
            content = letter.content()

            def attempt(content: bytes = content, letter: Letter = letter) -> bool:
                with LMTP(HOST, self.lmtp_port, timeout=20) as line:
                    return not line.sendmail(letter.sender, [letter.to], content)

            _insist(attempt)

    def post(self, letters: Sequence[Letter], path: str, token: str) -> None:
        site = self.site()
        for letter in letters:
            content = letter.content()
            _insist(lambda content=content: site.send(path, content, token) in (200, 201, 202))  # type: ignore[misc]

    def answer(self, forms: Sequence[tuple[str, Fields]]) -> None:
        """Press Send. Whoever gets no answer presses again; "something newer stands there" then
        means that the first time went through."""
        site = self.site()
        for path, fields in forms:
            _insist(lambda path=path, fields=fields: site.post(path, fields)[0] in (200, 409))  # type: ignore[misc]

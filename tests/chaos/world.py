"""Those who write and answer. Whoever hands something over tries again until it is taken, as mail
servers and people do."""

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException
from smtplib import LMTP, SMTPException

from tests.chaos.parts import Mailbox
from unsilo.bench.letters import Letter
from unsilo.bench.servers import HOST, Site

PAUSE = 0.1  # seconds before somebody tries again
PATIENCE = 600.0
ANSWER_WITHIN = 10.0  # seconds after which somebody believes that nothing happened

Fields = Mapping[str, str]


class NobodyListens(Exception):
    """What was handed over was taken by nobody for too long."""


def insist(attempt: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if attempt():
                return
        except (OSError, HTTPException, SMTPException):
            pass
        time.sleep(PAUSE)
    raise NobodyListens


class Pace:
    """So many things spread over so many seconds; who is late does not wait."""

    def __init__(self, count: int, seconds: float) -> None:
        self._each = seconds / max(count, 1)
        self._begun = time.monotonic()
        self._done = 0

    def wait(self) -> None:
        ahead = self._begun + self._done * self._each - time.monotonic()
        self._done += 1
        if ahead > 0:
            time.sleep(ahead)


def hand_over(letters: Sequence[Letter], port: int, pace: Pace) -> None:
    """By LMTP."""
    for letter in letters:
        content = letter.content()

        def attempt(content: bytes = content, letter: Letter = letter) -> bool:
            with LMTP(HOST, port, timeout=ANSWER_WITHIN) as line:
                return not line.sendmail(letter.sender, [letter.to], content)

        pace.wait()
        insist(attempt)


def post(letters: Sequence[Letter], site: Site, path: str, token: str, pace: Pace) -> None:
    """By HTTP."""
    for letter in letters:
        content = letter.content()
        pace.wait()
        insist(lambda content=content: site.send(path, content, token) in (200, 201, 202))


def put(letters: Sequence[Letter], box: Mailbox, pace: Pace) -> None:
    """Into a mailbox that is fetched from."""
    for letter in letters:
        pace.wait()
        box.put(letter.content())


def answer(forms: Sequence[tuple[str, Fields]], site: Site, pace: Pace) -> None:
    """Press Send. Whoever gets no answer presses again; "something newer stands there" then means
    that the first time went through."""
    for path, fields in forms:
        pace.wait()
        insist(lambda path=path, fields=fields: site.post(path, fields)[0] in (200, 409))


class Reader(threading.Thread):
    """A browser that listens to what happens, comes back when the line breaks, and notes each
    event's id."""

    def __init__(self, port: int, session: str, cursor: int, host: str = HOST) -> None:
        super().__init__(daemon=True)
        self.host, self.port, self.session = host, port, session
        self.first = self.cursor = cursor
        self.heard: list[int] = []
        self.lines_broken = 0
        self.told_to_load_afresh: list[tuple[int, int]] = []  # from event, up to event
        self._enough = threading.Event()

    def run(self) -> None:
        while not self._enough.is_set():
            with contextlib.suppress(OSError, HTTPException):
                self._listen()
            self.lines_broken += 1
            self._enough.wait(PAUSE)

    def _listen(self) -> None:
        line = http.client.HTTPConnection(self.host, self.port, timeout=25)
        try:
            headers = {"Cookie": f"unsilo_session={self.session}"}
            line.request("GET", f"/live/?cursor={self.cursor}", headers=headers)
            answer = line.getresponse()
            if answer.status != 200:
                return
            name, number, horizon = "", 0, 0
            while not self._enough.is_set() and (said := answer.readline()):
                key, _, value = said.decode().strip().partition(": ")
                if key == "id":
                    number = int(value)
                elif key == "event":
                    name = value
                elif key == "data" and name == "event":
                    self.heard.append(number)
                    self.cursor = number
                elif key == "data" and name == "hello":
                    horizon = json.loads(value)["cursor"]  # what was missed comes after this
                elif key == "data" and name == "resync":
                    self.told_to_load_afresh.append((self.cursor, horizon))
                    self.cursor = max(self.cursor, horizon)
        finally:
            line.close()

    def stop(self) -> None:
        self._enough.set()
        self.join(30)

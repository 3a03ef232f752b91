"""An IMAP server with the bad habits of real ones, each to be switched on.

    with FakeImap() as server:
        server.inbox.add(b"From: ...")
        server.habits.trouble["FETCH"] = Trouble.DROP
        ...                       # read 127.0.0.1, port server.port, with any name and password

Speaks just enough of RFC 3501 for a client that only reads: sign-in, LIST, EXAMINE, UID SEARCH,
UID FETCH, IDLE, NOOP. No UIDPLUS, no ESEARCH, no CHARSET.
"""

import base64
import re
import socketserver
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType

from tests.servers.trouble import NONSENSE, Trouble


@dataclass
class Mailbox:
    uidvalidity: int = 1
    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, str] = field(default_factory=dict)

    def add(self, content: bytes, *, flags: str = "") -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = content
        self.flags[uid] = flags
        return uid


@dataclass
class Habits:
    """``trouble``: by command ("GREETING" for the first line, "BODIES" for what asks for mails
    themselves) what happens instead of its answer, or the answer it gets ("NO [SERVERBUG] later").

    Of single mails, by UID: ``hang_on``, ``dribble_on``, ``drop_on``, ``refuse`` (a NO instead of the
    body), ``drop_once``, ``garble_flags_of``; ``too_long``/``too_short`` literals announce more or fewer
    bytes than come; ``expunge_on``: other mails vanish while this one is read.

    Of whole answers: ``short_answers`` leaves out the last of several bodies, ``double_answers`` gives
    each twice, ``double_search`` names UIDs twice and out of order, ``gossip`` mixes in what nobody
    asked for. ``renumber_every`` gives a new UIDVALIDITY at each opening of a folder. ``capabilities``:
    what it says it can do beyond IMAP4rev1."""

    trouble: dict[str, str] = field(default_factory=dict)
    hang_on: set[int] = field(default_factory=set)
    drop_on: set[int] = field(default_factory=set)
    drop_once: set[int] = field(default_factory=set)
    dribble_on: set[int] = field(default_factory=set)
    refuse: set[int] = field(default_factory=set)
    garble_flags_of: set[int] = field(default_factory=set)
    too_long: set[int] = field(default_factory=set)
    too_short: set[int] = field(default_factory=set)
    expunge_on: dict[int, set[int]] = field(default_factory=dict)
    short_answers: bool = False
    double_answers: bool = False
    double_search: bool = False
    gossip: bool = False
    no_uidnext: bool = False
    no_uidvalidity: bool = False
    uidnext_off_by: int = 0
    renumber_every: bool = False
    login_reply: str = ""
    capabilities: str = "IDLE"


class FakeImap:
    host = "127.0.0.1"

    def __init__(self) -> None:
        self.mailboxes = {"INBOX": Mailbox()}
        self.habits = Habits()
        self.tokens: set[str] = set()
        self.commands: list[str] = []
        self.over = threading.Event()
        self.changed = threading.Condition()
        self._server = _Server((self.host, 0), _Conversation)
        self._server.fake = self
        self.port = int(self._server.server_address[1])

    @property
    def inbox(self) -> Mailbox:
        return self.mailboxes["INBOX"]

    def arrive(self, content: bytes) -> int:
        """Add a mail and tell those who wait."""
        with self.changed:
            uid = self.inbox.add(content)
            self.changed.notify_all()
        return uid

    def __enter__(self) -> "FakeImap":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.over.set()
        with self.changed:
            self.changed.notify_all()
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    fake: FakeImap


class _HangUpError(Exception):
    pass


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.fake = self.server.fake
        self.habits = self.fake.habits
        self.box: Mailbox | None = None
        try:
            self.greet()
            while line := self.rfile.readline().decode():
                tag, _, command = line.strip().partition(" ")
                self.fake.commands.append(command.split(" LOGIN ")[0])
                self.answer(tag, command)
        except (_HangUpError, OSError):
            return

    def greet(self) -> None:
        answer = self.trouble("GREETING")
        self.say(f"* {answer or 'OK ready'}")

    def trouble(self, verb: str) -> str:
        """Misbehave as told to; returns the answer that is to be given instead, if any."""
        trouble = self.habits.trouble.get(verb, "")
        if trouble == Trouble.HANG:
            self.fake.over.wait(30)
        if trouble == Trouble.GARBAGE:
            self.wfile.write(NONSENSE)
        if trouble in set(Trouble):
            raise _HangUpError
        return trouble

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def answer(self, tag: str, command: str) -> None:
        verb = command.split()[0].upper()
        arguments = command[len(verb) :].strip()
        if verb == "UID":
            verb, _, arguments = arguments.partition(" ")
            verb = f"UID_{verb.upper()}"
        method = getattr(self, f"do_{verb.lower()}", None)
        if method is None:
            self.say(f"{tag} BAD what is {verb}?")
            return
        answer = self.trouble(verb.removeprefix("UID_"))
        if not answer and "FETCH" in verb and "BODY" in arguments:
            answer = self.trouble("BODIES")
        answer = answer or method(arguments)
        self.say(f"{tag} {answer or 'OK done'}")

    def do_capability(self, arguments: str) -> str:
        self.say(f"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 {self.habits.capabilities}")
        return ""

    def do_login(self, arguments: str) -> str:
        return self.habits.login_reply

    def do_authenticate(self, arguments: str) -> str:
        self.say("+ ")
        given = base64.b64decode(self.rfile.readline()).decode()
        token = given.partition("auth=Bearer ")[2].partition("\1")[0]
        return "" if token in self.fake.tokens else "NO [AUTHENTICATIONFAILED] invalid credentials"

    def do_list(self, arguments: str) -> str:
        for name in self.fake.mailboxes:
            self.say(f'* LIST (\\HasNoChildren) "/" "{name}"')
        return ""

    def do_examine(self, arguments: str) -> str:
        self.box = self.fake.mailboxes.get(arguments.strip('"'))
        if self.box is None:
            return "NO no such folder"
        self.say(f"* {len(self.box.mails)} EXISTS")
        self.say("* 0 RECENT")
        if self.habits.renumber_every:
            self.box.uidvalidity += 1
        if not self.habits.no_uidvalidity:
            self.say(f"* OK [UIDVALIDITY {self.box.uidvalidity}] valid")
        if not self.habits.no_uidnext:
            uidnext = max(self.box.mails, default=0) + 1 + self.habits.uidnext_off_by
            self.say(f"* OK [UIDNEXT {uidnext}] next")
        return "OK [READ-ONLY] done"

    def do_noop(self, arguments: str) -> str:
        if self.box is not None:
            self.say(f"* {len(self.box.mails)} EXISTS")
        return ""

    def do_logout(self, arguments: str) -> str:
        self.say("* BYE")
        return ""

    def do_idle(self, arguments: str) -> str:
        assert self.box is not None
        self.say("+ idling")
        known = len(self.box.mails)
        done = threading.Event()

        def report() -> None:
            with self.fake.changed:
                self.fake.changed.wait_for(
                    lambda: len(self.fake.inbox.mails) > known or self.fake.over.is_set()
                )
            if not done.is_set() and not self.fake.over.is_set():
                self.say(f"* {len(self.fake.inbox.mails)} EXISTS")

        threading.Thread(target=report, daemon=True).start()
        self.rfile.readline()
        done.set()
        return ""

    def do_uid_search(self, arguments: str) -> str:
        """A range that ends in * always names the last mail."""
        assert self.box is not None
        if "RETURN" in arguments.upper() or "CHARSET" in arguments.upper():
            return "BAD not supported"
        first, last = _range(arguments.split()[-1], self.box)
        found = [uid for uid in self.box.mails if first <= uid <= last]
        if arguments.endswith("*") and not found and self.box.mails:
            found = [max(self.box.mails)]
        if self.habits.double_search:
            found = [*reversed(found), *found]
        self._gossip()
        self.say("* SEARCH " + " ".join(map(str, found)))
        return ""

    def do_uid_fetch(self, arguments: str) -> str:
        assert self.box is not None
        names, _, items = arguments.partition(" ")
        uids = [uid for uid in map(int, names.split(",")) if uid in self.box.mails]
        if "BODY" not in items:
            for uid in self._as_often_as_usual(uids):
                self._metadata(uid)
            return ""
        whole = "BODY.PEEK[]" in items
        if whole and self.habits.short_answers and len(uids) > 1:
            uids.pop()
        for uid in self._as_often_as_usual(uids):
            if whole:
                self._misbehave(uid)
                if uid in self.habits.refuse:
                    return "NO [SERVERBUG] can't read that one"
            if uid in self.box.mails:
                self._body(uid, whole=whole)
        return ""

    def do_fetch(self, arguments: str) -> str:
        """By number in the folder: "n (UID BODY.PEEK[]<0.m>)" only."""
        assert self.box is not None
        number, length = re.findall(r"^(\d+) .*<0\.(\d+)>", arguments)[0]
        uid = sorted(self.box.mails)[int(number) - 1]
        self._misbehave(uid)
        if uid in self.habits.refuse:
            return "NO [SERVERBUG] can't read that one"
        part = self.box.mails[uid][: int(length)]
        self.say(f"* {number} FETCH (UID {uid} BODY[]<0> {{{len(part)}}}")
        self.wfile.write(part)
        self.say(")")
        return ""

    def _as_often_as_usual(self, uids: Sequence[int]) -> list[int]:
        return [uid for uid in uids for _ in range(2 if self.habits.double_answers else 1)]

    def _body(self, uid: int, *, whole: bool) -> None:
        assert self.box is not None
        content = self.box.mails[uid]
        if not whole:
            content = re.split(rb"(?<=\n)\r?\n", content, maxsplit=1)[0] + b"\r\n"
        name = "BODY[]" if whole else "BODY[HEADER]"
        size = len(content)
        if whole:
            size += 500 * (uid in self.habits.too_long) - 5 * (uid in self.habits.too_short)
        self._gossip()
        self.say(f"* {self._number(uid)} FETCH (UID {uid} {name} {{{size}}}")
        self.wfile.write(content)
        self.say(")")

    def _number(self, uid: int) -> int:
        """Where the mail stands in the folder."""
        assert self.box is not None
        return sorted(self.box.mails).index(uid) + 1

    def _gossip(self) -> None:
        """News that nobody asked for, as servers may tell them at any time."""
        if self.habits.gossip:
            self.say("* OK [HIGHESTMODSEQ 77] by the way")
            self.say("* 1 FETCH (FLAGS (\\Seen))")
            self.say("* 1 RECENT")

    def _metadata(self, uid: int) -> None:
        assert self.box is not None
        flags = self.box.flags.get(uid, "")
        size = "x" if uid in self.habits.garble_flags_of else str(len(self.box.mails[uid]))
        self.say(
            f"* {self._number(uid)} FETCH (UID {uid} FLAGS ({flags}) RFC822.SIZE {size} "
            'INTERNALDATE "01-Jul-2025 10:00:00 +0000")'
        )

    def _misbehave(self, uid: int) -> None:
        assert self.box is not None
        for gone in self.habits.expunge_on.get(uid, set()) & set(self.box.mails):
            self.say(f"* {self._number(gone)} EXPUNGE")
            del self.box.mails[gone]
        if uid in self.habits.hang_on:
            self.say(f"* {uid} FETCH (UID {uid} BODY[] {{1000}}")
            self.fake.over.wait(30)
            raise _HangUpError
        if uid in self.habits.dribble_on:
            self.say(f"* {uid} FETCH (UID {uid} BODY[] {{1000}}")
            while not self.fake.over.wait(0.1):
                self.wfile.write(b"x")
        if uid in self.habits.drop_on or uid in self.habits.drop_once:
            self.habits.drop_once.discard(uid)
            self.say(f"* {uid} FETCH (UID {uid} BODY[] {{1000}}")
            raise _HangUpError


def _range(text: str, box: Mailbox) -> tuple[int, int]:
    first, _, last = text.partition(":")
    newest = max(box.mails, default=0)
    return int(first), newest if last == "*" else int(last or first)

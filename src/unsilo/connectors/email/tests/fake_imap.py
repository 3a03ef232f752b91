"""An IMAP server with the bad habits of real ones, each to be switched on.

Speaks just enough of RFC 3501 for a client that only reads: sign-in, LIST, EXAMINE, UID SEARCH,
UID FETCH, IDLE, NOOP.
"""

import base64
import re
import socketserver
import threading
from dataclasses import dataclass, field
from types import TracebackType


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
    """``hang_on``, ``dribble_on``, ``drop_on``, ``refuse``: UIDs whose body never comes, never ends,
    breaks the line, or gets a NO. ``drop_once``: the same, the first time only. ``short_answers``: of several bodies the last is left
    out. ``capabilities``: what the server says it can do beyond IMAP4rev1."""

    hang_on: set[int] = field(default_factory=set)
    drop_on: set[int] = field(default_factory=set)
    drop_once: set[int] = field(default_factory=set)
    dribble_on: set[int] = field(default_factory=set)
    refuse: set[int] = field(default_factory=set)
    garble_flags_of: set[int] = field(default_factory=set)
    short_answers: bool = False
    no_uidnext: bool = False
    silent_greeting: bool = False
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
        if self.habits.silent_greeting:
            self.fake.over.wait(30)
            return
        self.say("* OK ready")
        try:
            while line := self.rfile.readline().decode():
                tag, _, command = line.strip().partition(" ")
                self.fake.commands.append(command.split(" LOGIN ")[0])
                self.answer(tag, command)
        except (_HangUpError, OSError):
            return

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
        self.say(f"{tag} {method(arguments) or 'OK done'}")

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
        self.say(f"* OK [UIDVALIDITY {self.box.uidvalidity}] valid")
        if not self.habits.no_uidnext:
            self.say(f"* OK [UIDNEXT {max(self.box.mails, default=0) + 1}] next")
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
        self.say("* SEARCH " + " ".join(map(str, found)))
        return ""

    def do_uid_fetch(self, arguments: str) -> str:
        assert self.box is not None
        names, _, items = arguments.partition(" ")
        uids = [uid for uid in map(int, names.split(",")) if uid in self.box.mails]
        if "BODY" not in items:
            for uid in uids:
                self._metadata(uid)
            return ""
        whole = "BODY.PEEK[]" in items
        if whole and self.habits.short_answers and len(uids) > 1:
            uids.pop()
        for uid in uids:
            if whole:
                self._misbehave(uid)
                if uid in self.habits.refuse:
                    return "NO [SERVERBUG] can't read that one"
            content = self.box.mails[uid]
            if not whole:
                content = re.split(rb"(?<=\n)\r?\n", content, maxsplit=1)[0] + b"\r\n"
            name = "BODY[]" if whole else "BODY[HEADER]"
            self.say(f"* {uid} FETCH (UID {uid} {name} {{{len(content)}}}")
            self.wfile.write(content)
            self.say(")")
        return ""

    def _metadata(self, uid: int) -> None:
        assert self.box is not None
        flags = self.box.flags.get(uid, "")
        size = "x" if uid in self.habits.garble_flags_of else str(len(self.box.mails[uid]))
        self.say(
            f"* {uid} FETCH (UID {uid} FLAGS ({flags}) RFC822.SIZE {size} "
            'INTERNALDATE "01-Jul-2025 10:00:00 +0000")'
        )

    def _misbehave(self, uid: int) -> None:
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

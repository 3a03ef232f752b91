"""Reading mailboxes over IMAP: everything above the last UID seen, once, whatever its flags.

Needs nothing beyond RFC 3501: no ESEARCH, no UIDPLUS, no CHARSET, no MODSEQ. Folders are opened
read-only and bodies are peeked at, so nothing is marked as read.

The cursor holds per folder ``uidvalidity`` and ``uid`` (all up to it are done), ``day`` (when that was)
and, while old mail is being read, ``backfill`` (up to which UID only mail since which day counts).
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from imapclient import IMAPClient

from unsilo.channels.contract import CheckResult, FetchedPage, RawArrival
from unsilo.connectors.email.imap_session import (
    BROKEN_LINE,
    COMMAND_DEADLINE,
    REFUSAL,
    deadline,
    session,
)
from unsilo.connectors.email.limits import MEGABYTE
from unsilo.connectors.email.oauth import AccessTokens
from unsilo.connectors.email.settings import EmailConfig, Server
from unsilo.core.errors import ConnectorError

PAGE_BYTES = 16 * MEGABYTE  # of one page, unless a single mail is larger
IDLE_SECONDS = 24 * 60  # servers may hang up after 29 minutes
POLL_SECONDS = 30.0  # between looks where the server can't push
STOP_SECONDS = 2.0  # between looks at ``stop``
_SEARCH_WINDOW = 50_000  # UIDs; imaplib refuses answers longer than a million characters
_TRIES_WHOLE = 2  # before only the headers of a mail are asked for
_SLOWEST_LINE = 50_000  # bytes a second that a line must manage
_SKIPPED_FLAGS = frozenset((b"\\deleted", b"\\draft"))
_SENT_NAMES = (
    "sent", "sent items", "sent messages", "sent mail", "inbox.sent", "inbox.sent items", "gesendet",
    "gesendete objekte", "gesendete elemente", "éléments envoyés", "envoyés", "enviados",
    "elementos enviados", "itens enviados", "posta inviata", "inviati", "verzonden items", "verzonden",
    "skickat", "skickade objekt", "sendt", "sendte elementer", "wysłane", "elementy wysłane",
    "отправленные", "送信済みアイテム", "已发送",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Folder:
    name: str
    outgoing: bool


@dataclass(frozen=True, slots=True)
class _Listed:
    """What the server says of a mail before it is read."""

    size: int = 0
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far a folder is read."""

    uidvalidity: int
    uid: int
    day: date
    backfill_until: int = 0
    backfill_since: date | None = None

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "_Mark":
        backfill = stored.get("backfill") or {}
        return cls(
            uidvalidity=int(stored["uidvalidity"]),
            uid=int(stored["uid"]),
            day=date.fromisoformat(stored["day"]) if stored.get("day") else timezone.now().date(),
            backfill_until=int(backfill.get("until", 0)),
            backfill_since=date.fromisoformat(backfill["since"]) if backfill.get("since") else None,
        )

    def dump(self) -> dict[str, Any]:
        stored: dict[str, Any] = {
            "uidvalidity": self.uidvalidity,
            "uid": self.uid,
            "day": self.day.isoformat(),
        }
        if self.backfill_since and self.uid < self.backfill_until:
            stored["backfill"] = {
                "until": self.backfill_until,
                "since": self.backfill_since.isoformat(),
            }
        return stored

    def advanced(self, uid: int) -> "_Mark":
        return replace(self, uid=max(self.uid, uid), day=timezone.now().date())


def fetch(
    config: EmailConfig, tokens: AccessTokens, cursor: Mapping[str, Any], *, limit: int
) -> Iterator[FetchedPage]:
    """Yield what is new in every folder, oldest first, in pages of at most ``limit`` mails."""
    server = config.imap
    assert server is not None
    state = dict(cursor)
    with session(server, tokens) as client:
        folders = _folders(client, config)
    for folder in folders:
        stored = state.get(folder.name)
        reader = _Reader(config, server, tokens, folder, limit)
        for arrivals, mark in reader.pages(_Mark.load(stored) if stored else None):
            state = {**state, folder.name: mark.dump()}
            yield FetchedPage(arrivals, state, more=True)


def wait(
    config: EmailConfig,
    tokens: AccessTokens,
    cursor: Mapping[str, Any],
    *,
    stop: Callable[[], bool],
    timeout: float,
) -> bool:
    """Block until the first folder has something beyond ``cursor``."""
    server = config.imap
    assert server is not None
    folder = config.folders[0]
    ends = time.monotonic() + timeout
    with session(server, tokens) as client:
        opened = _open(client, folder)
        if _is_behind(cursor.get(folder), opened):
            return True
        pushes = client.has_capability("IDLE")
        while not stop() and (left := ends - time.monotonic()) > 0:
            look = _idle if pushes else _poll
            if look(client, stop=stop, seconds=min(left, IDLE_SECONDS)):
                return True
    return False


def check(config: EmailConfig, tokens: AccessTokens) -> list[CheckResult]:
    server = config.imap
    assert server is not None
    label = _("Incoming mail from %(server)s") % {"server": server}
    results = []
    try:
        with session(server, tokens) as client:
            results.append(CheckResult(label, True))
            for folder in _folders(client, config):
                count = _open(client, folder.name).get(b"EXISTS", 0)
                results.append(
                    CheckResult(
                        _("Folder %(folder)s") % {"folder": folder.name},
                        True,
                        _("%(count)s mails") % {"count": count},
                    )
                )
    except ConnectorError as error:
        results.append(CheckResult(label, False, error.message))
    return results


class _Reader:
    """Reads one folder. A mail that breaks the line, or that the server will not hand over, is found,
    noted as such and passed by; only a server that can't be reached at all ends the run."""

    def __init__(
        self, config: EmailConfig, server: Server, tokens: AccessTokens, folder: _Folder, limit: int
    ) -> None:
        self._config = config
        self._server = server
        self._tokens = tokens
        self._folder = folder
        self._limit = max(1, limit)
        self._uidvalidity = 0
        self._line_broke = False

    def pages(self, mark: _Mark | None) -> Iterator[tuple[list[RawArrival], _Mark]]:
        self._line_broke = True
        while self._line_broke:
            self._line_broke = False
            with session(self._server, self._tokens) as client:
                for arrivals, reached in self._pages(client, mark):
                    mark = reached
                    yield arrivals, mark
                    if self._line_broke:
                        break

    def _pages(
        self, client: IMAPClient, mark: _Mark | None
    ) -> Iterator[tuple[list[RawArrival], _Mark]]:
        opened = _open(client, self._folder.name)
        self._uidvalidity = int(opened.get(b"UIDVALIDITY", 0))
        newest = int(opened.get(b"UIDNEXT") or 0) - 1
        if mark is None or mark.uidvalidity != self._uidvalidity:
            mark = self._first_mark(client, newest, mark)
            yield [], mark
        for uids in _uids_above(client, mark.uid, newest, int(opened.get(b"EXISTS", 0))):
            for start in range(0, len(uids), self._limit):
                for arrivals, done in self._read(client, uids[start : start + self._limit], mark):
                    mark = mark.advanced(done)
                    yield arrivals, mark
        if newest > mark.uid:  # what stood there is deleted
            mark = mark.advanced(newest)
            yield [], mark

    def _first_mark(self, client: IMAPClient, newest: int, previous: _Mark | None) -> _Mark:
        """Where to begin: at the day asked for, else with what comes from now on.

        A changed UIDVALIDITY has renumbered everything: mail since the last look is read again, and
        known by its Message-ID.
        """
        today = timezone.now().date()
        since = self._config.backfill_from
        if since is None and previous is not None:
            since = previous.day - timedelta(days=1)
        if newest < 0:
            newest = max(_search(client, "1:*"), default=0)
        if since is None:
            return _Mark(self._uidvalidity, newest, today)
        return _Mark(self._uidvalidity, 0, today, backfill_until=newest, backfill_since=since)

    def _read(
        self, client: IMAPClient, uids: Sequence[int], mark: _Mark
    ) -> Iterator[tuple[list[RawArrival], int]]:
        """Read ``uids`` within the byte budget; yields arrivals and up to which UID all is done."""
        listed = self._wanted(client, uids, mark)
        batch: list[int] = []
        total = 0
        for uid in filter(listed.__contains__, uids):
            size = min(listed[uid].size, self._config.max_message_bytes)
            if batch and total + size > PAGE_BYTES:
                yield self._bodies(client, batch, listed), batch[-1]
                batch, total = [], 0
            batch.append(uid)
            total += size
        yield self._bodies(client, batch, listed), uids[-1]

    def _wanted(self, client: IMAPClient, uids: Sequence[int], mark: _Mark) -> dict[int, _Listed]:
        """The mails that count: not deleted, no drafts, none older than asked for."""
        told = _metadata(client, uids)
        missing = [uid for uid in uids if uid not in told]
        if missing:  # expunged since, or an answer cut short
            told.update(_metadata(client, missing))
        wanted = {}
        for uid, data in told.items():
            flags = {flag.lower() for flag in data.get(b"FLAGS", ()) if isinstance(flag, bytes)}
            arrived_at = data.get(b"INTERNALDATE")
            since = mark.backfill_since if uid <= mark.backfill_until else None
            too_old = since and arrived_at and arrived_at.date() < since
            if not flags & _SKIPPED_FLAGS and not too_old:
                size = data.get(b"RFC822.SIZE")
                wanted[uid] = _Listed(size if isinstance(size, int) else 0, arrived_at)
        return wanted

    def _bodies(
        self, client: IMAPClient, uids: Sequence[int], listed: Mapping[int, _Listed]
    ) -> list[RawArrival]:
        if not uids:
            return []
        fits = [uid for uid in uids if listed[uid].size <= self._config.max_message_bytes]
        contents: dict[int, bytes] = {}
        try:
            contents = _contents(client, fits, "BODY[]", sum(listed[uid].size for uid in fits))
            rest = [uid for uid in uids if uid not in contents]
            if rest:
                still_there = _metadata(client, rest)
                rest = [uid for uid in rest if uid in still_there]
        except BROKEN_LINE:
            self._line_broke = True
            rest = [uid for uid in uids if uid not in contents]
        except REFUSAL:
            rest = list(uids)
        arrivals = {uid: self._arrival(uid, contents[uid], listed[uid]) for uid in contents}
        arrivals.update(self._one_by_one(rest, listed))
        return [arrivals[uid] for uid in uids if uid in arrivals]

    def _one_by_one(
        self, uids: Sequence[int], listed: Mapping[int, _Listed]
    ) -> dict[int, RawArrival]:
        """Read what is too large, or came not with the others: twice as a whole, then its headers.
        Each failure is followed by a new connection, for it may have broken this one."""
        arrivals: dict[int, RawArrival] = {}
        waiting = list(uids)
        failures = 0
        while waiting:
            with session(self._server, self._tokens) as client:
                opened = _open(client, self._folder.name)
                if int(opened.get(b"UIDVALIDITY", 0)) != self._uidvalidity:
                    raise ConnectorError(
                        f"The folder {self._folder.name} was renumbered meanwhile."
                    )
                while waiting:
                    uid = waiting[0]
                    size = listed[uid].size
                    whole = size <= self._config.max_message_bytes and failures < _TRIES_WHOLE
                    meta: dict[str, Any] = {} if whole else {"oversize": True, "size": size}
                    try:
                        item = "BODY[]" if whole else "BODY[HEADER]"
                        content = _contents(client, [uid], item, size)[uid]
                    except (*BROKEN_LINE, *REFUSAL, KeyError) as error:
                        failures += 1
                        if failures <= _TRIES_WHOLE:
                            break
                        content = b""
                        meta["unreadable"] = (
                            f"The server lists this mail but can't give it: {error}"
                        )
                    arrivals[uid] = self._arrival(uid, content, listed[uid], meta)
                    waiting.pop(0)
                    if failures > _TRIES_WHOLE:
                        failures = 0
                        break
                    failures = 0
        return arrivals

    def _arrival(
        self, uid: int, content: bytes, listed: _Listed, meta: Mapping[str, Any] | None = None
    ) -> RawArrival:
        known: dict[str, Any] = {"folder": self._folder.name, **(meta or {})}
        if self._folder.outgoing:
            known["outgoing"] = True
        return RawArrival(
            external_key=f"{self._folder.name}/{self._uidvalidity}/{uid}",
            content=content,
            meta=known,
            waiting_since=listed.arrived_at,
        )


def _open(client: IMAPClient, folder: str) -> dict[bytes, Any]:
    try:
        with deadline(client):
            opened: dict[bytes, Any] = client.select_folder(folder, readonly=True)
    except BROKEN_LINE:
        raise
    except REFUSAL as error:
        raise ConnectorError(f"The folder {folder} can't be opened: {error}") from error
    return opened


def _search(client: IMAPClient, uids: str) -> list[int]:
    with deadline(client):
        return sorted(client.search(["UID", uids]))


def _uids_above(client: IMAPClient, last: int, newest: int, exists: int) -> Iterator[list[int]]:
    """UIDs above ``last`` in order, a window at a time when the folder is large.

    The last window is open-ended ("n:*"), as not every server keeps UIDNEXT up to date; such a range
    always names the last mail, even one below n.
    """
    start = last + 1
    if exists > _SEARCH_WINDOW:
        while start + _SEARCH_WINDOW <= newest:
            uids = _search(client, f"{start}:{start + _SEARCH_WINDOW - 1}")
            if uids:
                yield uids
            start += _SEARCH_WINDOW
    uids = [uid for uid in _search(client, f"{start}:*") if uid >= start]
    if uids:
        yield uids


def _metadata(client: IMAPClient, uids: Sequence[int]) -> dict[int, dict[bytes, Any]]:
    """Flags, sizes, dates. An answer that can't be read is asked for again in halves; the one mail
    behind it counts as unknown, and is read anyway."""
    try:
        with deadline(client):
            return dict(client.fetch(uids, ["FLAGS", "RFC822.SIZE", "INTERNALDATE"]))
    except BROKEN_LINE:
        raise
    except REFUSAL:
        if len(uids) == 1:
            return {uids[0]: {}}
        half = len(uids) // 2
        return _metadata(client, uids[:half]) | _metadata(client, uids[half:])


def _contents(client: IMAPClient, uids: Sequence[int], item: str, size: int) -> dict[int, bytes]:
    if not uids:
        return {}
    with deadline(client, COMMAND_DEADLINE + size / _SLOWEST_LINE):
        told = client.fetch(uids, [item.replace("BODY", "BODY.PEEK")])
    key = item.encode()
    return {uid: data[key] for uid, data in told.items() if isinstance(data.get(key), bytes)}


def _folders(client: IMAPClient, config: EmailConfig) -> list[_Folder]:
    folders = [_Folder(name, outgoing=False) for name in config.folders]
    sent = config.sent_folder
    if sent == "auto":
        sent = _find_sent(client)
    if sent and sent not in config.folders:
        folders.append(_Folder(sent, outgoing=True))
    return folders


def _find_sent(client: IMAPClient) -> str:
    """The folder the server marks as Sent, else one with a usual name, else none."""
    try:
        with deadline(client):
            listed = client.list_folders()
    except BROKEN_LINE:
        raise
    except REFUSAL:
        return ""
    for flags, _delimiter, name in listed:
        if b"\\sent" in {flag.lower() for flag in flags}:
            return str(name)
    names = {str(name).casefold(): str(name) for _flags, _delimiter, name in listed}
    return next((names[usual] for usual in _SENT_NAMES if usual in names), "")


def _is_behind(stored: Mapping[str, Any] | None, opened: Mapping[bytes, Any]) -> bool:
    """Whether the folder holds more than the cursor knows."""
    if not stored or stored.get("uidvalidity") != opened.get(b"UIDVALIDITY"):
        return True
    return int(opened.get(b"UIDNEXT") or 0) > int(stored["uid"]) + 1


def _idle(client: IMAPClient, *, stop: Callable[[], bool], seconds: float) -> bool:
    """One IDLE command, in short looks so that ``stop`` is heard."""
    client.idle()
    ends = time.monotonic() + seconds
    news = False
    while not news and not stop() and (left := ends - time.monotonic()) > 0:
        began = time.monotonic()
        answers = client.idle_check(timeout=min(left, STOP_SECONDS))
        news = _tells_news(answers)
        if not answers and time.monotonic() - began < min(left, STOP_SECONDS) / 2:
            break  # readable but silent: the line is dead, and ``idle_done`` says so
    with deadline(client):
        _text, answers = client.idle_done()
    return news or _tells_news(answers)


def _poll(client: IMAPClient, *, stop: Callable[[], bool], seconds: float) -> bool:
    ends = time.monotonic() + min(seconds, POLL_SECONDS)
    while not stop() and (left := ends - time.monotonic()) > 0:
        time.sleep(min(left, STOP_SECONDS))
    with deadline(client):
        _text, answers = client.noop()
    return _tells_news(answers)


def _tells_news(answers: Sequence[Any]) -> bool:
    return any(len(answer) > 1 and answer[1] in (b"EXISTS", b"RECENT") for answer in answers)

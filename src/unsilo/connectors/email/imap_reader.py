"""One folder read over IMAP: everything above the last UID seen, once, whatever its flags.

Needs nothing beyond RFC 3501: no ESEARCH, no UIDPLUS, no CHARSET, no MODSEQ. Folders are opened
read-only and bodies are peeked at, so nothing is marked as read.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from imapclient import IMAPClient

from unsilo.channels.contract import RawArrival
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
_SEARCH_WINDOW = 50_000  # UIDs; imaplib refuses answers longer than a million characters
_TRIES_WHOLE = 2  # before only the headers of a mail are asked for
_SLOWEST_LINE = 50_000  # bytes a second that a line must manage
_SKIPPED_FLAGS = frozenset((b"\\deleted", b"\\draft"))


@dataclass(frozen=True, slots=True)
class Folder:
    name: str
    outgoing: bool


@dataclass(frozen=True, slots=True)
class _Listed:
    """What the server says of a mail before it is read."""

    size: int
    arrived_at: datetime | None
    is_backlog: bool  # was there before we began


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a folder is read."""

    uidvalidity: int
    uid: int
    day: date
    backfill_until: int = 0
    backfill_since: date | None = None

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "Mark":
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

    def advanced(self, uid: int) -> "Mark":
        return replace(self, uid=max(self.uid, uid), day=timezone.now().date())


class Reader:
    """Reads one folder. A mail that breaks the line, or that the server will not hand over, is found,
    noted as such and passed by. A server that can't be reached, or that gives no other mail of the
    folder either, ends the run: it is the server that is ill, and the mail is asked for again."""

    def __init__(
        self, config: EmailConfig, server: Server, tokens: AccessTokens, folder: Folder, limit: int
    ) -> None:
        self._config = config
        self._server = server
        self._tokens = tokens
        self._folder = folder
        self._limit = max(1, limit)
        self._uidvalidity = 0
        self.line_broke = False

    def pages(
        self, client: IMAPClient, mark: Mark | None
    ) -> Iterator[tuple[list[RawArrival], Mark]]:
        """Yield pages and how far each leads; no further ones once ``line_broke``."""
        opened = open_folder(client, self._folder.name)
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
                if self.line_broke:
                    return
        if newest > mark.uid:  # what stood there is deleted
            mark = mark.advanced(newest)
            yield [], mark

    def _first_mark(self, client: IMAPClient, newest: int, previous: Mark | None) -> Mark:
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
            return Mark(self._uidvalidity, newest, today)
        return Mark(self._uidvalidity, 0, today, backfill_until=newest, backfill_since=since)

    def _read(
        self, client: IMAPClient, uids: Sequence[int], mark: Mark
    ) -> Iterator[tuple[list[RawArrival], int]]:
        """Read ``uids`` within the byte budget; yields arrivals and up to which UID all is done."""
        listed = self._wanted(client, uids, mark)
        done = 0
        for batch in self._batches([uid for uid in uids if uid in listed], listed):
            for arrivals, done in self._bodies(client, batch, listed):
                yield arrivals, done
            if self.line_broke:
                return
        if done < uids[-1]:
            yield [], uids[-1]

    def _wanted(self, client: IMAPClient, uids: Sequence[int], mark: Mark) -> dict[int, _Listed]:
        """The mails that count: not deleted, no drafts, none older than asked for."""
        told = _metadata(client, uids)
        missing = [uid for uid in uids if uid not in told]
        if missing:  # expunged since, or an answer cut short
            told.update(_metadata(client, missing))
        wanted = {}
        for uid, data in told.items():
            flags = {flag.lower() for flag in data.get(b"FLAGS", ()) if isinstance(flag, bytes)}
            arrived_at = data.get(b"INTERNALDATE")
            is_backlog = uid <= mark.backfill_until
            since = mark.backfill_since if is_backlog else None
            too_old = since and arrived_at and arrived_at.date() < since
            if not flags & _SKIPPED_FLAGS and not too_old:
                size = data.get(b"RFC822.SIZE")
                size = size if isinstance(size, int) else 0
                wanted[uid] = _Listed(size, arrived_at, is_backlog)
        return wanted

    def _batches(self, uids: Sequence[int], listed: Mapping[int, _Listed]) -> Iterator[list[int]]:
        batch: list[int] = []
        total = 0
        for uid in uids:
            size = min(listed[uid].size, self._config.max_message_bytes)
            if batch and total + size > PAGE_BYTES:
                yield batch
                batch, total = [], 0
            batch.append(uid)
            total += size
        if batch:
            yield batch

    def _bodies(
        self, client: IMAPClient, uids: Sequence[int], listed: Mapping[int, _Listed]
    ) -> Iterator[tuple[list[RawArrival], int]]:
        """All of a batch in one page; a mail that came not with the others ends its page, so that
        the slow search for it loses nothing that is there already."""
        contents, missing = self._together(client, uids, listed)
        found = self._one_by_one(missing, listed)
        page: list[RawArrival] = []
        for uid in uids:
            if uid in contents:
                page.append(self._arrival(uid, contents[uid], listed[uid]))
            elif uid in missing:
                page.append(next(found))
                yield page, uid
                page = []
        if page:
            yield page, uids[-1]

    def _together(
        self, client: IMAPClient, uids: Sequence[int], listed: Mapping[int, _Listed]
    ) -> tuple[dict[int, bytes], list[int]]:
        """What one command brings, and what is there without having come."""
        fits = [uid for uid in uids if listed[uid].size <= self._config.max_message_bytes]
        contents: dict[int, bytes] = {}
        try:
            contents = _contents(client, fits, "BODY[]", sum(listed[uid].size for uid in fits))
            missing = [uid for uid in uids if uid not in contents]
            if missing:
                still_there = _metadata(client, missing)
                missing = [uid for uid in missing if uid in still_there]
        except BROKEN_LINE:
            self.line_broke = True
            missing = [uid for uid in uids if uid not in contents]
        except REFUSAL:
            missing = list(uids)
        return contents, missing

    def _one_by_one(
        self, uids: Sequence[int], listed: Mapping[int, _Listed]
    ) -> Iterator[RawArrival]:
        """Read too large mails, and those that came not with the others: twice as a whole, then the
        headers. Each failure is followed by a new connection, for it may have broken this one."""
        waiting = list(uids)
        failures = 0
        reason: Exception | None = None
        while waiting:
            with session(self._server, self._tokens) as client:
                opened = open_folder(client, self._folder.name)
                if int(opened.get(b"UIDVALIDITY", 0)) != self._uidvalidity:
                    raise ConnectorError(
                        f"The folder {self._folder.name} was renumbered meanwhile."
                    )
                if failures == _TRIES_WHOLE and not _gives_another(client, waiting[0], opened):
                    raise ConnectorError(
                        f"{self._server}: It lists mails but gives none of them: {reason}"
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
                        reason = error
                        failures += 1
                        if failures <= _TRIES_WHOLE:
                            break
                        content = b""
                        meta["unreadable"] = (
                            f"The server lists this mail but can't give it: {error}"
                        )
                    waiting.pop(0)
                    yield self._arrival(uid, content, listed[uid], meta)
                    broken, failures = failures > _TRIES_WHOLE, 0
                    if broken:
                        break

    def _arrival(
        self, uid: int, content: bytes, listed: _Listed, meta: Mapping[str, Any] | None = None
    ) -> RawArrival:
        known: dict[str, Any] = {"folder": self._folder.name, **(meta or {})}
        if self._folder.outgoing:
            known["outgoing"] = True
        if listed.is_backlog:
            known["backfill"] = True
        return RawArrival(
            external_key=f"{self._server.account}/{self._folder.name}/{self._uidvalidity}/{uid}",
            content=content,
            meta=known,
            waiting_since=listed.arrived_at,
        )


def open_folder(client: IMAPClient, folder: str) -> dict[bytes, Any]:
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
        return sorted(set(client.search(["UID", uids])))


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


def _gives_another(client: IMAPClient, uid: int, opened: Mapping[bytes, Any]) -> bool:
    """Whether the server hands over the beginning of the first, middle or last mail besides ``uid``."""
    last = int(opened.get(b"EXISTS", 0))
    client.use_uid = False
    try:
        for number in sorted({1, (last + 1) // 2, last} - {0}, reverse=True):
            with contextlib.suppress(*REFUSAL), deadline(client):
                told = client.fetch([number], ["UID", "BODY.PEEK[]<0.100>"])
                if any(
                    data.get(b"UID") != uid and data.get(b"BODY[]<0>") for data in told.values()
                ):
                    return True
    finally:
        client.use_uid = True
    return False

"""Mailboxes over IMAP: fetch what is new, wait for news, try the connection.

The cursor holds per account and folder ``uidvalidity`` and ``uid`` (all up to it are done), ``day``
(when that was) and, while old mail is being read, ``backfill`` (up to which UID only mail since which
day counts). UIDs mean nothing in another account, whatever its UIDVALIDITY: a channel that is pointed
at one reads there what came since the day it last looked, and goes on with the old one's UIDs if it is
pointed back.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from imapclient import IMAPClient

from unsilo.channels.contract import CheckResult, FetchedPage
from unsilo.connectors.email.imap_reader import Folder, Mark, Reader, open_folder
from unsilo.connectors.email.imap_session import (
    BROKEN_LINE,
    REFUSAL,
    deadline,
    session,
)
from unsilo.connectors.email.oauth import AccessTokens
from unsilo.connectors.email.settings import EmailConfig, Server
from unsilo.core.errors import ConnectorError

IDLE_SECONDS = 24 * 60  # servers may hang up after 29 minutes
POLL_SECONDS = 30.0  # between looks where the server can't push
STOP_SECONDS = 2.0  # between looks at ``stop``
_SENT_NAMES = (
    "sent", "sent items", "sent messages", "sent mail", "inbox.sent", "inbox.sent items", "gesendet",
    "gesendete objekte", "gesendete elemente", "éléments envoyés", "envoyés", "enviados",
    "elementos enviados", "itens enviados", "posta inviata", "inviati", "verzonden items", "verzonden",
    "skickat", "skickade objekt", "sendt", "sendte elementer", "wysłane", "elementy wysłane",
    "отправленные", "送信済みアイテム", "已发送",
)  # fmt: skip


def fetch(
    config: EmailConfig, tokens: AccessTokens, cursor: Mapping[str, Any], *, limit: int
) -> Iterator[FetchedPage]:
    """Yield what is new in every folder, oldest first, in pages of at most ``limit`` mails."""
    server = config.imap
    assert server is not None
    marks = _Marks(cursor, server)
    folders: list[Folder] | None = None
    while folders is None or folders:
        with session(server, tokens) as client:
            if folders is None:
                folders = _folders(client, config)
            while folders:
                folder = folders[0]
                reader = Reader(config, server, tokens, folder, limit)
                for arrivals, mark in reader.pages(client, marks.begin(folder.name)):
                    yield FetchedPage(arrivals, marks.advance(folder.name, mark), more=True)
                if reader.line_broke:
                    break  # connect again and go on behind the last page
                folders.pop(0)


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
        opened = open_folder(client, folder)
        if _is_behind(_Marks(cursor, server).own(folder), opened):
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
                count = open_folder(client, folder.name).get(b"EXISTS", 0)
                results.append(
                    CheckResult(
                        _("Folder %(folder)s") % {"folder": folder.name},
                        True,
                        _("%(count)s mails") % {"count": count},
                    )
                )
    except ConnectorError as error:
        results.append(CheckResult(label, False, error.message, error.data.get("original", "")))
    return results


def _folders(client: IMAPClient, config: EmailConfig) -> list[Folder]:
    folders = [Folder(name, outgoing=False) for name in config.folders]
    sent = config.sent_folder
    if sent == "auto":
        sent = _find_sent(client)
    if sent and sent not in config.folders:
        folders.append(Folder(sent, outgoing=True))
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


class _Marks:
    """The cursor, read and written for one account."""

    def __init__(self, cursor: Mapping[str, Any], server: Server) -> None:
        self._account = server.account
        # Marks were kept by folder alone once; those are of the account that is read now.
        alone = {name: one for name, one in cursor.items() if isinstance(one.get("uid"), int)}
        self._kept = {name: dict(one) for name, one in cursor.items() if name not in alone}
        self._kept[self._account] = {**alone, **self._kept.get(self._account, {})}

    def own(self, folder: str) -> Mark | None:
        stored = self._kept[self._account].get(folder)
        return Mark.load(stored) if stored else None

    def begin(self, folder: str) -> Mark | None:
        """The account's own mark; of another account's only the day, as after a renumbering."""
        found = self.own(folder)
        if found is not None:
            return found
        others = [Mark.load(marks[folder]) for marks in self._kept.values() if folder in marks]
        latest = max(others, key=lambda mark: mark.day, default=None)
        return replace(latest, uidvalidity=0) if latest else None

    def advance(self, folder: str, mark: Mark) -> dict[str, Any]:
        """The cursor to keep."""
        self._kept[self._account][folder] = mark.dump()
        return {name: dict(marks) for name, marks in self._kept.items()}


def _is_behind(mark: Mark | None, opened: Mapping[bytes, Any]) -> bool:
    """Whether the folder holds more than the cursor knows."""
    if mark is None or mark.uidvalidity != opened.get(b"UIDVALIDITY"):
        return True
    return int(opened.get(b"UIDNEXT") or 0) > mark.uid + 1


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
    pause(stop=stop, seconds=min(seconds, POLL_SECONDS))
    with deadline(client):
        _text, answers = client.noop()
    return _tells_news(answers)


def pause(*, stop: Callable[[], bool], seconds: float) -> bool:
    """Let time pass until ``stop``; there are no news in that."""
    ends = time.monotonic() + seconds
    while not stop() and (left := ends - time.monotonic()) > 0:
        time.sleep(min(left, STOP_SECONDS))
    return False


def _tells_news(answers: Sequence[Any]) -> bool:
    return any(len(answer) > 1 and answer[1] in (b"EXISTS", b"RECENT") for answer in answers)

"""Mailboxes over IMAP: fetch what is new, wait for news, try the connection.

The cursor holds per folder ``uidvalidity`` and ``uid`` (all up to it are done), ``day`` (when that was)
and, while old mail is being read, ``backfill`` (up to which UID only mail since which day counts).
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from unsilo.connectors.email.settings import EmailConfig
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
    state = dict(cursor)
    folders: list[Folder] | None = None
    while folders is None or folders:
        with session(server, tokens) as client:
            if folders is None:
                folders = _folders(client, config)
            while folders:
                folder = folders[0]
                stored = state.get(folder.name)
                reader = Reader(config, server, tokens, folder, limit)
                for arrivals, mark in reader.pages(client, Mark.load(stored) if stored else None):
                    state = {**state, folder.name: mark.dump()}
                    yield FetchedPage(arrivals, state, more=True)
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

"""Being woken by a mailbox: IDLE, and looking again where there is none."""

import threading
import time
from collections.abc import Callable

import pytest
from tests.servers.imapd import FakeImap

from unsilo.connectors.email import imap as imap_module
from unsilo.connectors.email.connector import EmailConnector
from unsilo.connectors.email.tests.reading import fetch, mail

Make = Callable[..., EmailConnector]


def test_waiting_ends_with_the_first_news(imap: FakeImap, connect: Make) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    told: list[bool] = []
    waiting = threading.Thread(
        target=lambda: told.append(connector.wait(cursor, stop=lambda: False, timeout=20))
    )
    waiting.start()
    while not any(command.startswith("IDLE") for command in imap.commands):
        waiting.join(0.01)
    imap.arrive(mail("news"))
    waiting.join(10)
    assert told == [True]


def test_waiting_sees_at_once_what_came_meanwhile(imap: FakeImap, connect: Make) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    imap.inbox.add(mail("meanwhile"))
    assert connector.wait(cursor, stop=lambda: False, timeout=20)
    _, cursor = fetch(connector, cursor)
    assert not connector.wait(cursor, stop=lambda: False, timeout=0.1)


def test_waiting_hears_stop(imap: FakeImap, connect: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_module, "STOP_SECONDS", 0.05)
    connector = connect()
    _, cursor = fetch(connector)
    began = time.monotonic()
    stops = iter([False, False, True])
    assert not connector.wait(cursor, stop=lambda: next(stops, True), timeout=60)
    assert time.monotonic() - began < 10


def test_without_idle_it_looks_from_time_to_time(
    imap: FakeImap, connect: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_module, "POLL_SECONDS", 0.05)
    imap.habits.capabilities = ""
    connector = connect()
    _, cursor = fetch(connector)
    threading.Timer(0.3, imap.arrive, [mail("news")]).start()
    assert connector.wait(cursor, stop=lambda: False, timeout=20)
    assert not any(command.startswith("IDLE") for command in imap.commands)


def test_a_deleted_newcomer_does_not_wake_for_ever(imap: FakeImap, connect: Make) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    imap.inbox.add(mail("gone at once"), flags="\\Deleted")
    assert connector.wait(cursor, stop=lambda: False, timeout=5)
    arrivals, cursor = fetch(connector, cursor)
    assert arrivals == []
    assert not connector.wait(cursor, stop=lambda: False, timeout=0.1)

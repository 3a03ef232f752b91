from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.servers.imapd import FakeImap
from tests.servers.smtpd import MailSink
from tests.servers.tokens import TokenServer
from unsilo.connectors.email import imap_reader, imap_session, smtp


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with FakeImap() as server:
        yield server


@pytest.fixture
def post_office() -> Iterator[MailSink]:
    with MailSink() as sink:
        yield sink


@pytest.fixture
def provider(settings: Settings) -> Iterator[TokenServer]:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    with TokenServer() as server:
        yield server


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time-outs of a blink, so that a server that hangs costs no more."""
    for module in (imap_session, smtp):
        for name in ("CONNECT_TIMEOUT", "COMMAND_TIMEOUT", "GOODBYE_TIMEOUT"):
            monkeypatch.setattr(module, name, 0.2)
    monkeypatch.setattr(imap_reader, "COMMAND_DEADLINE", 2.0)
    monkeypatch.setattr(smtp, "DATA_TIMEOUT", 0.2)

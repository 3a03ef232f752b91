from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from tests.servers.dovecot import MISSING, Dovecot
from tests.servers.imapd import FakeImap
from tests.servers.smtpd import MailSink

from unsilo.connectors.email.connector import EmailConnector
from unsilo.connectors.email.settings import EmailConfig

ADDRESS = "support@fox.example"


@pytest.fixture
def make_connector() -> Callable[..., EmailConnector]:
    def make(**settings: Any) -> EmailConnector:
        return EmailConnector(EmailConfig(**{"address": ADDRESS, **settings}), name="Marmalade Fox")

    return make


@pytest.fixture
def imap() -> Iterator[FakeImap]:
    with FakeImap() as server:
        yield server


@pytest.fixture
def connect(
    make_connector: Callable[..., EmailConnector], imap: FakeImap
) -> Callable[..., EmailConnector]:
    """A connector to ``imap`` that wants all mail there ever was."""

    def connect(**settings: Any) -> EmailConnector:
        return make_connector(
            **{
                "imap_host": imap.host,
                "imap_port": imap.port,
                "imap_security": "none",
                "imap_password": "pw",
                "backfill_from": date(2000, 1, 1),
                **settings,
            }
        )

    return connect


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with MailSink() as server:
        yield server


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    if MISSING:
        pytest.skip(MISSING)
    with Dovecot() as server:
        yield server

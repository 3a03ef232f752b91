from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.servers.dovecot import MISSING, Dovecot
from tests.servers.smtpd import MailSink

from unsilo.connectors.email.connector import EmailConnector
from unsilo.connectors.email.settings import EmailConfig
from unsilo.connectors.email.tests.fake_imap import FakeImap

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
def sink() -> Iterator[MailSink]:
    with MailSink() as server:
        yield server


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    if MISSING:
        pytest.skip(MISSING)
    with Dovecot() as server:
        yield server

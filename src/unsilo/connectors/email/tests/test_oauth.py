from collections.abc import Callable, Iterator
from datetime import date

import pytest
from pydantic import ValidationError
from pytest_django import Settings
from tests.servers.imapd import FakeImap
from tests.servers.smtpd import MailSink
from tests.servers.tokens import TokenServer

from unsilo.connectors.email.connector import EmailConnector
from unsilo.connectors.email.settings import PROVIDERS, EmailConfig, Provider
from unsilo.connectors.email.tests.reading import fetch, mail
from unsilo.connectors.email.tests.test_smtp import message
from unsilo.core.errors import ConnectorError

Make = Callable[..., EmailConnector]


@pytest.fixture
def provider(settings: Settings) -> Iterator[TokenServer]:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    with TokenServer() as server:
        yield server


@pytest.fixture
def connect(make_connector: Make, imap: FakeImap, sink: MailSink, provider: TokenServer) -> Make:
    def connect() -> EmailConnector:
        return make_connector(
            imap_host=imap.host,
            imap_port=imap.port,
            imap_security="none",
            smtp_host=sink.host,
            smtp_port=sink.port,
            smtp_security="none",
            auth_method="oauth2",
            oauth_provider="other",
            oauth_client_id="client",
            oauth_client_secret="secret",
            oauth_refresh_token="refresh",
            oauth_token_url=provider.url,
            oauth_scope="mail",
            backfill_from=date(2000, 1, 1),
        )

    return connect


def test_a_token_is_fetched_before_the_first_connection_and_kept(
    connect: Make, imap: FakeImap, sink: MailSink, provider: TokenServer
) -> None:
    imap.tokens = {"token-1"}
    sink.token = "token-1"
    imap.inbox.add(mail("one"))
    connector = connect()
    assert len(fetch(connector)[0]) == 1
    assert connector.deliver(message()).recipients[0].accepted
    assert len(provider.asked) == 1
    assert provider.asked[0]["grant_type"] == ["refresh_token"]
    assert provider.asked[0]["refresh_token"] == ["refresh"]
    assert provider.asked[0]["scope"] == ["mail"]


def test_r11_a_token_that_ran_out_is_renewed_without_a_failed_run(
    connect: Make, imap: FakeImap, provider: TokenServer
) -> None:
    provider.expires_in = 1  # counts as expired at once
    connector = connect()
    imap.tokens = {"token-1", "token-2", "token-3", "token-4"}
    fetch(connector)
    fetch(connector)
    assert len(provider.asked) >= 2


def test_r11_a_token_the_server_forgot_is_renewed_at_once(
    connect: Make, imap: FakeImap, sink: MailSink, provider: TokenServer
) -> None:
    connector = connect()
    imap.tokens = {"token-1"}
    fetch(connector)
    imap.tokens = {"token-2"}
    fetch(connector)
    sink.token = "token-3"
    connector.deliver(message())
    assert len(provider.asked) == 3
    assert len(sink.received) == 1


def test_a_withdrawn_consent_pauses_the_channel(connect: Make, provider: TokenServer) -> None:
    provider.status = 400
    with pytest.raises(ConnectorError, match="invalid_grant") as caught:
        fetch(connect())
    assert caught.value.permanent
    with pytest.raises(ConnectorError, match="invalid_grant") as caught:
        connect().deliver(message())
    assert caught.value.permanent


def test_a_provider_in_trouble_is_asked_again_later(connect: Make, provider: TokenServer) -> None:
    provider.status = 503
    with pytest.raises(ConnectorError) as caught:
        fetch(connect())
    assert not caught.value.permanent


def test_an_unfinished_form_is_refused() -> None:
    with pytest.raises(ValidationError, match="client_id, refresh_token"):
        EmailConfig(address="a@fox.example", auth_method="oauth2")


def test_known_providers_need_no_addresses() -> None:
    config = EmailConfig(
        address="a@fox.example",
        auth_method="oauth2",
        oauth_provider=Provider.MICROSOFT,
        oauth_client_id="client",
        oauth_refresh_token="refresh",
    )
    assert config.oauth.token_url == PROVIDERS[Provider.MICROSOFT].token_url
    assert "SMTP.Send" in config.oauth.scope

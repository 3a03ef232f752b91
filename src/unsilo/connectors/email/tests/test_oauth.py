import json
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from pydantic import ValidationError
from pytest_django import Settings
from tests.servers.smtpd import MailSink

from unsilo.connectors.email.connector import EmailConnector
from unsilo.connectors.email.settings import PROVIDERS, EmailConfig, Provider
from unsilo.connectors.email.tests.fake_imap import FakeImap
from unsilo.connectors.email.tests.test_imap import fetch, mail
from unsilo.connectors.email.tests.test_smtp import message
from unsilo.core.errors import ConnectorError

Make = Callable[..., EmailConnector]


class TokenServer:
    """Gives out token-1, token-2, ... and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, list[str]]] = []
        self.status = 200
        self.expires_in = 3600
        owner = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers["Content-Length"])
                owner.asked.append(parse_qs(self.rfile.read(size).decode()))
                told: dict[str, Any] = {"error": "invalid_grant"}
                if owner.status == 200:
                    told = {
                        "access_token": f"token-{len(owner.asked)}",
                        "expires_in": owner.expires_in,
                    }
                self.send_response(owner.status)
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/token"


@pytest.fixture
def provider(settings: Settings) -> Iterator[TokenServer]:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    server = TokenServer()
    threading.Thread(target=server.http.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.http.shutdown()
    server.http.server_close()


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

"""Single sign-on against a small provider that speaks real OpenID Connect over real HTTP."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from unsilo.accounts import services
from unsilo.accounts.models import Desk, User


class Provider:
    """One identity provider; ``claims`` is who logs in there next."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(
                    {"/.well-known/openid-configuration": provider.configuration}.get(
                        self.path, provider.claims
                    )
                )

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self._answer(
                    {"access_token": "a", "token_type": "Bearer", "id_token": provider.token}
                )

            def _answer(self, body: dict[str, Any]) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *args: object) -> None:
                """Be quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    @property
    def token(self) -> str:
        now = int(timezone.now().timestamp())
        times = {"iat": now, "exp": now + 60}
        return jwt.encode(
            {"iss": self.url, "aud": "unsilo", **times, **self.claims}, "k" * 32, "HS256"
        )


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    cache.clear()
    provider = Provider()
    thread = threading.Thread(target=provider.server.serve_forever, args=(0.05,))
    thread.start()
    app = {
        "provider_id": "sso",
        "name": "Fox Login",
        "client_id": "unsilo",
        "secret": "s",
        "settings": {"server_url": provider.url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    }
    yield provider
    provider.server.shutdown()
    provider.server.server_close()
    thread.join()


def come_back_from(client: Client, provider: Provider, **claims: Any) -> Any:
    """Go to the provider, log in there as ``claims`` say, and follow the way back."""
    provider.claims = {"sub": "77", **claims}
    there = client.get("/account/oidc/sso/login/").headers["Location"]
    assert there.startswith(f"{provider.url}/authorize?")
    state = parse_qs(urlsplit(there).query)["state"][0]
    return client.get("/account/oidc/sso/login/callback/", {"code": "c", "state": state})


def test_a_user_comes_in_by_the_address_the_provider_verified(
    client: Client, provider: Provider, bob: User
) -> None:
    page = client.get("/account/login/").content.decode()
    assert "Fox Login" in page
    answer = come_back_from(client, provider, email=bob.email, email_verified=True)
    assert answer.headers["Location"] == "/"
    assert client.get("/settings/profile/").status_code == 200
    assert SocialAccount.objects.get().user == bob
    bob.refresh_from_db()
    assert bob.has_usable_password()


def test_an_invited_person_comes_in_with_the_role_they_were_given(
    client: Client, provider: Provider, ada: User, support: Desk
) -> None:
    services.invite(email="dora@fox.example", role="lead", desks=[support], by=ada.actor)
    claims = {"email": "Dora@fox.example", "email_verified": True, "name": "Dora Lind"}
    assert come_back_from(client, provider, **claims).headers["Location"] == "/"
    dora = User.objects.get(email="dora@fox.example")
    assert (dora.name, dora.role, dora.has_usable_password()) == ("Dora Lind", "lead", False)
    assert dora.seats.get().desk == support
    assert client.get("/settings/profile/").status_code == 200
    again = Client()
    come_back_from(again, provider, **claims)
    assert again.get("/settings/profile/").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "eve@fox.example", "email_verified": True},
        {"email": "bob@marmaladefox.example", "email_verified": False},
        {"email": "dora@fox.example", "email_verified": False},
        {},
    ],
)
def test_strangers_and_unproven_addresses_stay_out(
    client: Client, provider: Provider, ada: User, bob: User, claims: dict[str, Any]
) -> None:
    services.invite(email="dora@fox.example", by=ada.actor)
    answer = come_back_from(client, provider, **claims)
    assert answer.status_code == 403
    assert "no place here yet" in answer.content.decode()
    assert client.get("/settings/profile/").status_code == 302
    assert User.objects.count() == 2


def test_a_deactivated_user_stays_out(
    client: Client, provider: Provider, ada: User, bob: User
) -> None:
    services.deactivate_user(bob, by=ada.actor)
    come_back_from(client, provider, email=bob.email, email_verified=True)
    assert client.get("/settings/profile/").status_code == 302


def test_a_provider_s_refusal_is_told(client: Client, provider: Provider, bob: User) -> None:
    there = client.get("/account/oidc/sso/login/").headers["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    answer = client.get(
        "/account/oidc/sso/login/callback/", {"error": "server_error", "state": state}
    )
    assert "did not work" in answer.content.decode()


def test_a_login_is_connected_and_disconnected_by_its_owner(
    client: Client, provider: Provider, bob: User
) -> None:
    client.force_login(bob)
    assert "Fox Login" in client.get("/account/sso/").content.decode()
    provider.claims = {"sub": "77", "email": "robert@home.example", "email_verified": False}
    there = client.get("/account/oidc/sso/login/?process=connect").headers["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    client.get("/account/oidc/sso/login/callback/", {"code": "c", "state": state})
    account = SocialAccount.objects.get(user=bob)
    assert "Disconnect" in client.get("/account/sso/").content.decode()
    client.post("/account/sso/", {"account": account.pk})
    assert not SocialAccount.objects.exists()


def test_a_provider_that_is_down_is_told(client: Client, provider: Provider, bob: User) -> None:
    provider.server.shutdown()
    provider.server.server_close()
    answer = client.get("/account/oidc/sso/login/")
    assert "did not work" in answer.content.decode()

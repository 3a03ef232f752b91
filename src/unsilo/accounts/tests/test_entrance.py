"""The ways in: set-up, invitation, password, second factor, forgotten password, single sign-on."""

import base64
import hashlib
import hmac
import re
import struct

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from unsilo.accounts import services
from unsilo.accounts.models import User
from unsilo.accounts.tests.cast import PASSWORD
from unsilo.core.models import AuditEntry

BROWSER = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def _fresh_rate_limits() -> None:
    cache.clear()


def log_in(client: Client, email: str, password: str = PASSWORD) -> object:
    return client.post("/account/login/", {"login": email, "password": password})


def prove(client: Client) -> None:
    client.post("/account/reauthenticate/", {"password": PASSWORD})


# First run


@pytest.mark.django_db
def test_every_page_leads_to_the_set_up_until_somebody_is_there(client: Client) -> None:
    assert client.get("/people/", headers=BROWSER).headers["Location"] == "/setup/"
    assert client.get("/account/login/", headers=BROWSER).headers["Location"] == "/setup/"
    answer = client.post(
        "/setup/",
        {
            "brand_name": "Marmalade Fox",
            "name": "Ada Lovell",
            "email": "ada@fox.example",
            "password": "tray of oranges",
            "time_zone": "Europe/Oslo",
        },
    )
    assert answer.headers["Location"] == "/"
    ada = User.objects.get()
    assert ada.time_zone == "Europe/Oslo"
    assert UserSession.objects.filter(user=ada).count() == 1
    assert client.get("/settings/profile/").status_code == 200


@pytest.mark.django_db
def test_programs_are_not_led_to_the_set_up(client: Client) -> None:
    assert client.get("/account/login/").status_code == 200


@pytest.mark.django_db
def test_a_refused_set_up_says_why_and_keeps_what_was_typed(client: Client) -> None:
    answer = client.post(
        "/setup/",
        {"brand_name": "Fox", "name": "Ada", "email": "ada@fox.example", "password": "12345"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "too short" in page
    assert "ada@fox.example" in page
    assert not User.objects.exists()


def test_the_set_up_is_gone_once_somebody_is_there(client: Client, ada: User) -> None:
    assert client.get("/setup/").headers["Location"] == "/"
    assert client.post("/setup/", {"email": "eve@fox.example"}).headers["Location"] == "/"


# Invitation


def test_an_invited_person_chooses_a_password_and_is_in(client: Client, ada: User) -> None:
    link = services.invite(email="dora@fox.example", name="Dora", by=ada.actor).link
    path = link.removeprefix("http://127.0.0.1:8765")
    assert "dora@fox.example" in client.get(path).content.decode()
    weak = client.post(path, {"name": "Dora", "password": "dora"})
    assert weak.status_code == 422
    answer = client.post(path, {"name": "Dora Lind", "password": "pears in the tray"})
    assert answer.headers["Location"] == "/"
    assert User.objects.get(email="dora@fox.example").name == "Dora Lind"
    assert client.get("/settings/profile/").status_code == 200
    gone = client.get(path)
    assert gone.status_code == 404
    assert "Ask for a new one" in gone.content.decode()


# Password


def test_nobody_can_sign_up(client: Client, ada: User) -> None:
    assert client.get("/account/signup/").status_code == 404


def test_a_login_by_mail_address_and_password(client: Client, bob: User) -> None:
    assert log_in(client, bob.email.upper()).status_code == 302  # type: ignore[attr-defined]
    assert client.get("/settings/profile/").status_code == 200


def test_a_wrong_password_is_told_and_soon_slowed_down(client: Client, bob: User) -> None:
    for _ in range(5):
        page = log_in(client, bob.email, "not this one")
        assert "do not match" in page.content.decode()  # type: ignore[attr-defined]
    assert "Too many tries" in log_in(client, bob.email).content.decode()  # type: ignore[attr-defined]


def test_a_deactivated_user_is_told_so(client: Client, ada: User, bob: User) -> None:
    services.deactivate_user(bob, by=ada.actor)
    answer = client.post("/account/login/", {"login": bob.email, "password": PASSWORD}, follow=True)
    assert "switched off" in answer.content.decode()


def test_a_forgotten_password_is_replaced_by_mail(client: Client, bob: User) -> None:
    client.post("/account/password/reset/", {"email": bob.email})
    letter = mail.outbox[0]
    found = re.search(
        r"http://127\.0\.0\.1:8765(/account/password/reset/key/\S+)", str(letter.body)
    )
    assert found
    assert isinstance(letter, EmailMultiAlternatives)
    assert found[1] in str(letter.alternatives[0][0])
    form = client.get(found[1], follow=True)
    chosen = {"password1": "plums in the tray", "password2": "plums in the tray"}
    client.post(form.redirect_chain[-1][0], chosen)
    bob.refresh_from_db()
    assert bob.check_password("plums in the tray")
    again = Client().get(found[1], follow=True)
    assert "no longer works" in again.content.decode()


def test_a_forgotten_password_of_a_stranger_writes_to_nobody(client: Client, bob: User) -> None:
    answer = client.post("/account/password/reset/", {"email": "who@else.example"}, follow=True)
    assert "Look into your mail" in answer.content.decode()
    assert not mail.outbox


def test_a_new_password_is_confirmed_by_mail_and_logs_others_out(client: Client, bob: User) -> None:
    elsewhere = Client()
    log_in(elsewhere, bob.email)
    log_in(client, bob.email)
    changed = {
        "oldpassword": PASSWORD,
        "password1": "plums in the tray",
        "password2": "plums in the tray",
    }
    assert client.post("/account/password/change/", changed).status_code == 302
    assert client.get("/settings/profile/").status_code == 200
    assert elsewhere.get("/settings/profile/").status_code == 302
    assert "password" in mail.outbox[-1].subject.lower()


def test_other_sessions_can_be_ended(client: Client, bob: User) -> None:
    elsewhere = Client()
    log_in(elsewhere, bob.email)
    log_in(client, bob.email)
    assert "Log out everywhere else" in client.get("/settings/sessions/").content.decode()
    client.post("/settings/sessions/end-others/")
    assert elsewhere.get("/settings/profile/").status_code == 302
    assert client.get("/settings/profile/").status_code == 200


# Second factor


def code(secret: str) -> str:
    """What an authenticator app would show (RFC 6238)."""
    counter = struct.pack(">Q", int(timezone.now().timestamp()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def test_the_authenticator_app_is_set_up_and_then_asked_for(client: Client, bob: User) -> None:
    log_in(client, bob.email)
    prove(client)
    page = client.get("/account/2fa/totp/activate/").content.decode()
    assert "data:image/svg+xml" in page
    found = re.search(r'id="totp-secret">(\w+)<', page)
    assert found
    answer = client.post("/account/2fa/totp/activate/", {"code": code(found[1])}, follow=True)
    assert "Recovery codes" in answer.content.decode()
    recovery = re.search(r'id="codes">(\w+)', answer.content.decode())
    assert recovery
    client.post("/account/logout/")

    first = log_in(client, bob.email)
    assert first.headers["Location"] == "/account/2fa/authenticate/"  # type: ignore[attr-defined]
    assert client.get("/settings/profile/").status_code == 302
    client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert client.get("/settings/profile/").status_code == 302
    client.post("/account/2fa/authenticate/", {"code": recovery[1]})
    assert client.get("/settings/profile/").status_code == 200


def test_codes_are_not_guessed_for_long(client: Client, bob: User) -> None:
    TOTP.activate(bob, "JBSWY3DPEHPK3PXP")
    log_in(client, bob.email)
    wrong = f"{(int(code('JBSWY3DPEHPK3PXP')) + 500_000) % 1_000_000:06}"
    for _turn in range(5):
        answer = client.post("/account/2fa/authenticate/", {"code": wrong})
        assert "Too many tries" not in answer.content.decode()
    cache.clear()  # another process, which has seen nothing of this
    answer = client.post("/account/2fa/authenticate/", {"code": code("JBSWY3DPEHPK3PXP")})
    assert "Too many tries" in answer.content.decode()
    assert client.get("/settings/profile/").status_code == 302
    entries = AuditEntry.objects.filter(label=bob.email)
    assert entries.filter(kind="login.failed").count() == 5
    assert entries.filter(kind="login.locked").count() == 1


def test_security_asks_again_who_you_are_after_a_while(client: Client, bob: User) -> None:
    TOTP.activate(bob, "JBSWY3DPEHPK3PXP")
    client.force_login(bob)
    answer = client.get("/account/2fa/totp/deactivate/")
    assert answer.headers["Location"].startswith("/account/reauthenticate/")
    proof = client.post(answer.headers["Location"], {"password": PASSWORD})
    assert proof.headers["Location"] == "/account/2fa/totp/deactivate/"
    client.post("/account/2fa/totp/deactivate/")
    assert not bob.authenticator_set.exists()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path",
    [
        "/account/2fa/",
        "/account/2fa/webauthn/",
        "/account/2fa/webauthn/add/",
        "/account/2fa/recovery-codes/generate/",
        "/account/password/change/",
        "/settings/sessions/",
        "/account/sso/",
    ],
)
def test_the_library_s_pages_wear_our_design(client: Client, bob: User, path: str) -> None:
    log_in(client, bob.email)
    prove(client)
    TOTP.activate(bob, "JBSWY3DPEHPK3PXP")
    page = client.get(path, follow=True).content.decode()
    assert 'class="settings"' in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)

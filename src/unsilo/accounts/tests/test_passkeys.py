"""Passkeys in a real browser, under the real content security policy."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from unsilo.accounts.models import User
from unsilo.accounts.tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def plug_in_a_key(page: Page) -> None:
    """A key of the browser's own making, which answers at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def log_in(page: Page, home: str, user: User) -> None:
    page.goto(f"{home}/account/login/?next=/settings/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def add_a_key(page: Page, home: str, *, alone: bool) -> None:
    page.goto(f"{home}/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("A passkey: logs in alone").set_checked(alone)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes", level=1)).to_be_visible()


def log_out(page: Page, home: str) -> None:
    page.goto(f"{home}/account/logout/")
    page.get_by_role("button", name="Log out").click()


def test_a_passkey_logs_in_alone(page: Page, live_server: LiveServer, bob: User) -> None:
    home = live_server.url
    page.goto(f"{home}/account/login/")
    plug_in_a_key(page)
    log_in(page, home, bob)
    add_a_key(page, home, alone=True)
    log_out(page, home)
    page.goto(f"{home}/account/login/?next=/settings/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_a_security_key_is_asked_for_after_the_password(
    page: Page, live_server: LiveServer, bob: User
) -> None:
    home = live_server.url
    page.goto(f"{home}/account/login/")
    plug_in_a_key(page)
    log_in(page, home, bob)
    add_a_key(page, home, alone=False)
    log_out(page, home)
    log_in(page, home, bob)
    expect(page.get_by_role("heading", name="Now your second factor")).to_be_visible()
    page.get_by_role("button", name="Use a security key").click()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_without_a_key_the_page_says_so_and_nothing_is_added(
    page: Page, live_server: LiveServer, bob: User
) -> None:
    home = live_server.url
    log_in(page, home, bob)
    page.goto(f"{home}/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error()) }")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("alert")).to_contain_text("The browser made no key")
    assert not Authenticator.objects.exists()

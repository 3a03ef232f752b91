"""The inbox in a real browser: a colleague's page, and what tests look at on it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page
from tests.waiting import wait_until

from unsilo.accounts.models import Desk, User
from unsilo.accounts.tests.cast import PASSWORD
from unsilo.inbox.models import Conversation, Presence

Open = Callable[..., Page]


@pytest.fixture
def open_as(browser: Browser, live_server) -> Iterator[Open]:
    """A page of a colleague's own browser; what its scripts stumble over fails the test."""
    faults: list[str] = []
    contexts = []

    def _open(user: User, address: str = "/inbox/", *, width: int = 1440) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto("/account/login/")
        page.get_by_label("E-mail").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/account/login" not in url)
        page.goto(address)
        return page

    yield _open
    for context in contexts:
        for page in context.pages:
            page.wait_for_load_state("networkidle")
            page.goto("about:blank")  # says that nobody looks any more
    wait_until(lambda: not Presence.objects.exists(), what="the browsers have left")
    for context in contexts:
        context.close()
    assert faults == []


def heading(page: Page) -> Locator:
    return page.locator("#conversation .conv-head h2")


def toast(page: Page) -> Locator:
    return page.locator("#toasts")


def tell(page: Page, conversation: Conversation, *, kind: str, desk: Desk, **more: object) -> None:
    """As if an event had come in: the live stream itself has its own tests."""
    page.evaluate(
        "detail => document.dispatchEvent(new CustomEvent('unsilo:event', { detail, bubbles: true }))",
        {"kind": kind, "conversation": conversation.pk, "desks": [desk.pk], **more},
    )

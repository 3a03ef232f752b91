"""The demo company, up and running, and colleagues who are logged in."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.site import Site

LogIn = Callable[[str], Page]


@pytest.fixture(scope="session")
def demo(django_db_setup: None) -> Iterator[Site]:
    with Site("--demo") as site:
        yield site


@pytest.fixture
def log_in(demo: Site, browser: Browser) -> Iterator[LogIn]:
    """A page of somebody's own browser; faults of its scripts fail the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def _log_in(who: str) -> Page:
        context = browser.new_context(
            base_url=demo.url, viewport={"width": 1440, "height": 900}, color_scheme="light"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.goto("/account/login/")
        page.get_by_label("E-mail").fill(f"{who}@marmaladefox.example")
        page.get_by_label("Password").fill("marmalade")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/account/login" not in url)
        return page

    yield _log_in
    for context in contexts:
        context.close()
    assert faults == []

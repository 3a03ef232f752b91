"""The browser of the tests: the system's Chromium, since none is downloaded."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser, expect

BINARY = shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = "" if BINARY else "Chromium is not installed (apt-get install chromium)"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a browser come last, since Playwright leaves its event loop running in the thread:
    no other can be started there any more."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    if MISSING:
        pytest.skip(MISSING)
    # Django takes a thread with an event loop for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return {"executable_path": BINARY, "args": SWITCHES}


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Iterator[Browser]:
    """The browser, patient with a busy machine, and with its end that of the connections made beside it.

    Django keeps apart what was opened while an event loop runs in the thread, so that nobody would
    close them once Playwright has stopped, and the database of the tests could not be dropped.
    """
    expect.set_options(timeout=30_000)
    yield browser
    connections.close_all()

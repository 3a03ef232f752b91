"""The browser of the tests: the system's Chromium, since none is downloaded."""

import os
import shutil

import pytest

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


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    if MISSING:
        pytest.skip(MISSING)
    # Playwright leaves its event loop running in this thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return {"executable_path": BINARY, "args": SWITCHES}

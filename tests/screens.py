"""Take pictures of every page: ``python -m tests.screens build/screens`` (see ``make screens``).

Runs the demo company in a directory of its own and visits it as its admin, in both themes, on a
phone, a laptop and a wide screen. A look at these before a release finds what no test does.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.pages import PAGES
from tests.chromium import BINARY, MISSING, SWITCHES
from tests.company import running_company

SIZES = {"phone": (360, 780), "laptop": (1280, 800), "wide": (1920, 1080)}


def main(folder: Path) -> int:
    if MISSING:
        print(MISSING, file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with running_company() as url, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BINARY, args=SWITCHES)
        count = sum(
            _visit(browser, url, folder, size, scheme)
            for size in SIZES
            for scheme in ("light", "dark")
        )
    print(f"{count} pictures in {folder}")
    return 0


def _visit(browser: Browser, url: str, folder: Path, size: str, scheme: str) -> int:
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto("/account/login/")
    page.screenshot(path=folder / f"login-{size}-{scheme}.png")
    page.get_by_label("E-mail").fill("ines@marmaladefox.example")
    page.get_by_label("Password").fill("marmalade")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/account/login" not in url)
    found = [
        str(page.locator("a[href*='/inbox/c/']").first.get_attribute("href")),
        "/people/1/",
    ]
    for address in [*PAGES, *found]:
        page.goto(address)
        page.wait_for_load_state("load")
        name = re.sub(r"\W+", "-", address).strip("-")
        page.screenshot(path=folder / f"{name}-{size}-{scheme}.png")
    context.close()
    return len(PAGES) + len(found) + 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/screens")))

"""Every page: accessible, never wider than the window, in both themes and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import LogIn
from tests.browser.pages import PAGES
from tests.site import Site

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(page: Page) -> list[tuple[str, list[str]]]:
    page.wait_for_load_state("load")
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]][:4]) for rule in found]


def conversation(demo: Site, *, where: str = "true") -> str:
    rows = demo.query(f"SELECT id FROM inbox_conversation c WHERE {where} ORDER BY id DESC LIMIT 1")
    return f"/inbox/c/{rows[0][0]}/"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 360)])
def test_every_page_is_accessible(scheme: str, width: int, log_in: LogIn, demo: Site) -> None:
    page = log_in("ines", scheme=scheme, width=width)
    person = demo.query("SELECT id FROM people_person ORDER BY id LIMIT 1")[0][0]
    channel = demo.query("SELECT id FROM channels_channel ORDER BY id LIMIT 1")[0][0]
    own = [
        conversation(demo, where="message_count > 3"),
        conversation(demo, where="public"),
        f"/people/{person}/",
        f"/settings/channels/{channel}/",
    ]
    wrong = {}
    for address in [*PAGES, *own]:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        if found := faults(page):
            wrong[address] = found
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[f"{address} (width)"] = []
    assert wrong == {}


def test_pages_without_a_login_are_accessible(demo: Site, page: Page) -> None:
    slug = demo.query("SELECT slug FROM channels_channel WHERE kind = 'webform'")[0][0]
    for address in ("/account/login/", "/account/password/reset/", f"/forms/{slug}/", "/nowhere/"):
        page.goto(demo.url + address)
        assert (address, faults(page)) == (address, [])

"""Every page: accessible, never wider than the window, in both themes and on a phone."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import LogIn
from tests.browser.pages import PAGES
from tests.site import Site

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 780}
# A theme changes nothing but colours.
WAYS: tuple[tuple[Literal["light", "dark"], ViewportSize, list[str]], ...] = (
    ("light", WIDE, RULES),
    ("light", NARROW, RULES),
    ("dark", WIDE, ["color-contrast"]),
)
PARTS = 4  # so that several processes share them


def faults(page: Page, rules: list[str] = RULES) -> list[tuple[str, list[str]]]:
    page.wait_for_load_state("load")
    found = (
        Axe()
        .run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
        .response["violations"]
    )
    return [(rule["id"], [node["html"] for node in rule["nodes"]][:4]) for rule in found]


def conversation(demo: Site, *, where: str = "true") -> str:
    rows = demo.query(f"SELECT id FROM inbox_conversation c WHERE {where} ORDER BY id DESC LIMIT 1")
    return f"/inbox/c/{rows[0][0]}/"


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible(part: int, log_in: LogIn, demo: Site) -> None:
    page = log_in("ines")
    person = demo.query("SELECT id FROM people_person ORDER BY id LIMIT 1")[0][0]
    channel = demo.query("SELECT id FROM channels_channel ORDER BY id LIMIT 1")[0][0]
    own = [
        conversation(demo, where="message_count > 3"),
        conversation(demo, where="public"),
        f"/people/{person}/",
        f"/people/{person}/erase/",
        f"/settings/channels/{channel}/",
        f"/settings/retention/{channel}/",
    ]
    wrong = {}
    for address in [*PAGES, *own][part::PARTS]:
        page.set_viewport_size(WIDE)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        for theme, size, rules in WAYS:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.set_viewport_size(size)
            where = f"{address} ({theme}, {size['width']})"
            if found := faults(page, rules):
                wrong[where] = found
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong[f"{where} is wider than the window"] = []
    assert wrong == {}


def test_pages_without_a_login_are_accessible(demo: Site, page: Page) -> None:
    slug = demo.query("SELECT slug FROM channels_channel WHERE kind = 'webform'")[0][0]
    own = (f"/forms/{slug}/", "/status/marmalade-fox/", "/shops/marmalade-fox/", "/nowhere/")
    for address in ("/account/login/", "/account/password/reset/", *own):
        page.goto(demo.url + address)
        assert (address, faults(page)) == (address, [])

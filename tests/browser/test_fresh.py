"""Parts of a page that are drawn anew: what happened while one was under way is never missing in it."""

import re

import pytest
from playwright.sync_api import APIResponse, Route, expect

from tests.browser.conftest import LogIn
from tests.browser.test_teaching import write
from tests.site import Site
from tests.waiting import wait_until

pytestmark = pytest.mark.browser


def test_a_panel_that_was_asked_for_before_a_flag_shows_the_flag(demo: Site, log_in: LogIn) -> None:
    conversation = write(demo, 11, "I counted your lighthouses. You put back one that I forgot.")
    page = log_in("ines")
    held: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route(f"**/stories/c/{conversation}/panel/", hold_the_first)
    page.goto(f"/inbox/c/{conversation}/")
    wait_until(
        lambda: page.wait_for_timeout(10) or held, what="the panel, as it is before the flag"
    )
    page.locator("#conversation").click()
    page.keyboard.press("f")
    dialog = page.locator("#dialog")
    dialog.get_by_label(re.compile("What happened")).fill("Counted all lighthouses")
    dialog.get_by_role("button", name=re.compile("Flag for PR")).click()
    expect(dialog).to_be_hidden()
    route, before = held[0]
    assert "Waits for PR" not in before.text()
    route.fulfill(response=before)
    expect(page.locator("#stories-panel")).to_contain_text("Waits for PR")


def test_a_panel_that_could_not_be_had_is_asked_for_again(demo: Site, log_in: LogIn) -> None:
    conversation = write(demo, 12, "There are two whales in box 7, one too many.")
    page = log_in("ines")
    asked: list[str] = []

    def fail_twice(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="The database is away.")
        elif len(asked) == 2:
            route.abort()
        else:
            route.continue_()

    page.route(f"**/stories/c/{conversation}/panel/", fail_twice)
    page.goto(f"/inbox/c/{conversation}/")
    expect(page.locator("#stories-panel")).to_be_attached()
    assert len(asked) == 3
    expect(page.locator("#toasts .toast")).to_have_count(0)  # it is quiet about it

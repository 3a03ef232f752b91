"""People by keyboard in a real browser: find, change in place, merge, take back."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from unsilo.accounts.models import User
from unsilo.accounts.tests.cast import PASSWORD
from unsilo.core.actor import SYSTEM
from unsilo.people import services
from unsilo.people.tests.makers import hear

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def inside(page: Page, live_server: LiveServer, bob: User) -> Page:
    """Bob's browser, on the page of Dana, who also writes from a board."""
    dana = hear("dana@kettle.example", "Dana Whitlock")
    services.create_custom_field(label="Size", kind="choice", choices=["S", "M"], by=SYSTEM)
    hear("@dana", "Dana Whitlock", kind="board")
    page.goto(f"{live_server.url}/account/login/?next=/people/{dana.pk}/")
    page.get_by_label("E-mail").fill(bob.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="Dana Whitlock", level=1)).to_be_visible()
    page.wait_for_load_state()  # with its scripts
    return page


def faults(page: Page) -> list[str]:
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


def test_somebody_is_found_while_one_types(inside: Page) -> None:
    inside.goto(inside.url.rsplit("/", 2)[0] + "/")
    inside.wait_for_load_state()
    inside.keyboard.press("/")
    inside.keyboard.type("board")
    expect(inside.get_by_text("Nobody found")).to_be_visible()
    inside.get_by_role("searchbox").fill("@da")
    expect(inside.get_by_role("link", name="Dana Whitlock")).to_have_count(1)
    assert inside.url.endswith("?q=%40da")
    assert faults(inside) == []


def test_an_own_field_is_changed_in_place(inside: Page) -> None:
    inside.get_by_role("button", name="Change Size").click()
    inside.get_by_label("Size", exact=True).select_option("M")
    inside.get_by_role("button", name="Save").click()
    expect(inside.locator("#field-size")).to_contain_text("M")
    expect(inside.get_by_role("button", name="Change Size")).to_be_focused()
    assert faults(inside) == []


def test_two_are_merged_and_parted_again_by_keyboard(inside: Page) -> None:
    inside.keyboard.press("m")
    dialog = inside.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Who else is Dana Whitlock?")).to_be_visible()
    assert faults(inside) == []
    dialog.get_by_role("button", name="@dana").press("Enter")
    expect(dialog).to_contain_text("This moves to Dana Whitlock")
    assert faults(inside) == []
    inside.keyboard.press("Control+Enter")
    expect(inside.locator("#identities")).to_contain_text("@dana")
    inside.keyboard.press("z")
    expect(inside.locator("#identities")).not_to_contain_text("@dana")
    expect(inside.locator("#toasts")).to_contain_text("is a person of their own again")

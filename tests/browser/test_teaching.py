"""T in the inbox: what a person says of one message changes how the next like it is read."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LogIn
from tests.site import Site
from tests.waiting import wait_until

pytestmark = pytest.mark.browser


def write(demo: Site, number: int, words: str) -> int:
    """Somebody writes a letter; returns its conversation once it was read."""
    channel = demo.query("SELECT name FROM channels_channel WHERE kind = 'email' ORDER BY id")[0][0]
    letter = (
        f"From: Wilma {number} <wilma{number}@gorse.example>\r\nTo: help@marmaladefox.example\r\n"
        f"Message-ID: <teach-{number}@gorse.example>\r\nSubject: Gorse {number}\r\n\r\n{words}\r\n"
    )
    demo.run("deliver", "--channel", str(channel), stdin=letter)
    sql = (
        "SELECT m.conversation_id FROM inbox_message m JOIN triage_reading r ON r.message_id = m.id"
        " WHERE m.external_id = %s"
    )
    found = wait_until(
        lambda: demo.query(sql, f"teach-{number}@gorse.example"), timeout=60, what="a reading"
    )
    return int(str(found[0][0]))


def line(page: Page) -> str:
    return page.locator(".reading").last.inner_text()


def test_a_correction_by_keys_changes_how_the_next_one_like_it_is_read(
    demo: Site, log_in: LogIn
) -> None:
    words = "The gorse by the harbour wall has opinions about your lighthouse, and so has my aunt."
    first = write(demo, 1, words)
    page = log_in("ines")
    page.goto(f"/inbox/c/{first}/")
    assert "job" not in line(page)
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="What is this message?")).to_be_visible()
    page.keyboard.press("i")
    page.keyboard.type("job")
    page.keyboard.press("Enter")
    expect(page.locator(".reading").last).to_contain_text("job")
    expect(page.locator(f"#row-{first}")).to_contain_text("job")
    second = write(demo, 2, words.replace("my aunt", "my uncle"))
    page.goto(f"/inbox/c/{second}/")
    expect(page.locator(".reading").last).to_contain_text("job")
    page.locator(".reading-why summary").last.click()
    expect(page.locator(".reading").last).to_contain_text("Nearly the same message")


def test_a_correction_is_taken_back_with_one_key(demo: Site, log_in: LogIn) -> None:
    conversation = write(demo, 3, "Where can I buy the lantern box in Duluth?")
    page = log_in("ines")
    page.goto(f"/inbox/c/{conversation}/")
    before = line(page)
    page.keyboard.press("t")
    page.keyboard.press("5")
    expect(page.locator(".reading").last).to_contain_text("bad faith")
    page.keyboard.press("z")
    expect(page.locator(".reading").last).not_to_contain_text("bad faith")
    assert line(page) == before

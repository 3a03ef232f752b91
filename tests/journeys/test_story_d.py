"""Monday morning: each discipline opens its first page, and everybody reads the briefing."""

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.servers.smtpd import MailSink
from tests.site import Site
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser]


@pytest.fixture
def post_box() -> Iterator[MailSink]:
    with MailSink() as sink:
        yield sink


@pytest.fixture
def company(django_db_setup: None, post_box: MailSink) -> Iterator[Site]:
    """The demo company, whose own letters go to a real mail server."""
    mail = {
        "DJANGO_SETTINGS_MODULE": "unsilo.config.settings",  # those of tests keep letters in memory
        "UNSILO_SMTP_HOST": post_box.host,
        "UNSILO_SMTP_PORT": str(post_box.port),
        "UNSILO_SMTP_STARTTLS": "false",
    }
    with Site("--demo", **mail) as site:
        yield site


@pytest.fixture
def enter(company: Site, browser: Browser) -> Iterator[Callable[[str], Page]]:
    contexts: list[BrowserContext] = []

    def _enter(who: str) -> Page:
        context = browser.new_context(
            base_url=company.url, viewport={"width": 1440, "height": 900}, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/account/login/")
        page.get_by_label("E-mail").fill(f"{who}@marmaladefox.example")
        page.get_by_label("Password").fill("marmalade")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/account/login" not in url)
        return page

    yield _enter
    for context in contexts:
        context.close()


def test_monday_morning(company: Site, post_box: MailSink, enter: Callable[[str], Page]) -> None:
    # Each opens their own first page, drawn, and a number opens its list
    for who, face, number in (
        ("theo", "Support", "First reply"),
        ("marit", "Community and marketing", "Ways to win followed"),
        ("juno", "PR", "Feeling"),
        ("ines", "All in few numbers", "Backlog"),
    ):
        page = enter(who)
        page.goto("/home/")
        tabs = page.get_by_role("navigation", name="First pages")
        expect(tabs.get_by_role("link", name=face)).to_have_attribute("aria-current", "page")
        expect(page.locator("figure.chart svg.marks").first).to_be_visible()
        page.locator(".stat").filter(has_text=number).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(number)
        expect(page.locator("tbody tr").first).to_be_visible()

    # The briefing of last week is there; Juno knows better what to watch
    page = enter("juno")
    page.goto("/home/")
    page.get_by_role("link", name="What people wrote about").click()
    address = page.url
    expect(page.get_by_role("heading", name="Meeting of support and PR")).to_be_visible()
    page.get_by_role("link", name="Edit: What to watch").click()
    page.get_by_label("text").fill("**The harbour bell**: two streamers ask about it.")
    page.get_by_role("button", name="Save").click()
    watch = page.get_by_role("region", name="What to watch")
    expect(watch.get_by_text("edited by Juno Castell")).to_be_visible()

    # Written again, her words stay
    page.get_by_role("button", name="Write again").click()
    expect(watch.get_by_text("two streamers ask about it")).to_be_visible()

    # It is kept as paper
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("link", name="PDF").click()
    assert coming.value.path().read_bytes().startswith(b"%PDF-")

    # Sent to Bram by the worker, over a real mail server
    page.get_by_label("Bram Teague").check()
    page.get_by_role("button", name="Send", exact=True).click()
    letter = wait_until(lambda: _letter_to(post_box, "bram@"), timeout=90, what="the letter")
    said = str(letter)
    assert "the harbour bell" in said.lower()
    assert len(re.findall(r"Content-ID: <[^>]+@briefing>", said)) >= 2

    # Bram reads it, and Juno sees that
    brams = enter("bram")
    brams.goto(address)
    page.goto(address)
    reader = page.get_by_role("region", name="Who read it").get_by_role("listitem")
    expect(reader.filter(has_text="Bram Teague")).to_contain_text("read")


def _letter_to(post_box: MailSink, address: str) -> str:
    """The text of the first letter with a briefing for somebody, "" while there is none."""
    for mail in post_box.received:
        if not any(one.startswith(address) for one in mail.recipients):
            continue
        letter = message_from_bytes(mail.content, policy=policy.default)
        if "briefing" not in str(letter["Subject"]):
            continue
        parts = [
            f"Content-ID: {part['Content-ID']}\n"
            if part.get_content_maintype() == "image"
            else str(part.get_content())
            for part in letter.walk()
            if not part.is_multipart()
        ]
        return "\n".join(parts)
    return ""

"""A comment sells: asked under an ad, answered in the thread, bought, and the money found again."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site import PASSWORD, Site
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser]

STORES = """store name,street,zip,lat,lon,phone
"Copper Kettle, Lake Ave",214 Lake Ave S,55802,46.7825,-92.0950,+1 218 555 0101
"Copper Kettle, Hermantown",4 Maple Rd,55811,46.8081,-92.2170,
"""


@pytest.fixture
def comments(site: Site) -> "Comments":
    return Comments(site)


class Comments:
    """A program that brings in comments and collects what is answered."""

    def __init__(self, site: Site) -> None:
        self.site = site
        site.run("user", "add", "mia@fox.example", "--name", "Mia Duarte", "--role", "lead",
                 "--desk", "community", "--password-stdin", stdin=PASSWORD)  # fmt: skip
        site.run("channel", "add", "api", "Comments", "--desk", "community")
        (channel,) = site.query("SELECT id FROM channels_channel WHERE name = 'Comments'")
        self.channel = channel[0]
        token = site.run("token", "--user", "ada@fox.example").strip()
        self.line = httpx.Client(
            base_url=f"{site.url}/api/v1/", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )

    def post(self, external_id: str, text: str, **more: object) -> None:
        body = {
            "external_id": external_id,
            "thread_id": "c-1",
            "author": {"id": "breadfan", "name": "Bread Fan"},
            "text": text,
            "public": True,
            "paid": True,
            "permalink": "https://lumenpics.example/p/1?comment=1",
            "post": {
                "id": "p-1",
                "text": "Blame the dog.",
                "permalink": "https://lumenpics.example/p/1",
            },
            "ad": {"id": "ad-1", "name": "Autumn table", "campaign": "Autumn"},
            **more,
        }
        answer = self.line.post(f"channels/{self.channel}/messages", json=body)
        assert answer.status_code == 201, answer.text

    def said_back(self) -> list[str]:
        """Our own words in the thread, oldest first."""
        rows = self.site.query(
            "SELECT text FROM inbox_message m JOIN channels_delivery d ON d.message_id = m.id"
            " WHERE m.channel_id = %s AND d.state = 'sent' ORDER BY m.id",
            self.channel,
        )
        return [str(row[0]) for row in rows]


def logged_in(site: Site, browser: Browser, email: str) -> Page:
    page = browser.new_page(base_url=site.url)
    page.goto("/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Log in|Sign in")).click()
    page.wait_for_load_state()
    return page


def test_a_comment_under_an_ad_becomes_a_sale(
    site: Site, browser: Browser, comments: Comments, tmp_path: Path
) -> None:
    # The directory, as a lead sets it up.
    (tmp_path / "stores.csv").write_text(STORES)
    lead = logged_in(site, browser, "mia@fox.example")
    lead.goto("/wins/retailers/new/")
    lead.get_by_label("Name").fill("Copper Kettle Games")
    lead.get_by_label("Kind").select_option("chain")
    lead.get_by_role("button", name=re.compile("^Save")).click()
    expect(lead.get_by_role("heading", name="Copper Kettle Games")).to_be_visible()
    site.run("import", "stores", str(tmp_path / "stores.csv"), "--retailer", "Copper Kettle Games")
    lead.goto("/wins/products/new/")
    lead.get_by_label("Name", exact=True).fill("Biscuit Heist")
    lead.get_by_role("button", name=re.compile("^Save")).click()
    lead.get_by_role("link", name=re.compile("Add a retailer")).first.click()
    lead.get_by_label("Retailer").select_option(label="Copper Kettle Games")
    lead.get_by_role("button", name=re.compile("^Save")).click()
    expect(lead.get_by_role("cell", name="in stock")).to_be_visible()

    # The comment arrives, is read, and offers to ask for the ZIP.
    lead.goto("/inbox/")
    comments.post("c-1-1", "Where can I find Biscuit Heist? I want to buy one.")
    row = lead.get_by_role("link", name=re.compile("Bread Fan")).first
    expect(row).to_be_visible(timeout=20_000)
    row.click()
    expect(lead.get_by_text("Blame the dog.").first).to_be_visible()
    expect(lead.get_by_text("public, under a paid post")).to_be_visible()
    expect(lead.get_by_text("Autumn table").first).to_be_visible()
    asked = lead.locator("#wins-strip").get_by_role("button", name=re.compile("Ask for the ZIP"))
    expect(asked).to_be_visible(timeout=20_000)

    # An answer that only sends them away does not go out.
    words = lead.get_by_label("Your answer")
    words.fill("Please email us at shop@fox.example.")
    lead.keyboard.press("Control+Enter")
    expect(lead.get_by_text("Not sent.").first).to_be_visible()
    assert comments.said_back() == []
    words.fill("")
    asked.click()
    expect(words).to_have_value(re.compile("ZIP code"))
    lead.keyboard.press("Control+Enter")
    wait_until(lambda: len(comments.said_back()) == 1, timeout=30, what="the question for the ZIP")

    # The ZIP brings it back with the stores; a key puts the nearest one and its link in.
    comments.post("c-1-2", "55804, thanks!", in_reply_to="c-1-1")
    use = lead.locator("#wins-strip").get_by_role("button", name="Use Copper Kettle, Lake Ave")
    expect(use).to_be_visible(timeout=20_000)
    (promise,) = site.query("SELECT state FROM routing_promise")
    assert promise == ("open",)
    use.click()
    expect(words).to_have_value(re.compile("miles from 55804"))
    lead.keyboard.press("Control+Enter")
    wait_until(lambda: len(comments.said_back()) == 2, timeout=30, what="the store and its link")
    assert site.query("SELECT state FROM routing_promise") == [("kept",)]

    # They follow the link and buy; the money stands on the conversation.
    (code,) = re.findall(r"/go/([A-Z0-9]{8})/", comments.said_back()[1])
    visit = httpx.get(f"{site.url}/go/{code}/", headers={"User-Agent": "Mozilla/5.0 (Mobile)"})  # noqa: TID251
    assert visit.status_code == 302
    assert "openstreetmap" in visit.headers["Location"]
    order = {"external_id": "A-1", "value": "18.00", "currency": "USD", "code": code}
    assert comments.line.post("conversions", json=order).status_code == 201
    panel = lead.locator("#wins-panel")
    expect(panel.get_by_text("1 click")).to_be_visible(timeout=20_000)
    expect(panel.get_by_text("$18.00")).to_be_visible(timeout=20_000)
    expect(panel.get_by_text("direct")).to_be_visible()
    lead.goto("/wins/")
    direct = lead.get_by_role("link", name=re.compile(r"Direct\s*\$18\.00"))
    expect(direct).to_be_visible()
    direct.click()
    expect(lead.get_by_role("link", name=re.compile("Bread Fan"))).to_be_visible()
    lead.close()

"""A case makes the news: handed to PR, flagged, allowed by the customer, pitched, and found again."""

import email
import re
import threading
from collections.abc import Iterator
from email.policy import default
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_mail_loop import letter, post, watched
from tests.journeys.test_story_a import logged_in
from tests.servers.dovecot import Dovecot
from tests.servers.smtpd import MailSink
from tests.site import PASSWORD, Site
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.mailserver]

WORDS = "I counted them. You had put back one that I forgot."
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Ledger</title>{items}</channel>
</rss>"""
ITEM = """<item><title>The lighthouse keeper</title><link>http://127.0.0.1:{port}/keeper</link>
<guid>keeper</guid><author>Col Brandt</author><description>Somebody rebuilt 412 lighthouses by hand.
"{words}"</description></item>"""


class Paper:
    """A newspaper's site, with a feed that has nothing in it until it is published."""

    def __init__(self) -> None:
        self.items = ""
        paper = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = FEED.format(items=paper.items).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Not into the output of the tests."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def publish(self) -> None:
        self.items = ITEM.format(port=self.port, words=WORDS)


@pytest.fixture
def paper() -> Iterator[Paper]:
    paper = Paper()
    yield paper
    paper.server.shutdown()
    paper.server.server_close()


@pytest.fixture
def juno(site: Site, browser: Browser, post_office: MailSink) -> Page:
    """PR's lead, with a mailbox to pitch from."""
    if site.query("SELECT 1 FROM accounts_user WHERE email = 'juno@fox.example'"):
        return logged_in(site, browser, "juno@fox.example")
    site.run("user", "add", "juno@fox.example", "--name", "Juno Castell", "--role", "lead",
             "--desk", "pr", "--password-stdin", stdin=PASSWORD)  # fmt: skip
    settings = {
        "address": "press@fox.example",
        "smtp_host": post_office.host,
        "smtp_port": str(post_office.port),
        "smtp_security": "none",
    }
    pairs = [part for k, v in settings.items() for part in ("--set", f"{k}={v}")]
    site.run("channel", "add", "email", "Press", "--desk", "pr", *pairs)
    return logged_in(site, browser, "juno@fox.example")


class Forum:
    """Somebody's forum, whose posts a program brings in, and the colleague who looks after it."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site = site
        site.run("user", "add", "nora@fox.example", "--name", "Nora Field", "--role", "lead",
                 "--desk", "community", "--password-stdin", stdin=PASSWORD)  # fmt: skip
        site.run("channel", "add", "api", "Forum", "--desk", "community")
        [(self.channel,)] = site.query("SELECT id FROM channels_channel WHERE name = 'Forum'")
        token = site.run("token", "--user", "ada@fox.example").strip()
        self.line = httpx.Client(
            base_url=f"{site.url}/api/v1/", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )
        self.nora = logged_in(site, browser, "nora@fox.example")

    def post(self, external_id: str, text: str, **more: str) -> None:
        body = {
            "external_id": external_id, "thread_id": "f-1", "text": text, "public": True,
            "author": {"id": "saltmother", "name": "Salt Mother"}, **more,
        }  # fmt: skip
        answer = self.line.post(f"channels/{self.channel}/messages", json=body)
        assert answer.status_code == 201, answer.text

    def said_back(self) -> list[str]:
        rows = self.site.query(
            "SELECT m.text FROM inbox_message m JOIN channels_delivery d ON d.message_id = m.id"
            " WHERE m.channel_id = %s AND d.state = 'sent' ORDER BY m.id",
            self.channel,
        )
        return [str(row[0]) for row in rows]


@pytest.fixture
def forum(site: Site, browser: Browser) -> Forum:
    return Forum(site, browser)


def saved(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Save")).click()
    page.wait_for_load_state()


def test_a_flag_becomes_an_article_and_the_chain_is_drawn(
    site: Site, browser: Browser, mail_server: Dovecot, post_office: MailSink, juno: Page,
    paper: Paper,
) -> None:  # fmt: skip
    # A letter, handed to PR with one key, and flagged with another.
    wait_until(lambda: watched(site), timeout=30, what="first look into the mailbox")
    lights = letter("My lighthouses", f"Dear Theo,\n\n{WORDS}\n\nLida\n", "lights@marsh.example")
    lights.replace_header("From", "Lida Marsh <lida@marsh.example>")
    post(post_office, lights, "help@fox.example")
    bob = logged_in(site, browser, "bob@fox.example")
    bob.goto("/inbox/")
    bob.get_by_role("link", name=re.compile("My lighthouses")).first.click(timeout=60_000)
    expect(bob.locator("#conversation .msg").first).to_contain_text("I counted", timeout=60_000)
    expect(bob.get_by_label("Your answer")).to_be_visible()
    bob.keyboard.press("x")
    bob.set_default_timeout(60_000)
    dialog = bob.locator("#dialog")
    dialog.get_by_role("radio", name="PR", exact=True).check()
    dialog.get_by_role("textbox").first.fill("This is a good one")
    dialog.get_by_role("button", name=re.compile("Hand over")).click()
    expect(dialog).to_be_hidden()
    bob.evaluate(
        """() => { const p = [...document.querySelectorAll('.msg *')].find(
            (one) => !one.children.length && one.textContent.includes('I counted them'));
        const range = document.createRange(); range.selectNodeContents(p);
        const chosen = getSelection(); chosen.removeAllRanges(); chosen.addRange(range); }"""
    )
    bob.keyboard.press("f")
    expect(dialog.get_by_label("Their words")).to_have_value(re.compile("I counted them"))
    dialog.get_by_label("Their words").fill(WORDS)
    dialog.get_by_label(re.compile("What happened")).fill("Rebuilt 412 lighthouses by hand")
    dialog.get_by_role("group", name="Problem-solving").get_by_label("3 rare").check()
    dialog.get_by_label("Human interest").check()
    dialog.get_by_role("button", name=re.compile("Flag for PR")).click()
    expect(bob.locator("#stories-panel")).to_contain_text("Waits for PR")

    juno.set_default_timeout(60_000)
    # PR takes it from the board and asks the customer.
    juno.goto("/stories/")
    juno.get_by_role("button", name=re.compile("Take as a story")).click()
    expect(juno.get_by_role("heading", name="Win chain")).to_be_visible()
    story = juno.url
    juno.wait_for_load_state()  # with its scripts: they hear the key
    juno.keyboard.press("q")
    juno.get_by_role("button", name=re.compile("^Ask")).click()
    expect(juno.get_by_text("asked", exact=True).first).to_be_visible()
    asked = wait_until(lambda: mail_server.mails("lida"), timeout=30, what="the question by mail")
    body = email.message_from_bytes(asked[-1], policy=default).get_body(("plain",))
    assert body is not None
    link = re.search(r"http\S+/consent/\S+", body.get_content())
    assert link

    # The customer answers on the public page: the name and the words, for the press.
    page = browser.new_page()
    page.goto(link[0])
    page.get_by_label("My words: Newspapers, radio, online media").check()
    page.get_by_label("My name: Newspapers, radio, online media").check()
    page.get_by_role("button", name="Allow what is ticked").click()
    expect(page.get_by_text("This is what you allow us now")).to_be_visible()
    forged = page.goto(link[0].rstrip("/")[:-3] + "aaa/")
    assert forged is not None
    assert forged.status == 404

    # Two journalists get it, each in words of their own.
    juno.goto("/stories/outlets/new/")
    juno.get_by_label("Name").fill("Pine County Ledger")
    juno.get_by_label("Kind").select_option("regional")
    juno.get_by_label("Addresses of its site").fill("news.pinecounty.example")
    saved(juno)
    for name, address in (("Col Brandt", "col"), ("Nadia Faraday", "nadia")):
        juno.goto("/stories/journalists/new/")
        juno.get_by_label("Name").fill(name)
        juno.get_by_label("E-mail").fill(f"{address}@press.example")
        juno.get_by_label("Outlet").select_option(label="Pine County Ledger")
        saved(juno)
    juno.goto(f"{story}pitch/")
    juno.get_by_role("checkbox", name=re.compile("Col Brandt")).check()
    juno.get_by_role("checkbox", name=re.compile("Nadia Faraday")).check()
    juno.get_by_label("Subject").fill("The lighthouse keeper")
    juno.get_by_label("Words", exact=True).fill(f"Hello [name],\n\n“{WORDS}”, wrote Lida.")
    juno.get_by_role("button", name=re.compile("^Send")).click()
    expect(juno.get_by_role("heading", name="Win chain")).to_be_visible()
    for name, box in (("Col", "col"), ("Nadia", "nadia")):
        sent = wait_until(partial(mail_server.mails, box), timeout=30, what="the pitch")
        pitch = email.message_from_bytes(sent[0], policy=default).get_body(("plain",))
        assert pitch is not None
        assert f"Hello {name}," in pitch.get_content()

    # The article comes through a feed and is confirmed; who flagged it is told.
    juno.goto("/watch/feeds/new/")
    juno.get_by_label("Name").fill("Ledger")
    juno.get_by_label("Address").fill(f"http://127.0.0.1:{paper.port}/feed")
    juno.get_by_label("Kind of place").select_option("press")
    paper.publish()
    saved(juno)
    wait_until(
        lambda: site.query("SELECT 1 FROM stories_coverage WHERE state = 'proposed'"),
        timeout=90,
        what="the article",
    )
    juno.goto(story)
    juno.get_by_role("button", name=re.compile("Confirm")).click()
    chain = juno.get_by_role("list", name="Win chain")
    for step in ("Mail", "Flag", "Story", "Pitches", "Article"):
        expect(chain.get_by_text(step, exact=True)).to_be_visible()
    told = site.query(
        "SELECT n.title FROM accounts_notice n JOIN accounts_user u ON u.id = n.user_id"
        " WHERE u.email = 'bob@fox.example' AND n.title LIKE 'Published%%'"
    )
    assert told == [("Published: The lighthouse keeper",)]
    for one in (page, bob, juno):
        one.close()


WRONG = "The Tidewick download is 4.1 MB, gentle even on a boat."
ANGRY = (
    "Asked support how big the Tidewick download is and they said 4.1 MB. It is 4.1 GB. My whole "
    "month of data is gone. Terrible, never again."
)
LINE = "I am Juno and I speak for Fox Games."


def test_a_wrong_answer_is_put_right_in_public_and_ends_in_orders(
    site: Site, browser: Browser, mail_server: Dovecot, post_office: MailSink, juno: Page,
    forum: Forum,
) -> None:  # fmt: skip
    wait_until(lambda: watched(site), timeout=30, what="first look into the mailbox")
    for page in (juno, forum.nora):
        page.set_default_timeout(60_000)

    # An agent answers a letter with a wrong fact.
    question = letter(
        "How big is Tidewick?",
        "How big is the Tidewick download? I pay for every gigabyte on my boat.",
        "big@brine.example",
    )
    question.replace_header("From", "Salt Mother <salt@brine.example>")
    post(post_office, question, "help@fox.example")
    bob = logged_in(site, browser, "bob@fox.example")
    bob.set_default_timeout(60_000)
    bob.goto("/inbox/")
    bob.get_by_role("link", name=re.compile("How big is Tidewick")).first.click()
    bob.get_by_label("Your answer").fill(WRONG)
    bob.keyboard.press("Control+Enter")
    wait_until(lambda: mail_server.mails("salt"), timeout=60, what="the wrong answer")

    # The post is matched with the letter, and handed to PR: the same conversation on a second desk.
    forum.post("f-1", ANGRY)
    nora = forum.nora
    nora.goto("/inbox/")
    nora.get_by_role("link", name=re.compile("Asked support how big")).first.click()
    about = nora.locator("#stories-panel li").filter(has_text="How big is Tidewick?")
    expect(about).to_contain_text("4.1", timeout=30_000)
    about.get_by_role("button", name="It is about this").click()
    expect(about.get_by_role("button", name="Unlink")).to_be_visible(timeout=30_000)
    nora.locator("#conversation").click()
    nora.keyboard.press("x")
    dialog = nora.locator("#dialog")
    dialog.get_by_role("radio", name="PR", exact=True).check()
    dialog.get_by_role("textbox").first.fill("We said megabytes")
    dialog.get_by_role("button", name=re.compile("Hand over")).click()
    expect(dialog).to_be_hidden(timeout=30_000)
    placed = site.query(
        "SELECT d.discipline FROM inbox_placement p JOIN accounts_desk d ON d.id = p.desk_id"
        " JOIN inbox_conversation c ON c.id = p.conversation_id WHERE c.public ORDER BY 1"
    )
    assert ("community",) in placed
    assert ("pr",) in placed

    # PR's spokesperson answers there, and not without saying who speaks.
    [(brand,)] = site.query("SELECT id FROM accounts_brand")
    juno.goto(f"/library/voice/{brand}/edit/")
    juno.get_by_label("Disclosure line").fill(LINE)
    saved(juno)
    juno.goto(nora.url)
    answer = juno.get_by_label("Your answer")
    answer.fill("That was us and it was wrong: it is 4.1 GB. We pay for the month.")
    juno.keyboard.press("Control+Enter")
    expect(juno.get_by_text("Not sent.").first).to_be_visible(timeout=30_000)
    juno.get_by_role("button", name="Add the line").first.click()
    expect(answer).to_have_value(re.compile(re.escape(LINE)))
    juno.keyboard.press("Control+Enter")
    said = wait_until(forum.said_back, timeout=60, what="the answer in the thread")
    assert LINE in said[0]

    # They are content, and the thread's tone before and after the answer stands beside it.
    forum.post(
        "f-2", "Thank you, that is the best answer I ever had. Wonderful!", in_reply_to="f-1"
    )
    tone = juno.locator("#stories-panel").get_by_text(re.compile("before our first answer"))

    def looked() -> bool:
        juno.reload()
        juno.wait_for_load_state("networkidle")
        return tone.count() > 0

    wait_until(looked, timeout=60, what="the tone")
    public = nora.url

    # What began as a mistake is a story: flagged, taken, and written about.
    nora.goto(public)
    nora.locator("#conversation").click()
    nora.keyboard.press("f")
    dialog.get_by_label(re.compile("What happened")).fill("We paid for a month of data")
    dialog.get_by_role("button", name=re.compile("Flag for PR")).click()
    expect(nora.locator("#stories-panel")).to_contain_text("Waits for PR")
    juno.goto("/stories/")
    card = juno.locator("article, li").filter(has_text="We paid for a month of data").last
    card.get_by_role("button", name=re.compile("Take as a story")).click()
    expect(juno.get_by_role("heading", name="Win chain")).to_be_visible()
    story = juno.url
    juno.get_by_role("link", name="Note an article").click()
    juno.get_by_label("Address").fill("https://ledger.example/gigabytes")
    juno.get_by_label("Headline").fill("The company that paid for the gigabytes")
    saved(juno)
    told = site.query(
        "SELECT 1 FROM accounts_notice n JOIN accounts_user u ON u.id = n.user_id"
        " WHERE u.email = 'nora@fox.example' AND n.title LIKE 'Published%%gigabytes'"
    )
    assert told == [(1,)]

    # A shop reports two orders, with a code of its own: a colleague says where they belong.
    for number, value in (("G-1", "24.00"), ("G-2", "18.00")):
        order = {"external_id": number, "value": value, "currency": "USD", "code": "GIGABYTES"}
        assert forum.line.post("conversions", json=order).status_code == 201
    for number, sure in (("G-1", "assisted"), ("G-2", "influenced")):
        nora.goto("/wins/unmatched/")
        nora.get_by_role("button", name=f"Match {number} with a conversation").click()
        dialog.get_by_label("Conversation").fill(public)
        dialog.get_by_label("How sure").select_option(sure)
        dialog.get_by_role("button", name=re.compile("^Match")).click()
        expect(nora.get_by_role("rowheader", name=re.compile(number))).to_have_count(0)

    # The chain shows all of it, and who had which part.
    juno.goto(story)
    chain = juno.get_by_role("list", name="Win chain")
    for step in ("Mail", "Post", "Our answer", "Flag", "Story", "Article", "Orders"):
        expect(chain.get_by_text(step, exact=True).first).to_be_visible()
    expect(chain).to_contain_text("2 orders")
    expect(chain).to_contain_text("$24.00 assisted · $18.00 influenced")
    juno.get_by_role("button", name="Share credit").click()
    shared = juno.locator("#dialog")
    shared.get_by_label("Nora Field, percent").fill("60")
    shared.get_by_label("Juno Castell, percent").fill("40")
    shared.get_by_role("button", name=re.compile("^Save")).click()
    expect(juno.get_by_text(re.compile("Nora Field 60 %"))).to_be_visible()
    expect(juno.get_by_text(re.compile("Juno Castell 40 %"))).to_be_visible()
    for one in (bob, nora, juno):
        one.close()

"""The bad batch: eleven letters in private, the person on call, the room, the words, the answers."""

import email
import re
import smtplib
import time
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.servers.dovecot import Dovecot
from tests.servers.smtpd import MailSink
from tests.site import PASSWORD, Site
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.mailserver]

NAMES = ["Ana", "Ben", "Cleo", "Dov", "Eli", "Fay", "Gus", "Hal", "Ida", "Jon", "Kit"]

FOUND = """
from datetime import date, timedelta
from django.utils import timezone
from unsilo.accounts.models import Brand, User
from unsilo.accounts.services.oncall import create_rota
from unsilo.core.actor import SYSTEM
from unsilo.incidents.services.updates import set_status_page
from unsilo.listening.services.mentions import Post, hear
from unsilo.listening.services.topics import create_query

brand = Brand.objects.first()
bob = User.objects.get(email="bob@fox.example")
create_rota(desk=None, layers=[[bob]], starts_on=date(2024, 1, 1), by=SYSTEM)
create_query(name="Otto", brand=brand, any_of=["otto"], by=SYSTEM)
long_ago = timezone.now() - timedelta(days=5)
post = Post(url="https://tablebark.example/1", text="Otto sat on the sofa.", published_at=long_ago)
hear([post], brand=brand, by=SYSTEM, at=long_ago, is_past=True)
set_status_page(brand, is_on=True, all_well="", contact="press@fox.example", by=SYSTEM)
print(brand.slug)
"""

# What the worker does at the end of every five minutes, without waiting for it.
FIVE_MINUTES_LATER = """
from datetime import timedelta
from django.utils import timezone
from unsilo.listening.services import counting, scoring

counting.learn()
scoring.score(timezone.now() + timedelta(minutes=6))
"""


def letter(name: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{name} Reader <{name.lower()}@home.example>"
    message["To"] = "help@fox.example"
    message["Subject"] = "Otto's eye came off"
    message["Message-ID"] = f"<{name.lower()}-{time.time_ns()}@home.example>"
    message["Date"] = format_datetime(timezone.now())
    message.set_content(text)
    return message


def text_of(raw: bytes) -> str:
    body = email.message_from_bytes(raw, policy=default).get_body(("plain",))  # type: ignore[attr-defined]
    assert body is not None
    return str(body.get_content())


def log_in(site: Site, browser: Browser, who: str) -> Page:
    page = browser.new_context(base_url=site.url).new_page()
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(who)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Log in|Sign in")).click()
    page.wait_for_load_state()
    return page


def test_the_bad_batch(
    site: Site,
    browser: Browser,
    mail_server: Dovecot,
    post_office: MailSink,
) -> None:
    site.run("user", "add", "lia@fox.example", "--name", "Lia Hart", "--role", "lead",
             "--desk", "support", "--password-stdin", stdin=PASSWORD)  # fmt: skip
    slug = site.python(FOUND).strip()

    # Eleven letters come in by mail; nothing is public.
    with smtplib.SMTP(post_office.host, post_office.port) as line:
        for name in NAMES:
            words = f"The left eye of our Otto came off, the label says 0417. {name}"
            line.send_message(letter(name, words), to_addrs=["help@fox.example"])
    heard = "SELECT count(*) FROM inbox_conversation WHERE subject = %s"
    wait_until(
        lambda: site.query(heard, "Otto's eye came off") == [(11,)], timeout=60, what="the letters"
    )

    def raised() -> list[tuple[object, ...]]:
        site.python(FIVE_MINUTES_LATER)  # leaves at once while the worker looks
        return site.query("SELECT kind, severity, people FROM listening_alert")

    wait_until(lambda: raised() == [("threat", 3, 11)], timeout=60, what="the alert")

    # The person on call is called by mail, and acknowledges from there without a log-in.
    def answer_address() -> re.Match[str] | None:
        said = "\n".join(text_of(one) for one in mail_server.mails("bob"))
        return re.search(r"https?://\S+/calls/answer/\S+", said)

    link = wait_until(answer_address, timeout=60, what="the call")
    assert link
    phone = browser.new_page()
    phone.goto(link[0])
    phone.get_by_role("button", name=re.compile("I take it on")).click()
    expect(phone.get_by_text("It is yours.").first).to_be_visible()
    phone.close()
    [(alert, acknowledged)] = site.query("SELECT id, acknowledged_at FROM listening_alert")
    assert acknowledged is not None

    # The alert becomes an incident, once.
    bob = log_in(site, browser, "bob@fox.example")
    bob.goto(f"/watch/alerts/{alert}/")
    bob.get_by_role("button", name=re.compile("Declare an incident")).first.click()
    bob.get_by_label("What is going on").fill("Batch 0417: eyes come off Otto")
    bob.get_by_role("button", name=re.compile("Open the room")).click()
    expect(bob.get_by_role("heading", name="Batch 0417: eyes come off Otto")).to_be_visible()
    room = bob.url
    expect(bob.get_by_text("0 of 11 answered")).to_be_visible()

    # Facts, and words that somebody else approves.
    for column, text in (
        ("Confirmed", "The thread of the left button is too short."),
        ("Not confirmed", "Whether the right button is affected."),
        ("Do not say", "The name of the factory."),
    ):
        bob.get_by_label(f"New line: {column}").fill(text)
        bob.keyboard.press("Enter")
        expect(bob.locator(".facts3").get_by_text(text)).to_be_visible()
    for use, words in (
        ("holding", "The left eye of Otto can come off. We have stopped selling batch 0417."),
        ("answer", "Please take Otto away from small children. A new one is on its way."),
    ):
        bob.goto(f"{room}statements/{use}/")
        bob.get_by_label("Words").fill(words)
        bob.get_by_role("button", name=re.compile("Ask for approval")).click()
        expect(bob.get_by_text("waits for approval").first).to_be_visible()
    lia = log_in(site, browser, "lia@fox.example")
    lia.goto(room)
    for _use in ("holding", "answer"):
        lia.get_by_role("button", name="Approve the words").first.click()
        expect(lia.get_by_text("Approved. The words may go out.").first).to_be_visible()

    # The switch, which this severity has set by itself, and the page for everybody.
    expect(lia.get_by_role("switch", name="Everything scheduled is paused")).to_be_checked()
    lia.goto(f"{room}public/")
    lia.get_by_label("Title in public").fill("Otto’s left eye can come off")
    lia.get_by_role("button", name=re.compile("Make it public")).click()
    expect(lia.get_by_text("It is public.").first).to_be_visible()
    public = browser.new_page(base_url=site.url)
    public.goto(f"/status/{slug}/")
    expect(public.get_by_role("heading", name="Otto’s left eye can come off")).to_be_visible()
    expect(public.get_by_text("We have stopped selling batch 0417.")).to_be_visible()
    expect(public.get_by_text("The name of the factory.")).to_have_count(0)
    public.close()

    # Everybody who wrote is answered, each with a line of their own.
    bob.goto(f"{room}conversations/next/")
    for number in range(len(NAMES)):
        line_of_theirs = bob.get_by_label("Your first line, to this person")
        expect(line_of_theirs).to_be_visible()
        if number == 0:
            line_of_theirs.fill("Dear Ana, I have two of my own.")
        bob.get_by_role("button", name=re.compile("Send, and to the next")).click()
        expect(bob.get_by_text(f"{number + 1} of 11 answered").first).to_be_visible()
    for name in NAMES:
        arrived = wait_until(
            lambda name=name: mail_server.mails(name.lower()), timeout=60, what=f"{name}'s answer"
        )
        assert "A new one is on its way." in text_of(arrived[0])
    assert "I have two of my own." in text_of(mail_server.mails("ana")[0])

    # The end: released, resolved, reviewed.
    lia.goto(room)
    lia.get_by_role("switch", name="Everything scheduled is paused").click()
    expect(lia.get_by_role("switch", name="Pause everything scheduled")).to_be_visible()
    lia.get_by_role("button", name="Resolve").click()
    lia.get_by_role("link", name=re.compile("^Review")).click()
    for clock in ("Detected", "Acknowledged", "Declared", "Words approved", "First public word"):
        expect(lia.locator(".clocks").get_by_text(clock)).to_be_visible()
    lia.get_by_role("textbox", name="What we learned").fill(
        "Eleven letters came before anything was public."
    )
    lia.get_by_role("button", name=re.compile("Keep the review")).click()
    expect(lia.get_by_text("The review is kept.").first).to_be_visible()
    assert site.query("SELECT phase FROM incidents_incident") == [("reviewed",)]
    lia.context.close()
    bob.context.close()

"""The main job: a letter arrives, a colleague answers in the browser, the answer arrives, threaded."""

import email
import re
import smtplib
from email.message import EmailMessage
from email.policy import default

import pytest
from playwright.sync_api import Browser, expect

from tests.servers.dovecot import Dovecot
from tests.servers.smtpd import MailSink
from tests.site import PASSWORD, Site
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.mailserver]


def post(post_office: MailSink, letter: EmailMessage, to: str) -> None:
    """Send as a customer's mail program does."""
    with smtplib.SMTP(post_office.host, post_office.port) as line:
        line.send_message(letter, from_addr="dana@whitlock.example", to_addrs=[to])


def letter(subject: str, text: str, message_id: str, to: str = "help@fox.example") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Dana Whitlock <dana@whitlock.example>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = f"<{message_id}>"
    message.set_content(text)
    return message


def watched(site: Site) -> bool:
    """The mailbox has been looked at once: from here on letters are new."""
    return bool(site.query("SELECT 1 FROM channels_channel WHERE last_success_at IS NOT NULL"))


def test_a_letter_is_answered_in_the_browser_and_the_answer_arrives(
    site: Site, browser: Browser, mail_server: Dovecot, post_office: MailSink
) -> None:
    wait_until(lambda: watched(site), timeout=30, what="first look into the mailbox")
    first = letter("Wo ist mein Otter?", "Grüße aus Köln. Wo ist er?\n", "first@whitlock.example")
    page = browser.new_page(base_url=site.url)
    page.goto("/")
    page.get_by_label("E-mail").fill("bob@fox.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Log in|Sign in")).click()
    expect(page).to_have_url(re.compile("/home/"))
    page.get_by_role("link", name=re.compile("^Inbox")).first.click()
    expect(page).to_have_url(re.compile("/inbox/"))

    post(post_office, first, "help@fox.example")
    row = page.get_by_role("link", name=re.compile("Wo ist mein Otter"))
    expect(row).to_be_visible(timeout=20_000)  # it appears by itself: nobody reloads
    row.click()
    expect(page.locator("#conversation .msg").first).to_contain_text("Grüße aus Köln")

    page.get_by_label("Your answer").fill("Er schwimmt **hier**.")
    page.get_by_role("button", name=re.compile("^Send")).first.click()
    expect(page.get_by_text("Er schwimmt hier").first).to_be_visible()

    arrived = wait_until(
        lambda: mail_server.mails("dana"), timeout=30, what="the answer in Dana's mailbox"
    )
    answer = email.message_from_bytes(arrived[0], policy=default)
    assert answer["In-Reply-To"] == "<first@whitlock.example>"
    assert "<first@whitlock.example>" in answer["References"]
    assert answer["To"].addresses[0].addr_spec == "dana@whitlock.example"
    assert answer["From"].addresses[0].addr_spec == "help@fox.example"
    assert answer["Subject"] == "Re: Wo ist mein Otter?"
    text = answer.get_body(("plain",))
    html = answer.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Er schwimmt hier." in text.get_content()
    assert "<strong>hier</strong>" in html.get_content()

    # Her program loses every id but answers to where it was told to.
    back = answer["Reply-To"] or answer["From"]
    again = letter("AW: Otter", "Danke!", "second@whitlock.example", to=str(back))
    post(post_office, again, back.addresses[0].addr_spec)
    expect(page.get_by_text("Danke!").first).to_be_visible(timeout=20_000)
    about = (
        "SELECT conversation_id FROM inbox_message WHERE author_address = 'dana@whitlock.example'"
    )
    assert len(set(site.query(about))) == 1
    outcomes = site.query(
        "SELECT outcome FROM channels_arrival WHERE sender LIKE '%%dana@whitlock.example%%' ORDER BY id"
    )
    assert [row[0] for row in outcomes] == ["imported", "appended"]
    page.close()

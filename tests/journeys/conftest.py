"""A site with a mailbox on a real mail server, and a customer with one."""

from collections.abc import Iterator

import pytest

from tests.servers.dovecot import MISSING, Dovecot
from tests.servers.smtpd import MailSink
from tests.site import PASSWORD, Site


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Dovecot]:
    if MISSING:
        pytest.skip(MISSING)
    with Dovecot() as server:
        yield server


@pytest.fixture(scope="session")
def post_office(mail_server: Dovecot) -> Iterator[MailSink]:
    """SMTP that puts each letter into the mailbox before the @ (or before a +)."""

    def pass_on(recipient: str, content: bytes) -> None:
        mail_server.deliver(recipient.partition("@")[0].partition("+")[0], content)

    with MailSink(pass_on=pass_on) as sink:
        yield sink


@pytest.fixture(scope="session")
def site(django_db_setup: None, mail_server: Dovecot, post_office: MailSink) -> Iterator[Site]:
    """Up and running, with Bob on the support desk and its mailbox connected."""
    letters = {
        "UNSILO_SMTP_HOST": post_office.host,
        "UNSILO_SMTP_PORT": str(post_office.port),
        "UNSILO_SMTP_STARTTLS": "false",
    }
    with Site(**letters) as site:
        site.run("user", "add", "ada@fox.example", "--name", "Ada Lovell", "--role", "admin",
                 "--password-stdin", stdin=PASSWORD)  # fmt: skip
        site.run("user", "add", "bob@fox.example", "--name", "Bob Nakamura", "--desk", "support",
                 "--password-stdin", stdin=PASSWORD)  # fmt: skip
        settings = {
            "address": "help@fox.example",
            "plus_addressing": "true",
            "imap_host": mail_server.host,
            "imap_port": str(mail_server.port),
            "imap_security": "none",
            "imap_username": "help",
            "imap_password": mail_server.PASSWORD,
            "smtp_host": post_office.host,
            "smtp_port": str(post_office.port),
            "smtp_security": "none",
        }
        pairs = [part for k, v in settings.items() for part in ("--set", f"{k}={v}")]
        site.run("channel", "add", "email", "Help", "--desk", "support", *pairs)
        yield site

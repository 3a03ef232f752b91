"""Killing everything while messages are being read loses no reading and makes none twice."""

import fcntl
import signal
from email.message import EmailMessage
from mailbox import mbox
from pathlib import Path

from tests.site import PASSWORD, Site
from tests.waiting import wait_until

LETTERS = 300


def is_over(site: Site) -> bool:
    """Whether the last process has noticed that the others are gone."""
    with (site.directory / "up.lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_kills_in_the_middle_of_reading_lose_no_message(
    tmp_path: Path, django_db_setup: None
) -> None:
    box = mbox(tmp_path / "old.mbox")
    for number in range(LETTERS):
        letter = EmailMessage()
        letter["From"] = f"Person {number} <p{number}@gorse.example>"
        letter["To"] = "help@fox.example"
        letter["Message-ID"] = f"<old-{number}@gorse.example>"
        letter["Subject"] = f"Old letter {number}"
        letter.set_content(f"Where can I buy kettle number {number}? Mine came broken.")
        box.add(letter)
    box.close()
    with Site() as site:
        site.run("user", "add", "ada@fox.example", "--name", "Ada Lovell", "--role", "admin",
                 "--password-stdin", stdin=PASSWORD)  # fmt: skip
        site.run("channel", "add", "email", "Help", "--desk", "support")
        site.run("import", "mbox", str(tmp_path / "old.mbox"), "--channel", "Help")

        def read() -> int:
            rows = site.query("SELECT count(*) FROM triage_reading WHERE is_current")
            return int(str(rows[0][0]))

        for share in (0.1, 0.5):
            wait_until(lambda share=share: read() > share * LETTERS, timeout=120, what="readings")
            site.stop(signal.SIGKILL)
            wait_until(lambda: is_over(site), timeout=30, what="the end of the last process")
            site.start()
        wait_until(
            lambda: not site.query("SELECT 1 FROM triage_duereading LIMIT 1"),
            timeout=120,
            what="the end of all readings",
        )
        assert read() == LETTERS
        twice = "SELECT message_id FROM triage_reading GROUP BY 1 HAVING count(*) > 1"
        assert site.query(twice) == []
        assert site.query("SELECT count(*) FROM triage_embedding") == [(LETTERS,)]

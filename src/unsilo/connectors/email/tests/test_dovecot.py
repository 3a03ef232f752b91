"""The same against a real server."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.servers.dovecot import Dovecot

from unsilo.connectors.email.connector import EmailConnector
from unsilo.connectors.email.tests.reading import fetch, mail, names

pytestmark = pytest.mark.mailserver
Make = Callable[..., EmailConnector]


@pytest.fixture
def connect(
    dovecot: Dovecot, make_connector: Make, request: pytest.FixtureRequest
) -> Callable[..., EmailConnector]:
    def connect(**settings: Any) -> EmailConnector:
        return make_connector(
            **{
                "imap_host": dovecot.host,
                "imap_port": dovecot.port,
                "imap_security": "none",
                "imap_username": request.node.name,
                "imap_password": dovecot.PASSWORD,
                "backfill_from": date(2000, 1, 1),
                **settings,
            }
        )

    return connect


@pytest.fixture
def user(request: pytest.FixtureRequest) -> str:
    """Each test has a mailbox of its own."""
    return str(request.node.name)


def test_a_backlog_of_a_thousand_comes_in_order(dovecot: Dovecot, connect: Make, user: str) -> None:
    client = dovecot.login(user)
    for number in range(1000):
        client.append("INBOX", mail(f"m{number}"))
    client.logout()
    arrivals, cursor = fetch(connect())
    assert names(arrivals) == [f"m{number}" for number in range(1000)]
    assert fetch(connect(), cursor)[0] == []


def test_nothing_is_marked_and_flags_do_not_matter(
    dovecot: Dovecot, connect: Make, user: str
) -> None:
    client = dovecot.login(user)
    client.append("INBOX", mail("seen"), flags=[b"\\Seen"])
    client.append("INBOX", mail("unseen"))
    client.append("INBOX", mail("deleted"), flags=[b"\\Deleted"])
    assert names(fetch(connect())[0]) == ["seen", "unseen"]
    client.select_folder("INBOX", readonly=True)
    assert client.search("UNSEEN") == [2, 3]
    client.logout()


def test_the_sent_folder_is_read(dovecot: Dovecot, connect: Make, user: str) -> None:
    dovecot.deliver(user, mail("question"))
    dovecot.deliver(user, mail("answer"), folder="Sent")
    arrivals, _ = fetch(connect())
    assert [(a.meta["folder"], bool(a.meta.get("outgoing"))) for a in arrivals] == [
        ("INBOX", False),
        ("Sent", True),
    ]


def test_mail_expunged_while_reading_is_no_trouble(
    dovecot: Dovecot, connect: Make, user: str
) -> None:
    client = dovecot.login(user)
    for number in range(6):
        client.append("INBOX", mail(f"m{number}"))
    pages = connect().fetch({}, limit=2)
    seen = [arrival for _ in range(2) for arrival in next(pages).arrivals]
    client.select_folder("INBOX")
    client.delete_messages([4, 5])
    client.expunge()
    client.logout()
    seen += [arrival for page in pages for arrival in page.arrivals]
    assert names(seen) == ["m0", "m1", "m2", "m5"]


def uidvalidity(cursor: dict[str, Any]) -> int:
    [by_folder] = cursor.values()
    return int(by_folder["Projects"]["uidvalidity"])


def test_a_recreated_folder_is_read_again(dovecot: Dovecot, connect: Make, user: str) -> None:
    connector = connect(folders=["INBOX", "Projects"], sent_folder="")
    client = dovecot.login(user)
    client.create_folder("Projects")
    client.append("Projects", mail("one"))
    arrivals, cursor = fetch(connector)
    first = uidvalidity(cursor)
    client.delete_folder("Projects")
    client.create_folder("Projects")
    client.append("Projects", mail("one"))
    client.append("Projects", mail("two"))
    client.logout()
    arrivals, cursor = fetch(connector, cursor)
    if uidvalidity(cursor) == first:
        pytest.skip("this Dovecot kept the UIDVALIDITY")
    assert names(arrivals) == ["one", "two"]


def test_idle_wakes_for_new_mail(dovecot: Dovecot, connect: Make, user: str) -> None:
    connector = connect()
    _, cursor = fetch(connector)
    looks = iter(range(1000))

    def deliver_at_the_second_look() -> bool:
        if next(looks) == 1:
            dovecot.deliver(user, mail("news"))
        return False

    assert connector.wait(cursor, stop=deliver_at_the_second_look, timeout=30)
    assert names(fetch(connector, cursor)[0]) == ["news"]


def test_non_ascii_folders_can_be_read(dovecot: Dovecot, connect: Make, user: str) -> None:
    client = dovecot.login(user)
    client.create_folder("Entwürfe & Größe")
    client.append("Entwürfe & Größe", mail("one"))
    client.logout()
    assert names(fetch(connect(folders=["Entwürfe & Größe"], sent_folder=""))[0]) == ["one"]


def test_check_names_server_and_folders(connect: Make) -> None:
    results = connect().check()
    assert all(result.ok for result in results)
    assert len(results) == 3

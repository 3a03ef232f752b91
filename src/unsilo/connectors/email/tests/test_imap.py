"""Against a scripted server with the bad habits of real ones."""

import time
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from tests.servers.imapd import FakeImap, Mailbox
from tests.servers.ports import free_port
from tests.servers.trouble import Trouble

from unsilo.channels.contract import FetchedPage
from unsilo.connectors.email import imap_reader, imap_session
from unsilo.connectors.email.connector import EmailConnector
from unsilo.connectors.email.tests.reading import fetch, mail, marks, names
from unsilo.core.errors import ConnectorError, MalformedPayload

Make = Callable[..., EmailConnector]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_session, "COMMAND_TIMEOUT", 0.3)


def test_all_mail_comes_once_in_order_and_pages(imap: FakeImap, connect: Make) -> None:
    for number in range(7):
        imap.inbox.add(mail(f"m{number}"))
    pages: list[FetchedPage] = list(connect().fetch({}, limit=3))
    sizes = [len(page.arrivals) for page in pages if page.arrivals]
    arrivals = [arrival for page in pages for arrival in page.arrivals]
    assert sizes == [3, 3, 1]
    assert names(arrivals) == [f"m{number}" for number in range(7)]
    assert arrivals[0].external_key.endswith("@127.0.0.1/INBOX/1/1")
    assert arrivals[0].waiting_since is not None
    again, _ = fetch(connect(), dict(pages[-1].cursor))
    assert again == []


def test_a_crash_after_a_page_goes_on_behind_it(imap: FakeImap, connect: Make) -> None:
    for number in range(6):
        imap.inbox.add(mail(f"m{number}"))
    pages: Iterator[FetchedPage] = connect().fetch({}, limit=2)
    kept = [page for page, _ in zip(pages, range(2), strict=False)][-1]
    arrivals, _ = fetch(connect(), dict(kept.cursor))
    assert names(arrivals) == ["m2", "m3", "m4", "m5"]


def test_r3_after_an_outage_everything_since_comes(imap: FakeImap, connect: Make) -> None:
    _, cursor = fetch(connect())
    with pytest.raises(ConnectorError):
        fetch(connect(imap_port=free_port()), cursor)
    for number in range(120):  # more than a page, and than "the newest ten"
        imap.inbox.add(mail(f"m{number}"))
    arrivals, _ = fetch(connect(), cursor)
    assert names(arrivals) == [f"m{number}" for number in range(120)]


def test_without_a_date_only_mail_from_now_on_comes(imap: FakeImap, connect: Make) -> None:
    imap.inbox.add(mail("old"))
    connector = connect(backfill_from=None)
    arrivals, cursor = fetch(connector)
    assert arrivals == []
    imap.inbox.add(mail("new"))
    arrivals, _ = fetch(connector, cursor)
    assert names(arrivals) == ["new"]


def test_backfill_begins_at_its_day(imap: FakeImap, connect: Make) -> None:
    imap.inbox.add(mail("july"))  # the server says: arrived on 2025-07-01
    assert names(fetch(connect(backfill_from=date(2025, 7, 1)))[0]) == ["july"]
    arrivals, cursor = fetch(connect(backfill_from=date(2025, 7, 2)))
    assert arrivals == []
    imap.inbox.add(mail("moved here later, arrived long ago"))
    arrivals, _ = fetch(connect(backfill_from=date(2025, 7, 2)), cursor)
    assert len(arrivals) == 1


def test_a_backlog_is_told_from_live_mail(imap: FakeImap, connect: Make) -> None:
    imap.inbox.add(mail("before"))
    arrivals, cursor = fetch(connect())
    assert arrivals[0].meta["backfill"]
    imap.inbox.add(mail("after"))
    arrivals, _ = fetch(connect(), cursor)
    assert "backfill" not in arrivals[0].meta


def test_r5_read_mail_comes_too_and_nothing_is_marked(imap: FakeImap, connect: Make) -> None:
    imap.inbox.add(mail("read elsewhere"), flags="\\Seen")
    assert len(fetch(connect())[0]) == 1
    assert not any("STORE" in command or "SELECT" in command for command in imap.commands)
    assert all("PEEK" in command for command in imap.commands if "BODY" in command)


def test_r10_deleted_mail_and_drafts_stay_out(imap: FakeImap, connect: Make) -> None:
    imap.inbox.add(mail("gone"), flags="\\Deleted")
    imap.inbox.add(mail("unfinished"), flags="\\Seen \\Draft")
    imap.inbox.add(mail("there"))
    assert names(fetch(connect())[0]) == ["there"]


def test_r6_a_short_answer_loses_nothing(imap: FakeImap, connect: Make) -> None:
    imap.habits.short_answers = True
    for number in range(5):
        imap.inbox.add(mail(f"m{number}"))
    assert names(fetch(connect())[0]) == [f"m{number}" for number in range(5)]


def test_r8_a_server_without_uidnext_idle_and_search_extensions(
    imap: FakeImap, connect: Make
) -> None:
    imap.habits.no_uidnext = True
    imap.habits.capabilities = ""
    imap.inbox.add(mail("one"))
    arrivals, cursor = fetch(connect())
    assert names(arrivals) == ["one"]
    arrivals, cursor = fetch(connect(), cursor)
    assert arrivals == []  # "2:*" names mail 1 again
    imap.inbox.add(mail("two"))
    assert names(fetch(connect(), cursor)[0]) == ["two"]


def test_a_renumbered_folder_is_read_again_under_new_keys(imap: FakeImap, connect: Make) -> None:
    imap.inbox.add(mail("one"))
    connector = connect(backfill_from=None)
    _, cursor = fetch(connector)
    imap.mailboxes["INBOX"] = Mailbox(uidvalidity=2)
    imap.inbox.add(mail("one"))
    marks(cursor)["INBOX"]["day"] = "2025-06-30"
    arrivals, cursor = fetch(connector, cursor)
    assert [a.external_key.partition("/")[2] for a in arrivals] == ["INBOX/2/1"]
    assert marks(cursor)["INBOX"]["uidvalidity"] == 2


def test_the_uids_of_one_account_mean_nothing_in_another(imap: FakeImap, connect: Make) -> None:
    for number in range(3):
        imap.inbox.add(mail(f"old{number}"))
    before = connect(imap_username="before@fox.example", backfill_from=None)
    _, cursor = fetch(before)
    imap.mailboxes["INBOX"] = Mailbox()  # another account, of the same UIDVALIDITY
    imap.inbox.add(mail("new"))
    marks(cursor)["INBOX"]["day"] = "2025-06-30"
    after = connect(imap_username="after@fox.example", backfill_from=None)
    arrivals, cursor = fetch(after, cursor)
    assert names(arrivals) == ["new"]
    assert set(cursor) == {"before@fox.example@127.0.0.1", "after@fox.example@127.0.0.1"}
    assert fetch(after, cursor)[0] == []
    assert cursor["before@fox.example@127.0.0.1"]["INBOX"]["uid"] == 3
    assert not after.wait(cursor, stop=lambda: False, timeout=0.1)


def test_marks_without_an_account_are_those_of_the_present_one(
    imap: FakeImap, connect: Make
) -> None:
    imap.inbox.add(mail("one"))
    connector = connect()
    _, cursor = fetch(connector)
    imap.inbox.add(mail("two"))
    arrivals, cursor = fetch(connector, marks(cursor))
    assert names(arrivals) == ["two"]
    assert marks(cursor)["INBOX"]["uid"] == 2


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("habit", ["hang_on", "drop_on", "refuse"])
def test_r1_one_mail_that_never_comes_does_not_stop_the_rest(
    imap: FakeImap, connect: Make, habit: str
) -> None:
    for number in range(5):
        imap.inbox.add(mail(f"m{number}"))
    getattr(imap.habits, habit).add(3)
    arrivals, cursor = fetch(connect())
    assert names(arrivals) == [f"m{number}" for number in range(5)]
    assert arrivals[2].meta["oversize"]
    assert b"xxx" not in arrivals[2].content  # its headers only
    assert "Only its headers" in connect().parse(arrivals[2]).text
    assert fetch(connect(), cursor)[0] == []


def test_a_mail_without_even_headers_ends_in_quarantine(
    imap: FakeImap, connect: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.inbox.add(mail("one"))
    imap.inbox.add(b"")
    imap.habits.refuse.add(2)
    arrivals, _ = fetch(connect())
    assert len(arrivals) == 2
    with pytest.raises(MalformedPayload):
        connect().parse(arrivals[1])


@pytest.mark.parametrize("habit", ["drop_on", "refuse"])
def test_r1_a_server_that_gives_no_mail_at_all_is_asked_again(
    imap: FakeImap, connect: Make, habit: str
) -> None:
    """Its disk may be away while its index is there: no letter is given up for that."""
    numbers = range(1, 5)
    for number in numbers:
        imap.inbox.add(mail(f"m{number}"))
    getattr(imap.habits, habit).update(numbers)
    with pytest.raises(ConnectorError, match="gives none of them") as caught:
        fetch(connect())
    assert not caught.value.permanent
    getattr(imap.habits, habit).clear()
    arrivals, _ = fetch(connect())
    assert names(arrivals) == [f"m{number}" for number in numbers]
    assert not any(arrival.meta.get("oversize") for arrival in arrivals)


def test_a_line_that_breaks_once_is_mended(imap: FakeImap, connect: Make) -> None:
    for number in range(5):
        imap.inbox.add(mail(f"m{number}"))
    imap.habits.drop_once.add(2)
    arrivals, _ = fetch(connect(), limit=3)
    assert names(arrivals) == [f"m{number}" for number in range(5)]
    assert not any(arrival.meta.get("oversize") for arrival in arrivals)


def test_an_answer_that_can_not_be_read_hides_no_mail(imap: FakeImap, connect: Make) -> None:
    for number in range(4):
        imap.inbox.add(mail(f"m{number}"))
    imap.habits.garble_flags_of.add(2)
    assert names(fetch(connect())[0]) == [f"m{number}" for number in range(4)]


def test_r12_of_too_large_mail_the_headers_come(imap: FakeImap, connect: Make) -> None:
    imap.inbox.add(mail("before"))
    imap.inbox.add(mail("large", size=1_200_000))
    imap.inbox.add(mail("after"))
    connector = connect(max_message_mb=1)
    arrivals, cursor = fetch(connector)
    assert names(arrivals) == ["before", "large", "after"]
    assert len(arrivals[1].content) < 200
    message = connector.parse(arrivals[1])
    assert message.external_id == "large@x"
    assert "1.1 MB" in message.text
    assert any("only the headers" in defect for defect in message.defects)
    assert fetch(connector, cursor)[0] == []


def test_a_page_keeps_to_its_bytes(
    imap: FakeImap, connect: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_reader, "PAGE_BYTES", 2_000)
    for number in range(5):
        imap.inbox.add(mail(f"m{number}", size=900))
    pages = [page for page in connect().fetch({}, limit=100) if page.arrivals]
    assert [len(page.arrivals) for page in pages] == [2, 2, 1]
    assert marks(pages[0].cursor)["INBOX"]["uid"] == 2


def test_a_large_folder_is_searched_in_windows(
    imap: FakeImap, connect: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_reader, "_SEARCH_WINDOW", 10)
    for number in range(35):
        imap.inbox.add(mail(f"m{number}"))
    arrivals, _ = fetch(connect())
    assert len(arrivals) == 35
    assert sum("SEARCH" in command for command in imap.commands) == 4


@pytest.mark.usefixtures("impatient")
def test_r4_a_server_that_says_nothing_is_given_up(
    imap: FakeImap, connect: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_session, "CONNECT_TIMEOUT", 0.3)
    imap.habits.trouble["GREETING"] = Trouble.HANG
    began = time.monotonic()
    with pytest.raises(ConnectorError) as caught:
        fetch(connect())
    assert not caught.value.permanent
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("trouble", [Trouble.DROP, Trouble.GARBAGE])
def test_r4_a_line_that_breaks_while_signing_in_is_no_refusal(
    imap: FakeImap, connect: Make, trouble: Trouble
) -> None:
    """A refusal would pause the channel until somebody mends its password."""
    imap.habits.trouble["LOGIN"] = trouble
    with pytest.raises(ConnectorError) as caught:
        fetch(connect())
    assert not caught.value.permanent


def test_r4_a_server_that_dribbles_meets_the_deadline(
    imap: FakeImap, connect: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_reader, "COMMAND_DEADLINE", 0.3)
    imap.inbox.add(mail("one"))
    imap.inbox.add(mail("two"))
    imap.habits.dribble_on.add(1)
    began = time.monotonic()
    arrivals, _ = fetch(connect())
    assert names(arrivals) == ["one", "two"]
    assert time.monotonic() - began < 20


def test_nobody_listening_is_a_passing_trouble(make_connector: Make) -> None:
    connector = make_connector(imap_host="127.0.0.1", imap_port=9, imap_security="none")
    with pytest.raises(ConnectorError) as caught:
        fetch(connector)
    assert not caught.value.permanent


@pytest.mark.parametrize(
    ("reply", "permanent"),
    [
        ("NO [AUTHENTICATIONFAILED] wrong password", True),
        ("NO [UNAVAILABLE] come back later", False),
        ("NO Too many simultaneous connections", False),
    ],
)
def test_a_refused_sign_in_tells_whether_to_try_again(
    imap: FakeImap, connect: Make, reply: str, permanent: bool
) -> None:
    imap.habits.login_reply = reply
    with pytest.raises(ConnectorError) as caught:
        fetch(connect())
    assert caught.value.permanent is permanent
    assert "pw" not in caught.value.message.split()


def test_the_sent_folder_is_found_and_flagged(imap: FakeImap, connect: Make) -> None:
    imap.mailboxes["Gesendete Elemente"] = Mailbox(mails={1: mail("ours")})
    imap.inbox.add(mail("theirs"))
    arrivals, cursor = fetch(connect())
    assert [(a.meta["folder"], a.meta.get("outgoing")) for a in arrivals] == [
        ("INBOX", None),
        ("Gesendete Elemente", True),
    ]
    assert connect().parse(arrivals[1]).outgoing
    assert set(marks(cursor)) == {"INBOX", "Gesendete Elemente"}
    assert len(fetch(connect(sent_folder=""))[0]) == 1


def test_a_missing_folder_is_named(imap: FakeImap, connect: Make) -> None:
    with pytest.raises(ConnectorError, match="Nowhere"):
        fetch(connect(folders=["Nowhere"]))


def test_check_counts_the_mails(imap: FakeImap, connect: Make) -> None:
    imap.inbox.add(mail("one"))
    signed_in, folder = connect().check()
    assert (signed_in.ok, folder.ok) == (True, True)
    assert "1" in folder.detail
    imap.habits.login_reply = "NO wrong password"
    (refused,) = connect().check()
    assert not refused.ok
    assert "did not accept the user name or the password" in refused.detail
    assert refused.original == "wrong password"

"""A mailbox on a server that misbehaves: in the end every letter stands in the inbox once, and
meanwhile the channel's page says what is wrong."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.servers.imapd import FakeImap, Habits, Mailbox
from tests.servers.tokens import TokenServer
from tests.servers.trouble import Trouble
from unsilo.accounts.models import Brand, Desk
from unsilo.channels import watch
from unsilo.channels.models import Arrival, Channel, Outcome
from unsilo.channels.queries.health import Health, health
from unsilo.channels.services import arrivals, channels
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import ConnectorError
from unsilo.inbox.models import Message
from unsilo.intake import pipeline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("impatient")]

LETTERS = [f"letter-{number}" for number in range(6)]


def letter(name: str) -> bytes:
    """Everybody writes one, so that nobody writes like a program."""
    lines = [
        f"From: {name}@whitlock.example",
        "To: help@marmaladefox.example",
        f"Subject: About {name}",
        f"Message-ID: <{name}@whitlock.example>",
        "",
        f"Where is my otter? {name} " + "so long " * 20,
        "",
    ]
    return "\r\n".join(lines).encode()


@pytest.fixture
def mailbox(server: FakeImap, brand: Brand, support: Desk) -> Channel:
    for name in LETTERS:
        server.inbox.add(letter(name))
    return make(server, brand, support)


def make(
    server: FakeImap, brand: Brand, desk: Desk, name: str = "Help", **settings: Any
) -> Channel:
    config = {
        "address": "help@marmaladefox.example",
        "imap_host": server.host,
        "imap_port": server.port,
        "imap_security": "none",
        "imap_password": "pw",
        "backfill_from": "2000-01-01",
        **settings,
    }
    return create_channel(kind="email", name=name, brand=brand, desk=desk, config=config, by=SYSTEM)


def look(channel: Channel) -> Health:
    """One look into the mailbox as a worker takes it, and all that follows; how the channel is then."""
    with contextlib.suppress(ConnectorError):  # written to the channel, which is what counts here
        watch.fetch_once(fresh(channel))
    while claimed := arrivals.claim():
        pipeline.process_many(claimed)
    return health(fresh(channel))


def fresh(channel: Channel) -> Channel:
    return Channel.objects.select_related("brand", "desk").get(pk=channel.pk)


def inbox() -> list[str]:
    """The names of the letters that stand in the inbox."""
    ids = Message.objects.order_by("id").values_list("external_id", flat=True)
    return [one.partition("@")[0] for one in ids]


def all_is_well(channel: Channel, expected: list[str] = LETTERS) -> None:
    """Every letter once, every arrival with an outcome, the channel in order, nothing left to do."""
    assert look(channel).tone == "good"
    assert sorted(inbox()) == sorted(expected)
    assert not Arrival.objects.filter(outcome__in=[Outcome.PENDING, Outcome.FAILED]).exists()
    known = Arrival.objects.count()
    assert look(channel).tone == "good"
    assert Arrival.objects.count() == known
    assert sorted(inbox()) == sorted(expected)


@pytest.mark.parametrize("trouble", [*Trouble, "NO [SERVERBUG] not now", "BAD what?"])
@pytest.mark.parametrize("command", ["GREETING", "LOGIN", "EXAMINE", "SEARCH", "FETCH", "BODIES"])
def test_r3_r4_a_server_that_fails_at_any_command_delays_mail_and_loses_none(
    server: FakeImap, mailbox: Channel, command: str, trouble: str
) -> None:
    server.habits.trouble[command] = trouble
    assert look(mailbox).tone != "good"
    server.habits.trouble.clear()
    if fresh(mailbox).state == Channel.State.PAUSED:
        assert (command, fresh(mailbox).failures) == ("LOGIN", 1)
        channels.resume(mailbox, by=SYSTEM)
    all_is_well(mailbox)


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("command", ["CAPABILITY", "LIST", "LOGOUT"])
def test_r8_what_is_not_needed_may_fail(
    server: FakeImap, mailbox: Channel, command: str, trouble: str
) -> None:
    server.habits.trouble[command] = trouble
    look(mailbox)
    server.habits.trouble.clear()
    all_is_well(mailbox)


def test_r3_r4_a_long_outage_is_shown_with_its_reason_and_ends_by_itself(
    server: FakeImap, mailbox: Channel
) -> None:
    server.habits.trouble["EXAMINE"] = "NO [SERVERBUG] disk quota of the server"
    assert [look(mailbox).tone for _ in range(3)] == ["waiting", "waiting", "bad"]
    shown = health(fresh(mailbox))
    assert "disk quota of the server" in shown.words
    assert "by itself" in shown.todo
    server.habits.trouble.clear()
    all_is_well(mailbox)


HABITS: dict[str, Callable[[Habits], None]] = {
    "a search names mails twice and in disorder": lambda h: setattr(h, "double_search", True),
    "every answer comes twice": lambda h: setattr(h, "double_answers", True),
    "pages are short": lambda h: setattr(h, "short_answers", True),
    "news that nobody asked for": lambda h: setattr(h, "gossip", True),
    "no UIDVALIDITY": lambda h: setattr(h, "no_uidvalidity", True),
    "no UIDNEXT": lambda h: setattr(h, "no_uidnext", True),
    "UIDNEXT is behind": lambda h: setattr(h, "uidnext_off_by", -3),
    "no extension at all": lambda h: setattr(h, "capabilities", ""),
    "the line drops in a mail": lambda h: h.drop_once.update({3, 5}),
    "sizes that are no numbers": lambda h: h.garble_flags_of.update({1, 4}),
}


@pytest.mark.parametrize("habit", HABITS)
def test_r6_r8_what_servers_do_is_read_through(
    server: FakeImap, mailbox: Channel, habit: str
) -> None:
    HABITS[habit](server.habits)
    all_is_well(mailbox)
    server.inbox.add(letter("late"))
    all_is_well(mailbox, [*LETTERS, "late"])
    assert not Message.objects.filter(text__contains="Only its headers").exists()


@pytest.mark.parametrize("habit", ["too_long", "too_short", "hang_on", "drop_on", "refuse"])
def test_r1_a_mail_that_can_not_be_had_whole_stands_there_with_its_headers_and_says_so(
    server: FakeImap, mailbox: Channel, habit: str
) -> None:
    getattr(server.habits, habit).add(3)
    all_is_well(mailbox)
    [said] = Message.objects.filter(external_id__startswith="letter-2@")
    assert "Only its headers" in said.text
    assert "only the headers" in Arrival.objects.get(message_id=said.pk).reason


@pytest.mark.parametrize("flapping", [False, True])
def test_r3_r16_a_renumbered_mailbox_is_read_again_and_nothing_stands_twice(
    server: FakeImap, mailbox: Channel, flapping: bool
) -> None:
    look(mailbox)
    server.habits.renumber_every = flapping
    renumbered = Mailbox(uidvalidity=99)
    for name in ("late", *LETTERS):
        renumbered.add(letter(name))
    server.mailboxes["INBOX"] = renumbered
    assert look(mailbox).tone == "good"
    assert look(mailbox).tone == "good"
    assert sorted(inbox()) == sorted([*LETTERS, "late"])
    told = Arrival.objects.exclude(outcome="imported")
    assert set(told.values_list("outcome", flat=True)) == {"duplicate"}
    assert all(told.values_list("reason", flat=True))


def test_r3_a_folder_that_is_renumbered_while_a_mail_is_looked_for_is_read_anew(
    server: FakeImap, mailbox: Channel
) -> None:
    server.habits.drop_on.add(3)
    server.habits.renumber_every = True
    assert look(mailbox).tone == "waiting"
    server.habits.drop_on.clear()
    server.habits.renumber_every = False
    all_is_well(mailbox)


def test_r6_mail_that_vanishes_while_others_are_read_takes_none_with_it(
    server: FakeImap, mailbox: Channel
) -> None:
    server.habits.expunge_on = {2: {1, 4}, 5: {6}}
    all_is_well(mailbox, ["letter-0", "letter-1", "letter-2", "letter-4"])


def test_r16_a_mail_under_two_uids_stands_there_once(server: FakeImap, mailbox: Channel) -> None:
    server.inbox.add(letter("letter-0"))
    all_is_well(mailbox)
    [copy] = Arrival.objects.filter(outcome=Outcome.DUPLICATE)
    assert copy.message_id == Message.objects.get(external_id__startswith="letter-0@").pk


def test_r11_a_token_that_is_withdrawn_pauses_with_a_reason_and_loses_nothing(
    server: FakeImap, provider: TokenServer, brand: Brand, support: Desk
) -> None:
    server.inbox.add(letter("letter-0"))
    channel = make(
        server,
        brand,
        support,
        auth_method="oauth2",
        oauth_provider="other",
        oauth_client_id="client",
        oauth_client_secret="secret",
        oauth_refresh_token="refresh",
        oauth_token_url=provider.url,
        oauth_scope="mail",
    )
    provider.status = 400
    shown = look(channel)
    assert (shown.tone, fresh(channel).state) == ("bad", "paused")
    assert "invalid_grant" in shown.words
    provider.status = 200
    server.tokens = {f"token-{number}" for number in range(9)}
    channels.resume(channel, by=SYSTEM)
    all_is_well(channel, ["letter-0"])
    server.tokens -= {f"token-{number}" for number in range(len(provider.asked) + 1)}
    server.inbox.add(letter("letter-1"))
    all_is_well(channel, ["letter-0", "letter-1"])


def test_r13_a_broken_mailbox_leaves_the_next_one_alone(
    server: FakeImap, mailbox: Channel, brand: Brand, support: Desk
) -> None:
    with FakeImap() as other:
        other.inbox.add(letter("elsewhere"))
        second = make(other, brand, support, name="Press")
        server.habits.trouble["FETCH"] = Trouble.DROP
        assert look(mailbox).tone == "waiting"
        assert look(second).tone == "good"
        assert inbox() == ["elsewhere"]
        assert not any("STORE" in one or "EXPUNGE" in one for one in other.commands)

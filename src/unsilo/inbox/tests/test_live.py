"""The live stream: everyone gets what they may see, and a broken line misses nothing (R37)."""

import contextlib
import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
import uvicorn
from django.conf import settings
from django.test import Client
from tests.servers.ports import free_port
from tests.waiting import wait_until

from unsilo.accounts.models import Desk, User
from unsilo.accounts.services.notices import notify
from unsilo.core import events
from unsilo.core.actor import SYSTEM
from unsilo.core.db import conninfo
from unsilo.core.models import Event
from unsilo.inbox import live
from unsilo.inbox.services import presence
from unsilo.inbox.tests.conftest import Converse

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(transactional_db: None) -> Iterator[str]:
    """The stream, served by itself."""
    live.hub.__init__()  # its task belonged to another loop
    port = free_port()
    config = uvicorn.Config(live.application, port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    yield f"http://127.0.0.1:{port}/live/"
    server.should_exit = server.force_exit = True
    thread.join(10)


class Listener:
    """A browser that listens in a thread."""

    def __init__(self, address: str, user: User | None, cursor: int | None = None) -> None:
        client = Client()
        if user:
            client.force_login(user)
        morsel = client.cookies.get(settings.SESSION_COOKIE_NAME)
        self.cookies = {settings.SESSION_COOKIE_NAME: morsel.value} if morsel else {}
        self.url = address if cursor is None else f"{address}?cursor={cursor}"
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.status = 0
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        wait_until(lambda: self.status)
        if self.status == 200:
            wait_until(lambda: any(name == "hello" for name, _ in self.heard))

    def _listen(self) -> None:
        with (
            contextlib.suppress(httpx.RemoteProtocolError),  # the server ends before we do
            httpx.Client(timeout=30, cookies=self.cookies) as client,
            client.stream("GET", self.url) as answer,
        ):
            self.status = answer.status_code
            name = ""
            for line in answer.iter_lines():
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    self.heard.append((name, json.loads(line[6:])))

    def kinds(self) -> list[str]:
        return [data["kind"] for name, data in self.heard if name == "event"]


def test_an_event_reaches_who_may_see_it_and_nobody_else(
    address: str, bob: User, charlie: User, paul: User, support: Desk, press_room: Desk
) -> None:
    for_bob, for_charlie, for_paul = (Listener(address, one) for one in (bob, charlie, paul))
    brand_id = bob.brands.get().pk
    events.record("thing.secret", by=SYSTEM, desk_ids=[press_room.pk], brand_id=brand_id)
    events.record("thing.open", by=SYSTEM, desk_ids=[support.pk], brand_id=brand_id)
    wait_until(lambda: "thing.open" in for_bob.kinds())
    wait_until(lambda: for_paul.kinds() == ["thing.secret", "thing.open"])
    assert for_bob.kinds() == ["thing.open"]
    assert for_charlie.kinds() == []


def test_r37_who_was_away_gets_everything_since(address: str, bob: User, support: Desk) -> None:
    start = events.horizon()
    missed = [events.record(f"thing.n{n}", by=SYSTEM, desk_ids=[support.pk]) for n in range(30)]
    back = Listener(address, bob, cursor=start)
    wait_until(lambda: len(back.kinds()) == 30)
    assert [data["id"] for name, data in back.heard if name == "event"] == missed
    events.record("thing.fresh", by=SYSTEM, desk_ids=[support.pk])
    wait_until(lambda: back.kinds()[-1] == "thing.fresh")
    assert len(back.kinds()) == 31


def test_events_name_the_desks_that_the_reader_may_know_of(
    address: str, bob: User, paul: User, support: Desk, press_room: Desk
) -> None:
    for_bob, for_paul = Listener(address, bob), Listener(address, paul)
    events.record("thing.done", by=SYSTEM, desk_ids=[support.pk, press_room.pk])

    def desks(listener: Listener) -> list[int]:
        heard = [data for name, data in listener.heard if name == "event"]
        return heard[-1]["desks"] if heard else []

    wait_until(lambda: desks(for_bob) == [support.pk])
    wait_until(lambda: desks(for_paul) == sorted([support.pk, press_room.pk]))


def test_who_was_away_too_long_is_told_to_load_afresh(
    address: str, bob: User, support: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "REPLAY", 5)
    start = events.horizon()
    for n in range(6):
        events.record(f"thing.n{n}", by=SYSTEM, desk_ids=[support.pk])
    back = Listener(address, bob, cursor=start)
    wait_until(lambda: any(name == "resync" for name, _ in back.heard))


def test_a_database_line_that_breaks_while_it_is_read_costs_no_event(
    address: str, bob: User, support: Desk
) -> None:
    listening = Listener(address, bob)
    waiting = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database() AND query LIKE '%core_event_id_seq%'"
    )
    with psycopg.connect(conninfo()) as line:
        line.execute("ALTER SEQUENCE core_event_id_seq RENAME TO locked")  # undone below
        with psycopg.connect(conninfo(), autocommit=True) as other:
            wait_until(lambda: other.execute(waiting).fetchall())
        line.rollback()
    events.record("thing.after", by=SYSTEM, desk_ids=[support.pk])
    wait_until(lambda: listening.kinds() == ["thing.after"])


def test_presence_is_told_at_once(address: str, bob: User, alice: User, converse: Converse) -> None:
    conversation = converse()
    for_alice = Listener(address, alice)
    presence.seen(conversation_id=conversation.pk, user=bob, writing="reply")
    wait_until(lambda: ("presence", {"conversation": conversation.pk}) in for_alice.heard)


def test_nobody_listens_without_logging_in(address: str, db: None) -> None:
    assert Listener(address, None).status == 401


def test_the_stream_tells_who_a_notice_is_for_and_nobody_else(bob: User, vera: User) -> None:
    notify([bob], title="Yours", text="", url="", key="hand_off:1", by=SYSTEM)
    event = Event.objects.get(kind="notice.written")

    seen = [
        live.Rights(user.pk, is_admin=False, desk_ids=frozenset(), brand_ids=None).sees(event)
        for user in (bob, vera)
    ]

    assert seen == [True, False]

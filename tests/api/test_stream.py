"""Events as they happen: with rights, without gaps, never too many lines."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
import uvicorn

from tests.servers.ports import free_port
from tests.waiting import wait_until
from unsilo.accounts import services
from unsilo.accounts.models import ApiToken, Brand, Desk, User
from unsilo.api import stream
from unsilo.config.pages import Pages
from unsilo.config.wsgi import application
from unsilo.core import events
from unsilo.core.actor import SYSTEM
from unsilo.inbox import live

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(transactional_db: None) -> Iterator[str]:
    """Our server: pages in threads, streams beside them."""
    live.hub.__init__()  # its task belonged to another loop
    port = free_port()
    pages = Pages(application, threads=2)
    config = uvicorn.Config(
        stream.Streams(pages), port=port, log_level="error", lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    yield f"http://127.0.0.1:{port}{stream.PATH}"
    server.should_exit = server.force_exit = True
    thread.join(10)
    pages.close()


class Reader:
    """A program that follows in a thread; ``raw`` is what it was sent."""

    def __init__(self, address: str, user: User, last: str = "", *, expect: int = 200) -> None:
        self.token, secret = services.create_token(user, name="follow", by=SYSTEM)
        self.address = address
        self.headers = {"Authorization": f"Bearer {secret}"}
        self.raw = ""
        self.follow(last, expect=expect)

    def follow(self, last: str = "", *, expect: int = 200) -> None:
        self.status, self.ended = 0, False
        self.answer: dict[str, str] = {}
        self.thread = threading.Thread(target=self._read, args=(last,), daemon=True)
        self.thread.start()
        wait_until(lambda: self.status)
        assert self.status == expect

    def _read(self, last: str) -> None:
        headers = {**self.headers, **({"Last-Event-ID": last} if last else {})}
        with (
            suppress(httpx.TransportError),
            httpx.Client(timeout=30) as client,
            client.stream("GET", self.address, headers=headers) as answer,
        ):
            self.line = answer
            self.answer = dict(answer.headers)
            self.status = answer.status_code
            for chunk in answer.iter_text():
                self.raw += chunk
        self.ended = True

    def hang_up(self) -> str:
        """Break the line; returns the last id that came through it."""
        wait_until(lambda: "id: " in self.raw)
        self.line.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self.thread.join(10)
        assert not self.thread.is_alive()
        return [line[4:] for line in self.raw.splitlines() if line.startswith("id: ")][-1]

    def events(self) -> list[dict[str, Any]]:
        frames = [frame for frame in self.raw.split("\n\n")[:-1] if "event: start" not in frame]
        lines = [line for frame in frames for line in frame.splitlines()]
        return [json.loads(line[6:]) for line in lines if line.startswith("data: ")]

    def kinds(self) -> list[str]:
        return [event["kind"] for event in self.events()]


def say(kind: str, desk: Desk) -> int:
    brand_id = Brand.objects.get(slug="marmalade-fox").pk
    return events.record(kind, by=SYSTEM, desk_ids=[desk.pk], brand_id=brand_id)


def test_each_hears_what_they_may_see(
    address: str, bob: User, charlie: User, paul: User, support: Desk, press_room: Desk
) -> None:
    say("thing.before", support)
    for_bob, for_charlie, for_paul = (Reader(address, one) for one in (bob, charlie, paul))
    say("thing.secret", press_room)
    say("thing.open", support)
    wait_until(lambda: for_paul.kinds() == ["thing.secret", "thing.open"])
    wait_until(lambda: for_bob.kinds() == ["thing.open"])
    assert for_charlie.kinds() == []
    (event,) = for_bob.events()
    assert event["actor"] == {"kind": "system", "id": None, "label": "unsilo"}


def test_a_broken_line_misses_nothing_not_even_before_the_first_event(
    address: str, bob: User, support: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unsilo.inbox.api.events.LOOKED_AT", 4)  # many pages to catch up on
    reader = Reader(address, bob)
    last = reader.hang_up()
    made = [say(f"thing.n{number}", support) for number in range(11)]
    reader.follow(last)
    wait_until(lambda: [event["id"] for event in reader.events()] == made)
    last = reader.hang_up()
    assert last == str(made[-1])
    made.append(say("thing.last", support))
    reader.follow(last)
    wait_until(lambda: [event["id"] for event in reader.events()] == made)


def test_a_quiet_line_shows_that_it_lives(
    address: str, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)
    reader = Reader(address, bob)
    wait_until(lambda: reader.raw.count(": still here") >= 2)


def test_a_revoked_token_hears_no_more(
    address: str, bob: User, support: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)
    reader = Reader(address, bob)
    services.revoke_token(ApiToken.objects.get(), by=SYSTEM)
    wait_until(lambda: reader.ended)
    say("thing.after", support)
    assert reader.kinds() == []


def test_lines_of_one_token_are_bounded_and_come_free(
    address: str, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "OF_ONE_TOKEN", 1)
    first = Reader(address, bob)
    second = Reader(address, bob)  # another token
    second.headers = first.headers
    second.follow(expect=429)
    wait_until(lambda: second.ended)
    assert second.answer["content-type"] == "application/problem+json"
    assert second.answer["retry-after"] == "30"
    assert "too_many_streams" in second.raw
    first.hang_up()

    def let_in() -> bool:
        with (
            httpx.Client(timeout=30) as client,
            client.stream("GET", address, headers=first.headers) as answer,
        ):
            return answer.status_code == 200

    wait_until(let_in)


def test_who_may_not_in_gets_a_problem(address: str) -> None:
    with httpx.Client(timeout=30) as client:
        refused = client.get(address)
        assert refused.status_code == 401
        assert refused.json()["code"] == "no_token"
        assert client.post(address).status_code == 401

"""The typed client: up to date, against a live server, and over a line that breaks."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from typing import Any

import pytest

from unsilo.accounts import services
from unsilo.accounts.models import Brand, Desk, User
from unsilo.api import writing
from unsilo.channels.services import posts, webhooks
from unsilo.channels.services.channels import create_channel
from unsilo.channels.tests.listener import say
from unsilo.client import ApiError, Client, transport, verify
from unsilo.core.actor import SYSTEM


def test_it_is_what_make_client_writes() -> None:
    for name, text in writing.files().items():
        assert (writing.FOLDER / name).read_text() == text, f"{name} is old: run `make client`"


@pytest.fixture
def unsilo(live_server: Any, alice: User, brand: Brand, support: Desk) -> Iterator[Client]:
    create_channel(kind="api", name="Forum", brand=brand, desk=support, config={}, by=SYSTEM)
    _, secret = services.create_token(alice, name="client", by=SYSTEM)
    with Client(live_server.url, secret) as client:
        yield client


@pytest.mark.django_db(transaction=True)
def test_it_reads_answers_and_follows(unsilo: Client) -> None:
    (forum,) = unsilo.list_channels()
    for number in range(5):
        taken = unsilo.post_message(
            forum["id"],
            external_id=f"m{number}",
            author={"id": "u1", "name": "Dana"},
            text=f"The lid is cracked, {number}.",
        )
        assert taken["outcome"] == "imported"
    found = list(unsilo.list_conversations(desk="support", limit=2))
    assert len(found) == 5, "three pages"
    (one,) = unsilo.list_conversations(q='"cracked, 3"')
    newest = [event["id"] for event in unsilo.list_events(limit=100)][-1]

    seen = unsilo.get_conversation(one["id"])
    answer = unsilo.create_reply(
        one["id"], text="A new one is on its way.", seen_version=seen["version"]
    )
    assert answer["delivery"] is not None
    unsilo.add_tag(one["id"], name="broken lid / urgent?")
    unsilo.remove_tag(one["id"], "broken lid / urgent?")
    assert unsilo.get_conversation(one["id"])["tags"] == []

    followed = list(islice(unsilo.follow(after=newest), 2))
    assert followed[0]["kind"] == "message.queued"
    with pytest.raises(ApiError) as refused:
        unsilo.create_reply(one["id"], text="Again", seen_version=seen["version"])
    assert (refused.value.status, refused.value.code) == (409, "newer_messages")
    assert refused.value.data["version"] > seen["version"]


@pytest.mark.django_db(transaction=True)
def test_a_key_makes_it_once(unsilo: Client) -> None:
    first = unsilo.create_person(name="Dana", idempotency_key="crm-1")
    assert unsilo.create_person(name="Dana", idempotency_key="crm-1") == first
    assert unsilo.create_person(name="Dana")["id"] != first["id"]


STILL_RUNS = (b'{"code": "no"}', b'{"code": "idempotency_running"}')


class Stumbling:
    """A server that fails as it is told, then answers."""

    def __init__(self, *stumbles: int) -> None:
        self.keys: list[str] = []
        left = list(stumbles)
        stumbling = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                stumbling.keys.append(self.headers["Idempotency-Key"])
                status = left.pop(0) if left else 201
                if not status:
                    self.connection.close()  # without a word
                    return
                body = b'{"id": 1}' if status == 201 else STILL_RUNS[status == 409]
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Retry-After", "0")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def create(self) -> Any:
        with Client(f"http://127.0.0.1:{self.server.server_port}", "uns_x") as client:
            try:
                return client.create_person(name="Dana")
            finally:
                self.server.shutdown()
                self.server.server_close()


def test_it_tries_again_with_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport.time, "sleep", lambda seconds: None)
    server = Stumbling(503, 0, 429, 409)
    assert server.create() == {"id": 1}
    assert len(server.keys) == 5
    assert len(set(server.keys)) == 1


def test_it_gives_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport.time, "sleep", lambda seconds: None)
    server = Stumbling(*[503] * transport.TRIES)
    with pytest.raises(ApiError):
        server.create()
    assert len(server.keys) == transport.TRIES


def test_it_does_not_insist_on_what_is_refused() -> None:
    server = Stumbling(403)
    with pytest.raises(ApiError):
        server.create()
    assert len(server.keys) == 1


@pytest.mark.django_db
def test_it_verifies_what_webhooks_are_told(listener: Any, alice: User, support: Desk) -> None:
    webhook, old = webhooks.create_webhook(url=listener.url, kinds=[], user=alice, by=SYSTEM)
    new = webhooks.renew_secret(webhook, by=SYSTEM)
    say(desks=[support])
    webhooks.fan_out()
    posts.post_due()
    ((headers, body),) = listener.got
    assert verify(new, headers, body)
    assert verify(old, headers, body), "for a day"
    assert not verify(new, headers, body + b" ")
    assert not verify("whsec_AAAA", headers, body)
    assert not verify(new, {**headers, "webhook-timestamp": "1000"}, body)

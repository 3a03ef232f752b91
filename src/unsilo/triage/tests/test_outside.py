"""Bigger models, against a server on this machine that speaks the documented protocol."""

import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event
from unsilo.inbox.services import placements
from unsilo.inbox.tests.conftest import Converse
from unsilo.triage import tasks
from unsilo.triage.models import BiggerModel, Inquiry, Reading
from unsilo.triage.services import outside
from unsilo.triage.tests.conftest import Read, WordReader
from unsilo.triage.tests.test_signs import page


class Model(HTTPServer):
    """Answers chat completions with ``content``, or with ``status``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Chat)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.status = 200
        self.content = json.dumps(
            {"feeling": "negative", "intent": "order_support", "faith": "good", "urgency": "calm"}
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Chat(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/v1/chat/completions"
        self.server.asked.append(body)
        self.server.keys.append(self.headers["Authorization"])
        answer = {
            "choices": [{"message": {"role": "assistant", "content": self.server.content}}],
            "usage": {"prompt_tokens": 200, "completion_tokens": 30},
        }
        written = json.dumps(answer).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *arguments: Any) -> None:
        """Quiet."""


@pytest.fixture
def elsewhere() -> Iterator[Model]:
    server = Model()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def turn_on(server: Model, task: str = "unread", **more: Any) -> BiggerModel:
    values = {
        "is_on": True, "base_url": server.url, "model": "big-1", "allow_local": True,
        "monthly_budget": Decimal(1), "price_in": Decimal(5), "price_out": Decimal(10), **more,
    }  # fmt: skip
    return outside.configure(task, values=values, key="secret-key", by=SYSTEM)


def test_nothing_leaves_unless_it_is_turned_on(
    elsewhere: Model, converse: Converse, read: Read
) -> None:
    turn_on(elsewhere, is_on=False)
    read(converse("¿Dónde está mi pedido?"))
    tasks.ask(5)
    assert elsewhere.asked == []
    assert not Inquiry.objects.exists()


def test_what_the_small_model_can_not_read_is_asked_and_logged(
    elsewhere: Model, converse: Converse, read: Read
) -> None:
    turn_on(elsewhere)
    found = read(converse("¿Dana: y mi pedido? dana@whitlock.example", subject=""))
    tasks.ask(5)
    [asked] = elsewhere.asked
    assert asked["messages"][1]["content"] == "¿[name]: y mi pedido? [mail]"
    assert (asked["model"], elsewhere.keys) == ("big-1", ["Bearer secret-key"])
    inquiry = Inquiry.objects.get()
    assert (inquiry.state, inquiry.sent) == ("answered", asked["messages"][1]["content"])
    assert inquiry.cost == Decimal("0.0013")
    assert outside.spent("unread") == inquiry.cost
    found.refresh_from_db()
    assert (found.is_read, found.intent, found.feeling) == (True, "order_support", "negative")
    assert found.decided["intent"]["learned"]["by"] == "bigger"
    assert Event.objects.filter(kind="reading.made").count() == 2


def test_its_answer_outlasts_another_reading_and_people_outrank_it(
    elsewhere: Model, converse: Converse, read: Read, model: WordReader
) -> None:
    turn_on(elsewhere)
    conversation = converse("¿Dónde?")
    read(conversation)
    tasks.ask(5)
    model.version = "words-2"
    assert read(conversation).intent == "order_support"
    tasks.ask(5)
    assert len(elsewhere.asked) == 1


def test_only_what_is_unsure_is_asked_for_that_task(
    elsewhere: Model, converse: Converse, read: Read
) -> None:
    turn_on(elsewhere, "unsure")
    read(converse("Where is it?"))
    unsure = read(converse("A kettle."))
    tasks.ask(5)
    assert list(Inquiry.objects.values_list("message", flat=True)) == [unsure.message_id]


def test_what_stands_on_a_restricted_desk_never_leaves(
    elsewhere: Model, converse: Converse, read: Read, press_room: Desk, support: Desk, paul: User
) -> None:
    turn_on(elsewhere)
    conversation = converse("¿Secreto?")
    placements.place(conversation.pk, desk=press_room, by=paul.actor)
    read(conversation)
    assert not Inquiry.objects.exists()


def test_a_budget_that_is_used_up_stops_it(
    elsewhere: Model, converse: Converse, read: Read
) -> None:
    turn_on(elsewhere, monthly_budget=Decimal("0.04"), price_in=Decimal(50), price_out=Decimal(100))
    for n in range(3):
        read(converse(f"¿{n}?"))
    tasks.ask(5)
    assert len(elsewhere.asked) == 1
    refused = Inquiry.objects.filter(state="refused")
    assert {one.reason for one in refused} == {"The budget of this month is used up."}
    assert {one.sent for one in refused} == {""}


def test_it_is_tried_again_a_few_times_and_costs_nothing_when_it_fails(
    elsewhere: Model, converse: Converse, read: Read
) -> None:
    turn_on(elsewhere)
    elsewhere.status = 500
    read(converse("¿?  que"))
    for _try in range(4):
        Inquiry.objects.update(next_try_at=timezone.now())
        tasks.ask(5)
    inquiry = Inquiry.objects.get()
    assert (len(elsewhere.asked), inquiry.state) == (3, "failed")
    assert inquiry.cost == 0
    assert "It answered 500" in inquiry.reason


@pytest.mark.parametrize("content", ["nonsense", "[]", '{"intent": "lunch", "feeling": 7}', ""])
def test_what_it_invents_changes_nothing(
    content: str, elsewhere: Model, converse: Converse, read: Read
) -> None:
    turn_on(elsewhere)
    elsewhere.content = content
    found = read(converse("¿que?"))
    tasks.ask(5)
    found.refresh_from_db()
    assert (found.intent, found.feeling, found.decided) == ("", "", {})


def test_private_addresses_need_to_be_allowed(
    elsewhere: Model, converse: Converse, read: Read
) -> None:
    turn_on(elsewhere, allow_local=False)
    read(converse("¿que?"))
    tasks.ask(5)
    assert elsewhere.asked == []
    inquiry = Inquiry.objects.get()
    assert (inquiry.state, "private network" in inquiry.reason) == ("failed", True)


def test_a_server_that_says_nothing_does_not_hold_us_up(
    elsewhere: Model, converse: Converse, read: Read
) -> None:
    turn_on(elsewhere, base_url="http://127.0.0.1:9/v1", timeout_seconds=1)
    read(converse("¿que?"))
    tasks.ask(5)
    assert Inquiry.objects.get().state == "waiting"
    assert Reading.objects.get().feeling == ""


def test_an_admin_sets_it_up_tries_it_and_sees_what_was_sent(
    elsewhere: Model, converse: Converse, read: Read, ada: User, alice: User
) -> None:
    client = Client()
    client.force_login(ada)
    address = "/settings/triage/bigger/unread/"
    form = {
        "is_on": "on", "base_url": elsewhere.url, "model": "big-1", "allow_local": "on",
        "timeout_seconds": "5", "monthly_budget": "2", "price_in": "0", "price_out": "0",
        "key": "very-secret",
    }  # fmt: skip
    assert client.post(address, {**form, "model": ""}).status_code == 422
    assert client.post(address, form).status_code == 302
    assert "very-secret" not in page(ada, address)
    assert client.post(f"{address}try/").status_code == 204
    assert client.post(address, {**form, "key": ""}).status_code == 302
    read(converse("¿Dónde?", subject=""))
    tasks.ask(5)
    assert elsewhere.keys == ["Bearer very-secret"] * 2
    shown = page(ada, "/settings/triage/bigger/")
    assert "¿Dónde?" in shown
    assert "order" in shown
    other = Client()
    other.force_login(alice)
    assert other.get("/settings/triage/bigger/").status_code == 403
    assert other.get(address).status_code == 403
    assert client.get("/settings/triage/bigger/lunch/").status_code == 404

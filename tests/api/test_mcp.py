"""`unsilo mcp` as an assistant uses it: its own process, over standard input and output."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from unsilo.accounts import services
from unsilo.accounts.models import Brand, Desk, User
from unsilo.channels.models import Delivery
from unsilo.channels.services.channels import create_channel
from unsilo.client import Client
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Draft, Message
from unsilo.mcp.tools import ALLOWED, TOOLS, NotAllowed, ReadAndDraft

pytestmark = pytest.mark.django_db(transaction=True)


class Assistant:
    """Speaks the protocol with a process."""

    def __init__(self, url: str, token: str) -> None:
        environment = {**os.environ, "UNSILO_API_URL": url, "UNSILO_API_TOKEN": token}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "unsilo.cli", "mcp"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.asked = 0

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def ask(self, method: str, **params: Any) -> Any:
        self.asked += 1
        message = {"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params}
        self.say(json.dumps(message))
        answer = self.hear()
        assert answer["id"] == self.asked
        return answer

    def use(self, name: str, **arguments: Any) -> Any:
        result = self.ask("tools/call", name=name, arguments=arguments)["result"]
        (content,) = result["content"]
        assert not result["isError"], content["text"]
        return json.loads(content["text"])

    def hang_up(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(20)


@pytest.fixture
def conversation(live_server: Any, bob: User, brand: Brand, support: Desk) -> dict[str, Any]:
    channel = create_channel(
        kind="api", name="Forum", brand=brand, desk=support, config={}, by=SYSTEM
    )
    _, secret = services.create_token(bob, name="forum", by=SYSTEM)
    with Client(live_server.url, secret) as client:
        taken = client.post_message(
            channel.pk, external_id="m1", author={"id": "u1", "name": "Dana"}, text="Cracked lid."
        )
        assert taken["conversation_id"] is not None
        return dict(client.get_conversation(taken["conversation_id"]))


@pytest.fixture
def assistant(live_server: Any, conversation: dict[str, Any], bob: User) -> Iterator[Assistant]:
    _, secret = services.create_token(bob, name="assistant", scope="draft", by=SYSTEM)
    assistant = Assistant(live_server.url, secret)
    yield assistant
    assert assistant.hang_up() == 0


def test_an_assistant_reads_and_leaves_a_draft(
    assistant: Assistant, conversation: dict[str, Any], bob: User
) -> None:
    begun = assistant.ask("initialize", protocolVersion="2025-06-18", capabilities={})["result"]
    assert begun["protocolVersion"] == "2025-06-18"
    assert begun["serverInfo"]["name"] == "unsilo"
    assistant.say('{"jsonrpc": "2.0", "method": "notifications/initialized"}')
    assert assistant.ask("ping")["result"] == {}
    offered = assistant.ask("tools/list")["result"]["tools"]
    assert [tool["name"] for tool in offered] == list(TOOLS)
    writers = [tool["name"] for tool in offered if not tool["annotations"]["readOnlyHint"]]
    assert writers == ["leave_draft"]

    (found,) = assistant.use("search_conversations", query="lid")
    assert found["id"] == conversation["id"]
    read = assistant.use("read_conversation", conversation_id=found["id"])
    assert [message["text"] for message in read["messages"]] == ["Cracked lid."]
    person = assistant.use("read_person", person_id=found["person"]["id"])
    assert person["person"]["name"] == "Dana"
    assert assistant.use("find_facts", query="lid") == []
    assert "items" in assistant.use("ways_to_win", conversation_id=found["id"])
    first = assistant.use("numbers")["items"][0]
    assert assistant.use("numbers", key=first["key"])["definition"] == first["definition"]

    left = assistant.use("leave_draft", conversation_id=found["id"], text="A new lid is coming.")
    assert left["text"] == "A new lid is coming."
    assert Draft.objects.get().user == bob
    assert not Delivery.objects.exists()
    assert Message.objects.count() == 1


def test_what_goes_wrong_is_told_and_it_lives_on(assistant: Assistant) -> None:
    for line, code in (("{", -32700), ("[]", -32600), ('{"id": 1, "method": "x"}', -32601)):
        assistant.say(line)
        assert assistant.hear()["error"]["code"] == code
    for given in ({"name": "send"}, {"name": "read_conversation", "arguments": {"more": 1}}):
        assert assistant.ask("tools/call", **given)["error"]["code"] == -32602
    missing = assistant.ask("tools/call", name="read_person", arguments={"person_id": 999_999})
    assert missing["result"]["isError"] is True
    assert "not_found" in missing["result"]["content"][0]["text"]


def test_no_tool_gets_past_reading_and_drafting(
    live_server: Any, conversation: dict[str, Any], alice: User
) -> None:
    """Not even with a token that may do everything its user may."""
    _, secret = services.create_token(alice, name="all", by=SYSTEM)
    path = f"conversations/{conversation['id']}"
    with ReadAndDraft(live_server.url, secret) as unsilo:
        with pytest.raises(NotAllowed):
            unsilo.create_reply(conversation["id"], text="Hi", confirm=True)
        with pytest.raises(NotAllowed):
            unsilo.set_state(conversation["id"], state="done")
        with pytest.raises(NotAllowed):
            unsilo._call("POST", f"{path}/drafts/../replies", body={"text": "Hi", "confirm": True})
    assert not Delivery.objects.exists()
    assert not ALLOWED.fullmatch(f"POST {path}/replies")


def test_without_a_token_it_says_what_to_do() -> None:
    environment = {k: v for k, v in os.environ.items() if k != "UNSILO_API_TOKEN"}
    done = subprocess.run(
        [sys.executable, "-m", "unsilo.cli", "mcp"],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "UNSILO_API_TOKEN" in done.stderr
    assert done.stdout == ""

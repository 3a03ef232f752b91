"""The examples of docs/api work as they stand there."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from unsilo.accounts import services
from unsilo.accounts.models import Brand, Desk, User
from unsilo.api.openapi import document
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Message
from unsilo.people.models import Person

# In the order in which they are read: the first says what the others use.
PAGES = [
    Path(__file__).parents[2] / "docs/api" / name
    for name in ("README.md", "webhooks.md", "client.md", "assistants.md")
]
BLOCKS = [
    block
    for page in PAGES
    for block in re.findall(r"^```(\w+)\n(.*?)^```$", page.read_text(), re.M | re.S)
]

pytestmark = pytest.mark.django_db(transaction=True)


def script(language: str) -> str:
    """All blocks of a language, in order, as one script."""
    found = [code for kind, code in BLOCKS if kind == language]
    assert found
    return "\n".join(found)


@pytest.fixture
def environment(
    live_server: Any, alice: User, brand: Brand, support: Desk, community: Desk, listener: Any
) -> dict[str, str]:
    forum = create_channel(
        kind="api", name="Forum", brand=brand, desk=support, config={}, by=SYSTEM
    )
    mail = {"address": "help@example.com"}
    create_channel(kind="email", name="Help", brand=brand, desk=support, config=mail, by=SYSTEM)
    _, secret = services.create_token(alice, name="readme", by=SYSTEM)
    values = {"UNSILO": f"{live_server.url}/api/v1", "TOKEN": secret, "CHANNEL": str(forum.pk)}
    values["HOOK"] = listener.url
    return {**os.environ, **values}


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def in_bash(environment: dict[str, str]) -> str:
    """The first block, which sets example values, gives way to ours."""
    return run(["bash", "-euc", re.sub(r"(?m)^export .*$", "", script("bash"))], environment)


def test_the_examples_work(environment: dict[str, str]) -> None:
    told = in_bash(environment)
    assert "Alice Moreau" in told
    assert '"outcome": "imported"' in told
    assert '"kind": "webhook.pinged"' in told
    assert '"state": "sent"' in told
    assert "event: start" in told
    assert '"kind":"note.added"' in told
    assert Person.objects.filter(name="Dana Whitlock", company__name="Whitlock Ltd").count() == 1
    told = run([sys.executable, "-c", script("python")], environment)
    assert "lid.txt" in told
    assert "waiting" in told
    assert "note.added" in told
    answer = Message.objects.get(direction="out", kind="message")
    assert answer.text == "We are very sorry. A new lid is on its way."


def test_the_examples_of_answers_are_json() -> None:
    for kind, code in BLOCKS:
        if kind == "json":
            json.loads(code)


def test_every_address_named_is_documented() -> None:
    known = {path.removeprefix("/api/v1/") for path in document()["paths"]}
    known = {re.sub(r"\{\w+\}", "{id}", path) for path in known}
    words = "".join(page.read_text() for page in PAGES)
    named = set(re.findall(r"`(?:GET|POST) ([a-z/{}_-]+)`", words))
    named = {re.sub(r"\{\w+\}", "{id}", path) for path in named}
    assert named
    assert named <= known

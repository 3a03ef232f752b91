"""Programs with tokens, and two channels on the support desk."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from unsilo.accounts import services
from unsilo.accounts.models import Brand, Desk, User
from unsilo.channels.models import Channel
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM

BASE = "/api/v1/"

Post = Callable[..., dict[str, Any]]


class Program:
    """Calls the API with one token."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Headers are named with underscores for dashes."""
        raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = named.pop("content-type", "application/json")
        if self.secret:
            named.setdefault("authorization", f"Bearer {self.secret}")
        return self.client.generic(method, BASE + path, raw, content_type=kind, headers=named)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any) -> Any:
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Any:
        return self.call("DELETE", path)

    def items(self, path: str) -> list[dict[str, Any]]:
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    def all_pages(self, path: str, *, limit: int) -> list[dict[str, Any]]:
        """Every item of a list, fetched page by page."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            sign = "&" if "?" in path else "?"
            page = self.get(f"{path}{sign}limit={limit}{cursor}").json()
            assert len(page["items"]) <= limit
            found += page["items"]
            if page["next_cursor"] is None:
                return found
            cursor = f"&cursor={page['next_cursor']}"


def program(user: User, *, scope: str = "write", **more: Any) -> Program:
    _, secret = services.create_token(user, name="test", scope=scope, by=SYSTEM, **more)
    return Program(secret)


@pytest.fixture
def as_ada(ada: User) -> Program:
    return program(ada)


@pytest.fixture
def as_alice(alice: User) -> Program:
    return program(alice)


@pytest.fixture
def as_bob(bob: User) -> Program:
    return program(bob)


@pytest.fixture
def as_reader(bob: User) -> Program:
    """Bob, with a token that only reads."""
    return program(bob, scope="read")


@pytest.fixture
def as_vera(vera: User) -> Program:
    return program(vera)


@pytest.fixture
def as_paul(paul: User) -> Program:
    return program(paul)


@pytest.fixture
def as_charlie(charlie: User) -> Program:
    return program(charlie)


@pytest.fixture
def as_nobody(db: None) -> Program:
    return Program("")


@pytest.fixture
def forum(brand: Brand, support: Desk) -> Channel:
    return create_channel(kind="api", name="Forum", brand=brand, desk=support, config={}, by=SYSTEM)


@pytest.fixture
def mail(brand: Brand, support: Desk) -> Channel:
    """A mailbox that can begin conversations. Nothing is sent: no worker runs."""
    config = {"address": "help@marmaladefox.example", "smtp_host": "127.0.0.1"}
    return create_channel(
        kind="email", name="Help", brand=brand, desk=support, config=config, by=SYSTEM
    )


@pytest.fixture
def posted(as_bob: Program, forum: Channel) -> Post:
    """Post a message to the forum; returns what became of it."""
    count = 0

    def _posted(text: str = "The lid is cracked.", **more: Any) -> dict[str, Any]:
        nonlocal count
        count += 1
        author = {"id": f"u{count}", "name": f"Dana {count}"}
        message = {"external_id": f"m{count}", "author": author, "text": text, **more}
        answer = as_bob.post(f"channels/{forum.pk}/messages", message)
        assert answer.status_code == 201, answer.content
        found: dict[str, Any] = answer.json()
        return found

    return _posted


LETTER = b"""From: Rosa Lind <rosa@lind.example>
To: help@marmaladefox.example
Subject: Fox on the lid
Message-ID: <one@lind.example>
Date: Tue, 31 Mar 2026 09:00:00 +0000
Content-Type: text/plain; charset=utf-8

Where is my otter?
"""


@pytest.fixture
def letter(as_bob: Program, mail: Channel) -> dict[str, Any]:
    """A mail from Rosa, handed over by HTTP."""
    answer = as_bob.post(f"channels/{mail.pk}/raw", LETTER, content_type="message/rfc822")
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found

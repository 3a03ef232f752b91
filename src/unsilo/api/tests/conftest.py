"""A client with a token, and a mailbox to talk about."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from unsilo.accounts import services
from unsilo.accounts.models import Brand, Desk, User
from unsilo.api import limits
from unsilo.channels.models import Channel
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM

BASE = "/api/v1/"


class Program:
    """Calls the API with one token, as a program would."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client(raise_request_exception=False)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """``headers`` are named with underscores for dashes."""
        content = b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            named.setdefault("authorization", f"Bearer {self.secret}")
        return self.client.generic(
            method, BASE + path, content, content_type="application/json", headers=named
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, body, **headers)


@pytest.fixture(autouse=True)
def fresh_allowance() -> None:
    limits._buckets.clear()


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
def as_vera(vera: User) -> Program:
    return program(vera)


@pytest.fixture
def as_charlie(charlie: User) -> Program:
    return program(charlie)


@pytest.fixture
def as_nobody(db: None) -> Program:
    return Program("")


@pytest.fixture
def forum(brand: Brand, support: Desk) -> Channel:
    """An API channel on the support desk."""
    return create_channel(kind="api", name="Forum", brand=brand, desk=support, config={}, by=SYSTEM)


@pytest.fixture
def mail(brand: Brand, support: Desk) -> Channel:
    """A mailbox that can begin conversations; nothing is really sent in a test."""
    return create_channel(
        kind="email",
        name="Help",
        brand=brand,
        desk=support,
        config={"address": "help@marmaladefox.example", "smtp_host": "127.0.0.1"},
        by=SYSTEM,
    )


Post = Callable[..., dict[str, Any]]


@pytest.fixture
def posted(as_bob: Program, forum: Channel) -> Post:
    """Post a message to the forum; returns the answer."""
    count = 0

    def _posted(text: str = "The lid is cracked.", **more: Any) -> dict[str, Any]:
        nonlocal count
        count += 1
        message = {"external_id": f"m{count}", "author": {"id": "u1", "name": "Dana"}, "text": text}
        answer = as_bob.post(f"channels/{forum.pk}/messages", message | more)
        assert answer.status_code == 201, answer.content
        found: dict[str, Any] = answer.json()
        return found

    return _posted

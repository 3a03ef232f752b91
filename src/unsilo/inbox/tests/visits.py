"""Visits to the pages of the inbox, as a browser makes them."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from unsilo.accounts.models import User
from unsilo.inbox.models import Conversation, Direction, Kind, Message


def visitor(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def part(client: Client, url: str, target: str, *, at: str = "/inbox/") -> Any:
    """What htmx gets for one part of the page that stands at ``at``."""
    return client.get(url, headers=_htmx(target, at))


def post(
    client: Client, url: str, data: dict[str, Any] | None = None, *, at: str = "/inbox/"
) -> Any:
    return client.post(url, data or {}, headers=_htmx("", at))


def _htmx(target: str, at: str) -> dict[str, str]:
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{at}"}
    return headers | ({"HX-Target": target} if target else {})


def page_of(conversation: Conversation, tail: str = "") -> str:
    return f"/inbox/c/{conversation.pk}/{tail}"


def answer_to(conversation: Conversation, **more: Any) -> dict[str, Any]:
    """What the composer sends for a plain reply."""
    return {
        "kind": "reply",
        "text": "It is on its way.",
        "to": "dana@whitlock.example",
        "cc": "",
        "bcc": "",
        "seen_version": conversation.version,
        "seen": "0-0",
        **more,
    }


def told(response: HttpResponse) -> dict[str, dict[str, object]]:
    """The events that the answer triggers in the browser."""
    triggers: dict[str, dict[str, object]] = json.loads(response.headers["HX-Trigger"])
    return triggers


def undo_of(response: HttpResponse) -> str:
    return str(told(response)["toast"]["undo_url"])


def sent(conversation: Conversation) -> Message | None:
    ours = conversation.messages.filter(direction=Direction.OUT, kind=Kind.MESSAGE)
    return ours.order_by("-id").first()


def composer_of(user: User, conversation: Conversation, query: str = "") -> str:
    response = part(visitor(user), page_of(conversation, f"write/{query}"), "conv-foot")
    return str(response.content.decode())

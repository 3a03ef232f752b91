"""Visits to the pages of the inbox, as a browser makes them."""

from typing import Any

from django.test import Client

from unsilo.accounts.models import User
from unsilo.inbox.models import Conversation


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

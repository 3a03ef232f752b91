"""Letters for a mailbox, and what a connector makes of it."""

from collections.abc import Mapping
from typing import Any

from unsilo.channels.contract import RawArrival
from unsilo.connectors.email.connector import EmailConnector


def mail(name: str, size: int = 10) -> bytes:
    body = b"x" * size
    return b"From: ann@example.org\r\nMessage-ID: <%s@x>\r\n\r\n%s\r\n" % (name.encode(), body)


def fetch(
    connector: EmailConnector, cursor: dict[str, Any] | None = None, *, limit: int = 100
) -> tuple[list[RawArrival], dict[str, Any]]:
    arrivals: list[RawArrival] = []
    cursor = cursor or {}
    for page in connector.fetch(cursor, limit=limit):
        arrivals += page.arrivals
        cursor = dict(page.cursor)
    return arrivals, cursor


def marks(cursor: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By folder, of the only account."""
    [by_folder] = cursor.values()
    return dict(by_folder)


def names(arrivals: list[RawArrival]) -> list[str]:
    return [a.content.partition(b"<")[2].partition(b"@")[0].decode() for a in arrivals]

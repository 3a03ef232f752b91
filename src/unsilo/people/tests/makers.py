"""Small makers for tests of people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from unsilo.core.actor import SYSTEM
from unsilo.people import services
from unsilo.people.models import Person


@dataclass(frozen=True)
class Author:
    """What a channel says of who wrote."""

    kind: str
    value: str
    name: str = ""
    profile_url: str = ""
    handle: str = ""


def hear(
    value: str, name: str = "", *, kind: str = "email", url: str = "", at: datetime | None = None
) -> Person:
    """Somebody writes."""
    author = Author(kind, value, name, url)
    return services.find_or_create_person(author=author, at=at or timezone.now(), by=SYSTEM)


def ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)

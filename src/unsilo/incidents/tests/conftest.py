"""One incident to try things on, with three people who wrote about it."""

from typing import Any

import pytest

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand, User
from unsilo.inbox.tests.conftest import Converse, converse, mail
from unsilo.incidents.models import Incident
from unsilo.incidents.services.incidents import declare
from unsilo.incidents.views import public, subscribing

__all__ = ["Converse", "converse", "mail"]


@pytest.fixture(autouse=True)
def _fresh_pages() -> None:
    public.forget()
    public.requests.forget()
    subscribing.requests.forget()


@pytest.fixture
def incident(brand: Brand, alice: User, bob: User) -> Incident:
    """Alice leads it."""
    made, _new = declare(
        brand=brand, title="Batch 0417: eyes come off Otto", severity=2, by=alice.actor
    )
    return made


@pytest.fixture
def letters(converse: Converse) -> list[Any]:
    """Three people who wrote about it."""
    return [
        converse(
            f"The eye of our Otto came off ({name}).",
            sender=f"{name.lower()}@home.example",
            name=f"{name} Reader",
            subject="Otto's eye",
        )
        for name in ("Ana", "Ben", "Cleo")
    ]


@pytest.fixture
def rights() -> Any:
    return Access.of

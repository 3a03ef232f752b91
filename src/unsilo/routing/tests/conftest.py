"""Support answers within an hour of its business time; the office is open on weekdays, 9 to 17."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from unsilo.accounts.models import Brand, Desk, User
from unsilo.channels.contract import Address
from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.recipients import Recipients
from unsilo.inbox.services import replies
from unsilo.inbox.tests.conftest import Converse, converse, mail
from unsilo.routing.models import BusinessHours, SlaPolicy

__all__ = ["converse", "mail"]

TUESDAY = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)  # 9:00 in Duluth

HTMX = {"HX-Request": "true"}

Answer = Callable[..., Message]
As = Callable[[User], Client]


@pytest.fixture
def tuesday() -> Iterator[time_machine.Traveller]:
    """It is Tuesday, the office has just opened."""
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(brand: Brand) -> BusinessHours:
    return BusinessHours.objects.create(
        brand=brand,
        time_zone="America/Chicago",
        week=[[[540, 1020]]] * 5 + [[], []],
        closed={"2026-03-05": "Pancake day"},
    )


@pytest.fixture
def hour(support: Desk, office: BusinessHours) -> SlaPolicy:
    return SlaPolicy.objects.create(desk=support, minutes=60)


@pytest.fixture
def answer(bob: User, support: Desk) -> Answer:
    """Bob answers a conversation."""

    def _answer(
        conversation: Conversation,
        text: str = "On its way.",
        *,
        user: User | None = None,
        desk: Desk | None = None,
    ) -> Message:
        return replies.send_answer(
            conversation.pk,
            replies.Answer(
                text=text,
                recipients=Recipients(to=(Address("dana@whitlock.example", "Dana"),)),
                confirmed=True,
            ),
            user=user or bob,
            desks=[desk or support],
            by=(user or bob).actor,
        )

    return _answer


@pytest.fixture
def as_user() -> As:
    def _as(user: User) -> Client:
        client = Client(headers=HTMX)
        client.force_login(user)
        return client

    return _as


@pytest.fixture
def conversation(converse: Converse) -> Conversation:
    return converse()

"""A small past: conversations of some days, read and answered, and their numbers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.accounts.tests.cast import signed_in
from unsilo.inbox.models import Conversation, Direction, Message, Placement
from unsilo.inbox.tests.conftest import Converse, converse, mail
from unsilo.insights.queries.numbers import Period, Scope, today
from unsilo.insights.services import rollups
from unsilo.triage.tests.conftest import Read, model, read
from unsilo.wins.tests.conftest import shops

__all__ = ["Converse", "Past", "Read", "converse", "mail", "model", "read", "shops"]

Past = Callable[..., Conversation]


@pytest.fixture
def past(converse: Converse) -> Past:
    """A conversation that began so many days ago, answered after so many hours by a colleague."""

    def _past(
        *texts: str,
        days: float,
        hours: float | None = None,
        by: User | None = None,
        answer: str = "Here is how.",
        **more: object,
    ) -> Conversation:
        begun = timezone.now() - timedelta(days=days)
        conversation = converse(*texts, **more)
        Conversation.objects.filter(pk=conversation.pk).update(created_at=begun)
        Placement.objects.filter(conversation=conversation).update(placed_at=begun)
        Message.objects.filter(conversation=conversation).update(sent_at=begun)
        if hours is not None:
            Message.objects.create(
                conversation=conversation,
                channel=conversation.channel,
                direction=Direction.OUT,
                user=by,
                author_name=by.name if by else "",
                text=answer,
                sent_at=begun + timedelta(hours=hours),
            )
        conversation.refresh_from_db()
        return conversation

    return _past


@pytest.fixture
def month(db: None) -> Period:
    return Period.until(today(), 30)


@pytest.fixture
def counted(db: None) -> Callable[[], int]:
    """Everything counted, as the worker would."""
    return rollups.refresh


@pytest.fixture
def for_alice(alice: User) -> Scope:
    return Scope(Access.of(alice))


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    return signed_in

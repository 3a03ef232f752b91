"""People who talk about the foxes' things, at any moment, in private or in public."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from unsilo.accounts.models import Brand
from unsilo.channels.contract import Author, InboundMessage
from unsilo.channels.models import Channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.services.conversations import start_conversation
from unsilo.inbox.services.incoming import add_incoming
from unsilo.inbox.tests.conftest import Converse, converse, mail
from unsilo.listening.models import Query
from unsilo.listening.services import counting, topics
from unsilo.people.services import find_or_create_person

__all__ = ["Converse", "converse", "mail"]

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)

Tell = Callable[..., Message]


@pytest.fixture
def otto(brand: Brand) -> Query:
    """A query that has learned its past, which is empty."""
    query = topics.create_query(name="Otto", brand=brand, any_of=["Otto", "plush dog"], by=SYSTEM)
    counting.learn()
    query.refresh_from_db()
    return query


@pytest.fixture
def tell(mail: Channel) -> Tell:
    """Somebody writes at a moment, and is counted."""
    number = 0

    def _tell(
        text: str,
        *,
        at: datetime = NOW,
        sender: str = "",
        public: bool = False,
        channel: Channel | None = None,
        count: bool = True,
    ) -> Message:
        nonlocal number
        number += 1
        address = sender or f"writer{number}@x.example"
        author = Author("email", address, address.partition("@")[0].title())
        person = find_or_create_person(author=author, at=at, by=SYSTEM)
        conversation = start_conversation(
            channel=channel or mail, person=person, subject="", by=SYSTEM, at=at
        )
        if public:
            Conversation.objects.filter(pk=conversation.pk).update(public=True)
        message = add_incoming(
            conversation,
            channel=channel or mail,
            parsed=InboundMessage(
                external_id=f"{number}@x", author=author, text=text, reply_text=text, public=public
            ),
            person=person,
            blobs=(),
            arrival_id=None,
            by=SYSTEM,
            at=at,
        )
        if count:
            row = counting.counted_messages(at - timedelta(days=1)).get(pk=message.pk)
            counting.count([counting.heard_of(row)])
        return message

    return _tell

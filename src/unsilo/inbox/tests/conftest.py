"""A channel that sends through a console, and conversations to try things on."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from unsilo.accounts.models import Brand, Desk
from unsilo.channels.contract import Author, InboundMessage
from unsilo.channels.models import Channel
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation
from unsilo.inbox.services.conversations import start_conversation
from unsilo.inbox.services.incoming import add_incoming
from unsilo.people.services import find_or_create_person

Converse = Callable[..., Conversation]


@pytest.fixture
def mail(brand: Brand, support: Desk) -> Channel:
    return create_channel(
        kind="email",
        name="Help",
        brand=brand,
        desk=support,
        by=SYSTEM,
        config={"address": "help@marmaladefox.example", "smtp_host": "mail.marmaladefox.example"},
    )


@pytest.fixture
def converse(mail: Channel) -> Converse:
    """Begin a conversation as if a letter had come in; more texts are further letters in it."""
    count = 0

    def _converse(
        *texts: str,
        sender: str = "dana@whitlock.example",
        name: str = "Dana Whitlock",
        subject: str = "A question",
        channel: Channel | None = None,
        desk: Desk | None = None,
        **more: object,
    ) -> Conversation:
        nonlocal count
        on = channel or mail
        person = find_or_create_person(
            author=Author("email", sender, name), at=timezone.now(), by=SYSTEM
        )
        conversation = start_conversation(
            channel=on, person=person, subject=subject, by=SYSTEM, at=timezone.now(), desk=desk
        )
        for text in texts or ("Where is my otter?",):
            count += 1
            parsed = InboundMessage(
                external_id=f"{count}@{sender.partition('@')[2]}",
                author=Author("email", sender, name),
                text=text,
                reply_text=text,
                subject=subject,
                **more,  # type: ignore[arg-type]
            )
            add_incoming(
                conversation,
                channel=on,
                parsed=parsed,
                person=person,
                blobs=(),
                arrival_id=None,
                by=SYSTEM,
                at=timezone.now(),
            )
        conversation.refresh_from_db()
        return conversation

    return _converse


@pytest.fixture
def three(converse: Converse) -> list[Conversation]:
    """Three open conversations, the newest last."""
    return [
        converse(f"Words {n}", subject=f"Letter {n}", sender=f"p{n}@a.example") for n in range(3)
    ]

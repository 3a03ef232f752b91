"""Marmalade Fox's voice and a fact, and comments to answer."""

from collections.abc import Callable

import pytest

from unsilo.accounts.models import Brand, Desk
from unsilo.channels.models import Channel
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation
from unsilo.inbox.tests.conftest import Converse, converse, mail
from unsilo.library import rules
from unsilo.library.models import Fact, VoiceGuide
from unsilo.library.services.facts import create_fact
from unsilo.library.services.voice import Banned, save_guide

__all__ = ["Converse", "converse", "mail"]

Comment = Callable[..., Conversation]


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    rules.forget()


@pytest.fixture
def wall(brand: Brand, support: Desk) -> Channel:
    return create_channel(
        kind="console", name="Wall", brand=brand, desk=support, config={}, by=SYSTEM
    )


@pytest.fixture
def comment(converse: Converse, wall: Channel) -> Comment:
    """Something that was written in public."""

    def _comment(text: str = "Where can I find this?", **more: object) -> Conversation:
        conversation = converse(text, channel=wall, **more)
        Conversation.objects.filter(pk=conversation.pk).update(public=True)
        conversation.refresh_from_db()
        return conversation

    return _comment


@pytest.fixture
def guide(brand: Brand) -> VoiceGuide:
    return save_guide(
        brand,
        tone=["warm", "dry"],
        do=["Answer the question first."],
        dont=["Don’t joke about lost saves."],
        disclosure="I work for Marmalade Fox.",
        phrases=[
            Banned("any inconvenience", why="It says nothing.", better="the trouble"),
            Banned("valued customer", level="rather_not"),
        ],
        by=SYSTEM,
    ).row


@pytest.fixture
def save_size(brand: Brand) -> Fact:
    return create_fact(
        statement="A save of Tidewick takes 3 GB at most",
        value="3 GB",
        about=["save", "saves", "Tidewick"],
        status="confirmed",
        source="Priya, release notes 1.4",
        by=SYSTEM,
    ).row

"""A press mailbox, a journalist, and a mail that became a story."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from unsilo.accounts.models import Brand, Desk, User
from unsilo.channels.models import Channel
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation
from unsilo.inbox.tests.conftest import Converse, converse, mail
from unsilo.stories.models import Consent, MediaContact, Outlet, Story
from unsilo.stories.services import consents, flags, media

__all__ = ["Converse", "converse", "mail"]

LIGHTHOUSE = "My save is gone. I am 91 and I miss my lighthouses, all four hundred of them."
POINTS = {"problem_solving": 3, "beyond": 3, "social_impact": 2}


@pytest.fixture
def press(brand: Brand, pr: Desk) -> Channel:
    return create_channel(
        kind="email",
        name="Press",
        brand=brand,
        desk=pr,
        by=SYSTEM,
        config={"address": "press@marmaladefox.example", "smtp_host": "mail.marmaladefox.example"},
    )


@pytest.fixture
def mailed(converse: Converse) -> Conversation:
    return converse(
        LIGHTHOUSE, sender="edda@harbour.example", name="Edda Marsh", subject="My lighthouses"
    )


@pytest.fixture
def story(mailed: Conversation, bob: User, paul: User) -> Story:
    """Flagged by Bob, taken by Paul."""
    raised = flags.flag(
        mailed,
        what="Rebuilt 412 lighthouses by hand",
        points=POINTS,
        angles=["human_interest"],
        quote="I miss my lighthouses",
        user=bob,
        by=bob.actor,
    )
    return flags.take(raised, user=paul, by=paul.actor, title="The lighthouse keeper")


ALL = [(f, u) for f in ("name", "picture", "words") for u in ("press", "page", "ad", "social")]

AskFor = Callable[..., Consent]


@pytest.fixture
def asked(story: Story, mailed: Conversation, paul: User, support: Desk) -> Consent:
    return consents.ask(
        story,
        conversation=mailed,
        text=f"May we? {consents.LINK}",
        cells=ALL,
        user=paul,
        desks=[support],
        by=paul.actor,
    )


@pytest.fixture
def granted(asked: Consent) -> Consent:
    """Edda lets the press use her name and words, and nothing else."""
    return consents.answer(asked, allowed=[("name", "press"), ("words", "press")])


class Press(NamedTuple):
    ledger: Outlet
    col: MediaContact
    nadia: MediaContact


@pytest.fixture
def journalists(db: None) -> Press:
    def contact(outlet: Outlet, name: str, email: str, **more: Any) -> MediaContact:
        return media.save_contact(outlet=outlet, name=name, email=email, by=SYSTEM, **more)

    ledger = media.save_outlet(
        name="Pine County Ledger",
        kind="regional",
        domains=["https://www.pinecountyledger.example/news"],
        reach=41_000,
        reach_source="outlet",
        by=SYSTEM,
    )
    breakfast = media.save_outlet(
        name="Second Breakfast", kind="trade", domains=["secondbreakfast.example"], by=SYSTEM
    )
    col = contact(ledger, "Col Brandt", "col@pinecountyledger.example", beats=["people"])
    nadia = contact(breakfast, "Nadia Faraday", "nadia@secondbreakfast.example")
    return Press(ledger, col, nadia)

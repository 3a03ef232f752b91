"""The consent log: every yes with its scope, who asked, and what was used under it."""

import csv
import io

import pytest

from unsilo.accounts.models import User
from unsilo.accounts.tests.cast import signed_in
from unsilo.channels.models import Channel, Delivery
from unsilo.stories.models import Consent, Story
from unsilo.stories.services import consents, coverage, pitches
from unsilo.stories.tests.conftest import Press

pytestmark = pytest.mark.django_db


def test_it_says_what_was_allowed_and_what_was_used_under_it(
    granted: Consent, story: Story, press: Channel, journalists: Press, paul: User, alice: User
) -> None:
    words = pitches.Words(journalists.col, "A keeper of lighthouses", "Nobody is named here.")
    pitches.pitch(story, words=[words], channel=press, user=paul, by=paul.actor)
    client = signed_in(alice)
    page = client.get("/settings/consents/").content.decode()
    assert "Edda Marsh" in page
    assert "Name: Press" in page
    assert "Pine County Ledger" not in page  # it has not gone out yet

    Delivery.objects.update(state=Delivery.State.SENT)
    made = coverage.enter(
        brand=story.brand, url="https://pinecountyledger.example/keeper", title="The keeper",
        story=story, user=paul, by=paul.actor,
    )  # fmt: skip
    assert made.title == "The keeper"
    page = client.get("/settings/consents/").content.decode()
    assert "Pine County Ledger" in page
    assert "The keeper" in page

    consents.withdraw(granted)
    rows = list(csv.DictReader(io.StringIO(client.get("/settings/consents/csv/").content.decode())))
    assert [(one["state"], one["allowed"]) for one in rows] == [("withdrawn", "")]
    assert rows[0]["used"] == "The keeper; Pine County Ledger"
    assert rows[0]["withdrawn_at"]


def test_it_is_narrowed_by_state_and_use(granted: Consent, paul: User) -> None:
    client = signed_in(paul)
    for query, there in (
        ("state=partly", True), ("state=denied", False), ("use=press", True), ("use=ad", False),
    ):  # fmt: skip
        page = client.get(f"/settings/consents/?{query}").content.decode()
        assert ("Edda Marsh" in page) is there, query
        assert there or "No consent is like that." in page


def test_it_is_not_for_who_may_not_read_the_story(
    granted: Consent, bob: User, charlie: User
) -> None:
    assert signed_in(bob).get("/settings/consents/").status_code == 403
    assert signed_in(charlie).get("/settings/consents/csv/").status_code == 403

"""Things, campaigns and dates, and the conversations under a campaign's ads."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand, Desk, User
from unsilo.accounts.services import create_token
from unsilo.accounts.tests.cast import signed_in
from unsilo.channels.contract import Author, InboundMessage, PaidAd, PublicPost
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation
from unsilo.inbox.services.posts import keep_sources
from unsilo.inbox.tests.conftest import Converse, converse, mail
from unsilo.launches.models import CalendarEntry, Campaign, Thing
from unsilo.launches.queries.pages import campaign_of, dates_around
from unsilo.launches.services import things
from unsilo.library.services.facts import create_fact

__all__ = ["converse", "mail"]

Comment = Callable[..., Conversation]


@pytest.fixture
def heist(brand: Brand) -> Thing:
    return things.create(Thing(), name="Biscuit Heist", brand=brand, by=SYSTEM)


@pytest.fixture
def autumn(heist: Thing) -> Campaign:
    return things.create(Campaign(thing=heist), name="Autumn table", key="autumn-table", by=SYSTEM)


@pytest.fixture
def comment(converse: Converse, brand: Brand, support: Desk) -> Comment:
    """A comment under an ad of a campaign."""
    wall = create_channel(
        kind="api", name="Comments", brand=brand, desk=support, config={}, by=SYSTEM
    )

    def _comment(campaign: str = "Autumn-Table", ad: str = "ad-1") -> Conversation:
        parsed = InboundMessage(
            external_id="c",
            author=Author("handle", "dana"),
            text="?",
            reply_text="?",
            post=PublicPost("p-1", "Blame the dog"),
            ad=PaidAd(ad, "Dog on a table", campaign, spend=None),
        )
        post, kept = keep_sources([(wall, parsed)]).of(wall, parsed)
        conversation = converse("Where can I find this?", channel=wall)
        found = Conversation.objects.filter(pk=conversation.pk)
        found.update(public=True, paid=True, post=post, ad=kept)
        return found.get()

    return _comment


def test_comments_under_its_ads_are_a_campaigns_whatever_the_case(
    autumn: Campaign, comment: Comment, bob: User
) -> None:
    conversation, other = comment(), comment("winter", ad="ad-2")
    assert campaign_of(conversation) == autumn
    assert campaign_of(other) is None
    page = signed_in(bob).get(f"/campaigns/{autumn.pk}/").content.decode()
    assert f"row-{conversation.pk}" in page
    assert f"row-{other.pk}" not in page
    found = signed_in(bob).get("/inbox/search/", {"q": "campaign:autumn-table"}).content.decode()
    assert f"row-{conversation.pk}" in found
    head = signed_in(bob).get(f"/inbox/c/{conversation.pk}/").content.decode()
    assert f"/campaigns/{autumn.pk}/" in head
    assert "Blame the dog" in head
    assert "Dog on a table" in head


def test_a_lead_notes_a_thing_with_campaign_and_date(alice: User, brand: Brand) -> None:
    client = signed_in(alice)
    assert "What do we tell people about?" in client.get("/things/").content.decode()
    client.post("/things/new/", {"name": "Tidewick", "kind": "product", "brand": brand.pk})
    thing = Thing.objects.get()
    wrong = {
        "name": "Spring",
        "key": "spring",
        "starts_on": "2026-03-01",
        "ends_on": "2026-02-01",
        "currency": "USD",
    }
    refused = client.post(f"/things/{thing.pk}/campaigns/new/", wrong)
    assert refused.status_code == 422
    assert "It ends before it starts." in refused.content.decode()
    client.post(f"/things/{thing.pk}/campaigns/new/", {**wrong, "ends_on": "2026-04-01"})
    day = timezone.localdate() + timedelta(days=3)
    client.post(
        f"/things/{thing.pk}/dates/new/",
        {"title": "Stream from the harbour", "kind": "stream", "on": day.isoformat()},
    )
    page = client.get(f"/things/{thing.pk}/").content.decode()
    assert "1 Mar to 1 Apr" in page
    assert "Stream from the harbour" in client.get("/things/").content.decode()


def test_a_change_is_taken_back(alice: User, autumn: Campaign) -> None:
    client = signed_in(alice)
    given = {"name": "Winter", "key": "winter", "currency": "USD", "budget": "900"}
    client.post(f"/campaigns/{autumn.pk}/edit/", given)
    autumn.refresh_from_db()
    assert (autumn.name, autumn.budget) == ("Winter", Decimal(900))
    client.post(f"/launches/campaigns/{autumn.pk}/undo/")
    autumn.refresh_from_db()
    assert (autumn.name, autumn.key, autumn.budget) == ("Autumn table", "autumn-table", None)


def test_what_is_put_away_comes_back(alice: User, heist: Thing) -> None:
    client = signed_in(alice)
    client.post(f"/launches/things/{heist.pk}/archive/")
    assert "Biscuit Heist</a>" not in client.get("/things/").content.decode()
    client.post(f"/launches/things/{heist.pk}/restore/")
    assert "Biscuit Heist</a>" in client.get("/things/").content.decode()


def test_readers_read_and_strangers_find_nothing(
    vera: User, charlie: User, heist: Thing, autumn: Campaign
) -> None:
    for path in (f"/things/{heist.pk}/", f"/campaigns/{autumn.pk}/"):
        assert signed_in(vera).get(path).status_code == 200
        assert signed_in(vera).get(f"{path}edit/").status_code == 403
        assert signed_in(charlie).get(path).status_code == 404
    assert "Biscuit Heist" not in signed_in(charlie).get("/things/").content.decode()
    assert signed_in(vera).post(f"/launches/things/{heist.pk}/archive/").status_code == 403


def test_two_campaigns_do_not_share_a_key(alice: User, heist: Thing, autumn: Campaign) -> None:
    given = {"name": "Other", "key": "AUTUMN-table", "currency": "USD"}
    refused = signed_in(alice).post(f"/things/{heist.pk}/campaigns/new/", given)
    assert refused.status_code == 422
    assert "Another campaign has this key." in refused.content.decode()


def test_the_calendar_tells_of_two_weeks_back_and_ahead(
    bob: User, charlie: User, heist: Thing
) -> None:
    today = timezone.localdate()
    for days in (-15, -14, 0, 14, 15):
        things.create(
            CalendarEntry(thing=heist),
            title=f"{days}",
            kind="launch",
            on=today + timedelta(days=days),
            by=SYSTEM,
        )
    assert [one.title for one in dates_around(Access.of(bob))] == ["-14", "0", "14"]
    assert dates_around(Access.of(charlie)) == []


def test_pages_cost_the_same_however_much_there_is(
    bob: User, heist: Thing, autumn: Campaign, comment: Comment
) -> None:
    client = signed_in(bob)

    def asked(path: str) -> int:
        return min(once(path) for _time in range(3))  # counts beside pages are kept for a moment

    def once(path: str) -> int:
        with CaptureQueriesContext(connection) as statements:
            client.get(path)
        return len(statements)

    comment()
    paths = ("/things/", f"/things/{heist.pk}/", f"/campaigns/{autumn.pk}/")
    few = [asked(path) for path in paths]
    for n in range(5):
        things.create(Thing(), name=f"Thing {n}", brand=heist.brand, by=SYSTEM)
        things.create(Campaign(thing=heist), name=f"C {n}", key=f"c-{n}", by=SYSTEM)
        comment()
    assert [asked(path) for path in paths] == few


@pytest.fixture
def call(alice: User, client: Client) -> Any:
    _token, secret = create_token(alice, name="t", scope="write", by=alice.actor)

    def _call(method: str, path: str, body: Any = None) -> Any:
        return client.generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )

    return _call


def test_the_api_knows_things_campaigns_and_dates(call: Any, brand: Brand) -> None:
    thing = call("POST", "things", {"name": "Otto", "brand_id": brand.pk}).json()
    campaign = {"name": "Sofa", "key": "otto-sofa", "budget": "1200.50"}
    made = call("POST", f"things/{thing['id']}/campaigns", campaign).json()
    assert (made["budget"], made["currency"]) == ("1200.50", "USD")
    day = timezone.localdate().isoformat()
    date = {"title": "Live", "kind": "stream", "on": day}
    assert call("POST", f"things/{thing['id']}/dates", date).status_code == 201
    assert call("GET", "calendar").json()[0]["title"] == "Live"
    twice = call("POST", f"things/{thing['id']}/campaigns", {**campaign, "name": "Again"})
    assert twice.status_code == 409
    assert call("GET", f"campaigns/{made['id']}").json()["key"] == "otto-sofa"
    assert call("GET", "campaigns/999").status_code == 404


@pytest.mark.parametrize(
    ("day", "status"),
    [("0001-01-01", 200), ("9999-12-31", 200), ("0", 422), ("2026-02-30", 422)],
)
def test_the_calendar_opens_at_any_day_and_at_nothing_else(
    call: Any, day: str, status: int
) -> None:
    assert call("GET", f"calendar?day={day}").status_code == status


def test_the_page_of_a_thing_shows_its_facts_and_leads_to_the_next_one(
    heist: Thing, brand: Brand, other_brand: Brand, alice: User, bob: User
) -> None:
    for statement, about, of in (
        ("The box holds 64 cards", ["cards", "biscuit heist"], None),
        ("It is about a dog", ["Biscuit Heist 2"], None),
        ("Theirs is sold out", ["Biscuit Heist"], other_brand),
    ):
        create_fact(statement=statement, about=about, brand=of, status="confirmed", by=SYSTEM)
    page = signed_in(alice).get(f"/things/{heist.pk}/").content.decode()
    assert "The box holds 64 cards" in page
    assert "It is about a dog" not in page
    assert "Theirs is sold out" not in page
    assert "/library/facts/new/?about=Biscuit%20Heist" in page
    form = signed_in(alice).get("/library/facts/new/?about=Biscuit%20Heist").content.decode()
    assert "Biscuit Heist</textarea>" in form
    assert "Write a fact" not in signed_in(bob).get(f"/things/{heist.pk}/").content.decode()

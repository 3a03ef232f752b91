"""What is asked for, what is offered first, and why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from unsilo.core.actor import SYSTEM
from unsilo.wins.models import Listing, WayKind
from unsilo.wins.queries.ways import ways_view, wish_of
from unsilo.wins.services import directory
from unsilo.wins.tests.conftest import Converse, Directory


def names(view) -> list[str]:
    return [way.name for way in view.ways]


def test_a_near_store_comes_first_then_who_sends_then_marketplace_and_own_shop(
    shops: Directory, converse: Converse
) -> None:
    view = ways_view(converse("Where can I get Biscuit Heist?", "I'm in 55804"))
    assert view.wish.product == shops.heist
    assert names(view) == ["Copper Kettle, Lake Ave", "Parcelwood", "Bazaarly", "Our shop"]
    store = view.ways[0]
    assert store.why == "6.5 mi · Copper Kettle Games has it"
    assert "214 Lake Ave S, Duluth, MN 55802, 6.5 miles from 55804" in store.sentence
    assert "Open 10 to 18." in store.sentence
    assert len(view.best) == 2


def test_without_a_zip_no_store_is_offered(shops: Directory, converse: Converse) -> None:
    view = ways_view(converse("Where can I get the Biscuit  game?", "The biscuit\ngame I mean"))
    assert view.wish.product == shops.heist  # by another name of it
    assert view.wish.place is None
    assert names(view) == ["Parcelwood", "Bazaarly", "Our shop"]
    assert view.ways[0].why == "sends a single one · $18.00 · works without a ZIP"


def test_a_store_that_was_not_heard_of_for_long_must_be_called_first(
    shops: Directory, converse: Converse
) -> None:
    long_ago = timezone.now() - timedelta(days=70)
    Listing.objects.filter(retailer=shops.kettle).update(checked_at=long_ago)
    view = ways_view(converse("Biscuit Heist near 55804?"))
    assert names(view)[:2] == ["Parcelwood", "Copper Kettle, Lake Ave"]
    assert "stock last seen 70 days ago: call first" in view.ways[1].why
    assert "Please call first: +1 218 555 0101." in view.ways[1].sentence


def test_what_is_not_in_stock_or_put_away_is_not_offered(
    shops: Directory, converse: Converse
) -> None:
    Listing.objects.filter(retailer=shops.kettle).update(in_stock=False)
    directory.archive(shops.parcelwood, by=SYSTEM)
    found = names(ways_view(converse("Biscuit Heist near 55804?")))
    assert found == ["Bazaarly", "Our shop", "Request form for a store of their choice"]


def test_a_product_nobody_sells_can_only_be_asked_for(shops: Directory, converse: Converse) -> None:
    assert ways_view(converse("Teaspoon Duel?")).ways == ()
    view = ways_view(converse("Teaspoon Duel in 55804?"))
    assert view.wish.product == shops.duel
    assert [way.option.kind for way in view.ways] == [WayKind.REQUEST]


def test_when_no_product_is_named_all_who_sell_our_things_are_offered(
    shops: Directory, converse: Converse
) -> None:
    view = ways_view(converse("Where are you in 55804?"))
    assert view.wish.product is None
    assert view.ways[0].option.kind == WayKind.STORE
    assert view.ways[0].why == "6.5 mi · Copper Kettle Games"
    assert len(view.ways) == 4


def test_priority_decides_between_two_of_a_kind(shops: Directory, converse: Converse) -> None:
    other = directory.create_retailer(
        name="Boxtrain", kind="etailer", website="https://boxtrain.example", priority=5, by=SYSTEM
    )
    directory.save_listing(product=shops.heist, retailer=other, by=SYSTEM)
    assert names(ways_view(converse("Biscuit Heist?")))[:2] == ["Boxtrain", "Parcelwood"]


@pytest.mark.parametrize(
    ("texts", "product"),
    [
        (["I want a biscuit heistomat"], ""),
        (["BISCUIT HEIST!!"], "Biscuit Heist"),
        (["Biscuit Heist", "no, Teaspoon Duel"], "Teaspoon Duel"),
    ],
)
def test_the_product_named_last_is_meant(
    shops: Directory, converse: Converse, texts: list[str], product: str
) -> None:
    found = wish_of(converse(*texts, subject="x")).product
    assert (found.name if found else "") == product


def test_ways_are_a_fixed_number_of_questions(
    shops: Directory, converse: Converse, django_assert_max_num_queries
) -> None:
    for n in range(30):
        retailer = directory.create_retailer(
            name=f"E{n}", kind="etailer", website=f"https://e{n}.example", by=SYSTEM
        )
        directory.save_listing(product=shops.heist, retailer=retailer, by=SYSTEM)
        directory.create_store(retailer=retailer, name=f"S{n}", zip="55804", by=SYSTEM)
    conversation = converse("Biscuit Heist near 55804?")
    with django_assert_max_num_queries(11):
        assert len(ways_view(conversation).ways) == 36

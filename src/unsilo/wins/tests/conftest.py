"""Marmalade Fox's directory in small: two products, who sells them, and stores around Duluth."""

from typing import NamedTuple

import pytest

from unsilo.core.actor import SYSTEM
from unsilo.inbox.tests.conftest import Converse, converse, mail
from unsilo.wins.models import Product, Retailer, Store
from unsilo.wins.services import directory

__all__ = ["Converse", "Directory", "converse", "mail"]


class Directory(NamedTuple):
    heist: Product
    duel: Product
    kettle: Retailer
    parcelwood: Retailer
    bazaar: Retailer
    own: Retailer
    lakeside: Store
    fargo: Store


@pytest.fixture
def shops(db: None) -> Directory:
    heist = directory.create_product(
        name="Biscuit Heist", sku="MF-0101", price="$18.00", aliases=["the biscuit game"], by=SYSTEM
    )
    duel = directory.create_product(name="Teaspoon Duel", sku="MF-0401", by=SYSTEM)
    kettle = directory.create_retailer(name="Copper Kettle Games", kind="chain", by=SYSTEM)
    parcelwood = directory.create_retailer(
        name="Parcelwood", kind="etailer", website="https://parcelwood.example/", by=SYSTEM
    )
    bazaar = directory.create_retailer(
        name="Bazaarly", kind="marketplace", website="https://bazaarly.example/", by=SYSTEM
    )
    own = directory.create_retailer(
        name="Our shop",
        kind="own_shop",
        website="https://marmaladefox.example/shop",
        promise="free shipping from $35",
        by=SYSTEM,
    )
    for retailer in (kettle, parcelwood, bazaar, own):
        directory.save_listing(
            product=heist,
            retailer=retailer,
            url="" if retailer == kettle else f"{retailer.website}?p=heist",
            price="$18.00",
            by=SYSTEM,
        )
    lakeside = directory.create_store(
        retailer=kettle,
        name="Copper Kettle, Lake Ave",
        street="214 Lake Ave S",
        zip="55802",
        lat=46.7825,
        lon=-92.0950,
        phone="+1 218 555 0101",
        hours="10 to 18",
        by=SYSTEM,
    )
    fargo = directory.create_store(
        retailer=kettle, name="Copper Kettle, Fargo", zip="58102", by=SYSTEM
    )
    return Directory(heist, duel, kettle, parcelwood, bazaar, own, lakeside, fargo)

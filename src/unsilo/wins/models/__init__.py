"""The nouns of wins."""

from unsilo.wins.models.conversions import Attribution, Conversion, ConversionKind, OrderHook
from unsilo.wins.models.directory import Listing, Product, Retailer, RetailerKind, Store
from unsilo.wins.models.doors import Door, Stage
from unsilo.wins.models.imports import StoreImport
from unsilo.wins.models.links import Click, Link, WayKind
from unsilo.wins.models.requests import (
    Answer,
    Proof,
    RequestForm,
    Scan,
    Side,
    StockReport,
    Wish,
)

__all__ = [
    "Answer",
    "Attribution",
    "Click",
    "Conversion",
    "ConversionKind",
    "Door",
    "Link",
    "Listing",
    "OrderHook",
    "Product",
    "Proof",
    "RequestForm",
    "Retailer",
    "RetailerKind",
    "Scan",
    "Side",
    "Stage",
    "StockReport",
    "Store",
    "StoreImport",
    "WayKind",
    "Wish",
]

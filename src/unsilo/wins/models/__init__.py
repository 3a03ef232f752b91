"""The nouns of wins."""

from unsilo.wins.models.conversions import Attribution, Conversion, ConversionKind, OrderHook
from unsilo.wins.models.directory import Listing, Product, Retailer, RetailerKind, Store
from unsilo.wins.models.imports import StoreImport
from unsilo.wins.models.links import Click, Link, WayKind

__all__ = [
    "Attribution",
    "Click",
    "Conversion",
    "ConversionKind",
    "Link",
    "Listing",
    "OrderHook",
    "Product",
    "Retailer",
    "RetailerKind",
    "Store",
    "StoreImport",
    "WayKind",
]

"""Products, retailers, stores and who sells what: noted, changed, put away and taken back."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.validation import check
from unsilo.wins.models import Listing, Product, Retailer, Store
from unsilo.wins.zips import place_of

MAX_ALIASES = 30
# What managers of stores want to know of a product.
TRADE_FACTS = ("summary", "gtin", "size", "case_pack", "ordering")

Archivable = Product | Retailer | Store
Row = TypeVar("Row", Product, Retailer, Store)


# Products


@transaction.atomic
def create_product(
    *, name: str, by: Actor, sku: str = "", price: str = "", aliases: Iterable[str] = (),
    **more: Any,
) -> Product:  # fmt: skip
    return _saved(_product(Product(), name, sku, price, aliases, more), "created", by)


@transaction.atomic
def update_product(
    product: Product, *, name: str, by: Actor, sku: str = "", price: str = "",
    aliases: Iterable[str] = (), **more: Any,
) -> Product:  # fmt: skip
    """``more`` holds ``thing`` and some of ``TRADE_FACTS``; what is not named stays as it is."""
    return _saved(_product(product, name, sku, price, aliases, more), "updated", by)


def _product(
    product: Product, name: str, sku: str, price: str, aliases: Iterable[str],
    more: Mapping[str, Any],
) -> Product:  # fmt: skip
    product.name = _line(name)
    product.sku, product.price = sku.strip(), price.strip()
    product.aliases = list(dict.fromkeys(one for one in map(_line, aliases) if one))
    for fact in more.keys() & set(TRADE_FACTS):
        setattr(product, fact, "".join(more[fact].split()) if fact == "gtin" else _line(more[fact]))
    if "thing" in more:
        product.thing = more["thing"]
    if len(product.aliases) > MAX_ALIASES:
        raise Invalid(_("At most %(n)s other names.") % {"n": MAX_ALIASES}, field="aliases")
    _only_one(Product, product, "name", _("There is a product of this name already."))
    if product.sku:
        _only_one(Product, product, "sku", _("Another product has this article number."))
    check(product)
    return product


# Retailers


@transaction.atomic
def create_retailer(
    *, name: str, kind: str, by: Actor, website: str = "", promise: str = "", priority: int = 0
) -> Retailer:
    retailer = _retailer(Retailer(), name, kind, website, promise, priority)
    return _saved(retailer, "created", by)


@transaction.atomic
def update_retailer(
    retailer: Retailer, *, name: str, kind: str, by: Actor, website: str = "",
    promise: str = "", priority: int = 0,
) -> Retailer:  # fmt: skip
    return _saved(_retailer(retailer, name, kind, website, promise, priority), "updated", by)


def _retailer(
    retailer: Retailer, name: str, kind: str, website: str, promise: str, priority: int
) -> Retailer:
    retailer.name, retailer.kind = _line(name), kind
    retailer.website, retailer.promise = website.strip(), _line(promise)
    retailer.priority = priority
    _only_one(Retailer, retailer, "name", _("There is a retailer of this name already."))
    check(retailer)
    return retailer


# Stores


@transaction.atomic
def create_store(*, retailer: Retailer, by: Actor, **facts: Any) -> Store:
    return _saved(_store(Store(retailer=retailer), **facts), "created", by)


@transaction.atomic
def update_store(store: Store, *, retailer: Retailer, by: Actor, **facts: Any) -> Store:
    store.retailer = retailer
    return _saved(_store(store, **facts), "updated", by)


def _store(
    store: Store, *, name: str, zip: str, number: str = "", street: str = "", city: str = "",
    region: str = "", phone: str = "", hours: str = "", website: str = "",
    lat: float | None = None, lon: float | None = None,
) -> Store:  # fmt: skip
    place = place_of(zip)
    if place is None:
        raise Invalid(_("There is no such ZIP code."), field="zip")
    if (lat is None) != (lon is None):
        raise Invalid(_("Give both latitude and longitude, or neither."), field="lat")
    store.name, store.number, store.zip = _line(name), number.strip(), place.zip
    store.street = _line(street)
    store.city, store.region = _line(city) or place.city, _line(region) or place.state
    store.phone, store.hours, store.website = phone.strip(), _line(hours), website.strip()
    store.is_exact = lat is not None
    store.lat, store.lon = (place.lat, place.lon) if lat is None or lon is None else (lat, lon)
    store.updated_at = timezone.now()
    # An imported store keeps its key, so that the next import finds it under its new name.
    store.key = store.key or store_key(store.number, store.name, store.street, store.zip)
    if Store.objects.filter(retailer=store.retailer, key=store.key).exclude(pk=store.pk).exists():
        raise Conflict(_("This store of the retailer is there already."), field="name")
    check(store)
    return store


def store_key(number: str, name: str, street: str, zip_code: str) -> str:
    """What makes a store the same in the next file: its number, else its name and address."""
    if number:
        return f"#{number.casefold()}"[:200]
    return f"{name} {street} {zip_code}".casefold()[:200]


# Putting away


@transaction.atomic
def archive(row: Archivable, *, by: Actor) -> None:
    """Offer it no more. Links that were given out go on working."""
    if row.archived_at is None:
        row.archived_at = timezone.now()
        row.save(update_fields=["archived_at"])
        _record(row, "archived", by)


@transaction.atomic
def restore(row: Archivable, *, by: Actor) -> None:
    if row.archived_at is not None:
        row.archived_at = None
        row.save(update_fields=["archived_at"])
        _record(row, "restored", by)


# Listings


@transaction.atomic
def save_listing(
    *, product: Product, retailer: Retailer, by: Actor, url: str = "", price: str = "",
    in_stock: bool = True,
) -> Listing:  # fmt: skip
    """Say that a retailer sells a product, or what is true of that now."""
    listing = Listing.objects.filter(product=product, retailer=retailer).first()
    listing = listing or Listing(product=product, retailer=retailer)
    listing.url, listing.price, listing.in_stock = url.strip(), price.strip(), in_stock
    listing.checked_at = timezone.now()
    check(listing)
    listing.save()
    _record_listing("listing.saved", listing, by)
    return listing


@transaction.atomic
def remove_listing(listing: Listing, *, by: Actor) -> None:
    _record_listing("listing.removed", listing, by)
    listing.delete()


def _record_listing(kind: str, listing: Listing, by: Actor) -> None:
    data = {
        "product_id": listing.product_id,
        "retailer_id": listing.retailer_id,
        "url": listing.url,
        "price": listing.price,
        "in_stock": listing.in_stock,
    }
    events.record(kind, by=by, data=data)


# In common


def _saved(row: Row, done: str, by: Actor) -> Row:
    row.save()
    _record(row, done, by)
    return row


def _record(row: Archivable, done: str, by: Actor) -> None:
    noun = type(row).__name__.lower()
    events.record(f"{noun}.{done}", by=by, data={f"{noun}_id": row.pk, "name": row.name})


def _only_one(model: Any, row: Archivable, field: str, otherwise: str) -> None:
    taken = model.objects.filter(**{f"{field}__iexact": getattr(row, field)}).exclude(pk=row.pk)
    if taken.exists():
        raise Conflict(otherwise, field=field)


def _line(text: str) -> str:
    return " ".join(text.split())

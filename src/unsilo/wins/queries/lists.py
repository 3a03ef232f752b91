"""The lists of the directory and of what came of it, keyset-paged."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from unsilo.accounts.access import Access
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.wins.models import Attribution, Conversion, Link, Product, Retailer, Store, WayKind
from unsilo.wins.near import stores_near
from unsilo.wins.queries.numbers import since
from unsilo.wins.zips import place_of

PAGE = 50
NEAR_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ProductRow:
    product: Product
    listings: int


@dataclass(frozen=True, slots=True)
class RetailerRow:
    retailer: Retailer
    listings: int
    stores: int


@dataclass(frozen=True, slots=True)
class StoreRow:
    """A store; ``miles`` is how far it is where a ZIP was searched for."""

    store: Store
    miles: float | None = None


def products_page(
    *, q: str = "", archived: bool = False, cursor: str = "", limit: int = PAGE
) -> Page[ProductRow]:
    found = Product.objects.filter(archived_at__isnull=not archived)
    if q := q.strip():
        found = found.filter(Q(name__icontains=q) | Q(sku__icontains=q) | Q(aliases__contains=[q]))
    page = _by_name(found, cursor, limit)
    counts = _counts(page.items, "listings")
    return Page([ProductRow(one, counts[one.pk]) for one in page.items], page.next_cursor)


def retailers_page(
    *, q: str = "", kind: str = "", archived: bool = False, cursor: str = "", limit: int = PAGE
) -> Page[RetailerRow]:
    found = Retailer.objects.filter(archived_at__isnull=not archived)
    if kind:
        found = found.filter(kind=kind)
    if q := q.strip():
        found = found.filter(name__icontains=q)
    page = _by_name(found, cursor, limit)
    listings, stores = _counts(page.items, "listings"), _live_stores(page.items)
    rows = [RetailerRow(one, listings[one.pk], stores.get(one.pk, 0)) for one in page.items]
    return Page(rows, page.next_cursor)


def stores_page(
    *, q: str = "", retailer_id: int | None = None, archived: bool = False, cursor: str = "",
    limit: int = PAGE,
) -> Page[StoreRow]:  # fmt: skip
    """By name; near a ZIP by distance, where ``q`` is one."""
    q = q.strip()
    if not archived and not cursor and (place := place_of(q)):
        retailers = None if retailer_id is None else [retailer_id]
        near = stores_near(place.lat, place.lon, limit=NEAR_SHOWN, retailer_ids=retailers)
        rows = Store.objects.select_related("retailer").in_bulk([one.store_id for one in near])
        return Page([StoreRow(rows[one.store_id], one.miles) for one in near])
    found = Store.objects.filter(archived_at__isnull=not archived).select_related("retailer")
    if retailer_id is not None:
        found = found.filter(retailer=retailer_id)
    if q:
        found = found.filter(
            Q(name__icontains=q) | Q(city__icontains=q) | Q(zip__startswith=q) | Q(number=q)
        )
    page = _by_name(found, cursor, limit)
    return Page([StoreRow(one) for one in page.items], page.next_cursor)


def _by_name(found: QuerySet[Any], cursor: str, limit: int) -> Page[Any]:
    found = found.annotate(sort=Lower("name"))
    if cursor:
        name, last_id = decode_cursor(cursor, str, int)
        found = found.filter(Q(sort__gt=name) | Q(sort=name, id__gt=last_id))
    rows = list(found.order_by("sort", "id")[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], encode_cursor(last.sort, last.pk) if last else None)


def _counts(rows: Any, related: str) -> dict[int, int]:
    if not rows:
        return {}
    model = type(rows[0])
    counted = model.objects.filter(pk__in=[one.pk for one in rows])
    return dict(counted.annotate(n=Count(related)).values_list("pk", "n").order_by())


def _live_stores(rows: Any) -> dict[int, int]:
    stores = Store.objects.live().filter(retailer__in=[one.pk for one in rows])
    counted = stores.values("retailer").annotate(n=Count("id")).order_by()
    return {row["retailer"]: row["n"] for row in counted}


# What came of it


def links_page(
    access: Access, *, days: int, way: str = "", clicked: bool = False, cursor: str = ""
) -> Page[Link]:
    """Links that were offered in a period, newest first."""
    found = Link.objects.visible_to(access).filter(offered_at__gte=since(days))
    if way in WayKind.values:
        found = found.filter(way=way)
    if clicked:
        found = found.filter(clicks__gt=0)
    related = found.select_related("conversation__person", "retailer", "store", "product")
    return _newest(related, cursor)


def conversions_page(
    access: Access, *, days: int, attribution: str = "", way: str = "", cursor: str = ""
) -> Page[Conversion]:
    """What shops reported of a period and we know where it belongs, newest first."""
    found = Conversion.objects.visible_to(access).filter(happened_at__gte=since(days))
    if attribution in Attribution.values:
        found = found.filter(attribution=attribution)
    if way in WayKind.values:
        found = found.filter(link__way=way)
    related = found.select_related("conversation__person", "link", "matched_by")
    return _newest(related, cursor)


def unmatched_page(*, cursor: str = "") -> Page[Conversion]:
    return _newest(Conversion.objects.unmatched(), cursor)


def _newest(found: QuerySet[Any], cursor: str) -> Page[Any]:
    if cursor:
        (last_id,) = decode_cursor(cursor, int)
        found = found.filter(pk__lt=last_id)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    more = len(rows) > PAGE
    return Page(rows[:PAGE], encode_cursor(rows[PAGE - 1].pk) if more else None)

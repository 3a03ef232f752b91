"""What the public page "Find it near you" shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from unsilo.wins.drawing import Plan, plan_around
from unsilo.wins.models import Listing, Product, Retailer, RetailerKind, StockReport, Store
from unsilo.wins.near import stores_near
from unsilo.wins.ranking import STALE, map_of
from unsilo.wins.zips import ZipPlace

SHOWN = 10
TO_ASK = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A store near a ZIP, and what was last known of its shelf."""

    number: int
    store: Store
    miles: float
    checked_at: datetime
    report: StockReport | None

    @property
    def way_there(self) -> str:
        return map_of(self.store.lat, self.store.lon)

    @property
    def was_seen(self) -> bool:
        return self.report is not None and self.report.found

    @property
    def was_missed(self) -> bool:
        """Somebody stood before an empty shelf after we last knew."""
        report = self.report
        return report is not None and not report.found and report.at > self.checked_at

    @property
    def is_stale(self) -> bool:
        newest = max(self.checked_at, self.report.at) if self.report else self.checked_at
        return newest < timezone.now() - STALE


@dataclass(frozen=True, slots=True)
class Located:
    """The answer to "near me": stores, a plan of them, and where to order it instead."""

    stores: Sequence[Found]
    plan: Plan | None
    online: Sequence[Listing]


def sold_products() -> list[Product]:
    """What somebody may look for: only what anybody sells."""
    sold = Listing.objects.sold_now().filter(product=OuterRef("pk"))
    found = Product.objects.live().filter(Exists(sold)).order_by("name")
    return list(found[:200])


def locate(product: Product, place: ZipPlace) -> Located:
    listings = list(Listing.objects.sold_now().filter(product=product).select_related("retailer"))
    known = {one.retailer_id: one for one in listings}
    near = stores_near(place.lat, place.lon, limit=SHOWN, retailer_ids=list(known))
    stores = Store.objects.select_related("retailer").in_bulk([one.store_id for one in near])
    reports = _newest_reports(product, list(stores))
    found = [
        Found(
            number=n,
            store=stores[one.store_id],
            miles=one.miles,
            checked_at=known[stores[one.store_id].retailer_id].checked_at,
            report=reports.get(one.store_id),
        )
        for n, one in enumerate(near, 1)
    ]
    online = [one for one in listings if one.retailer.kind != RetailerKind.CHAIN]
    return Located(
        stores=found,
        plan=plan_around(place.lat, place.lon, [(one.store.lat, one.store.lon) for one in found])
        if found
        else None,
        online=[one for one in online if one.url or one.retailer.website],
    )


def stores_to_ask(
    product: Product, place: ZipPlace, *, limit: int = TO_ASK
) -> list[tuple[Store, float]]:
    """Stores near that do not sell it yet, nearest first, each with its miles."""
    sells = Listing.objects.filter(product=product).values("retailer")
    others = Retailer.objects.live().filter(kind=RetailerKind.CHAIN).exclude(pk__in=sells)
    ids = list(others.values_list("pk", flat=True))
    near = stores_near(place.lat, place.lon, limit=limit, retailer_ids=ids)
    rows = Store.objects.select_related("retailer").in_bulk([one.store_id for one in near])
    return [(rows[one.store_id], one.miles) for one in near]


def _newest_reports(product: Product, store_ids: Sequence[int]) -> dict[int, StockReport]:
    newest = (
        StockReport.objects.filter(product=product, store__in=store_ids)
        .order_by("store", "-at")
        .distinct("store")
    )
    return {one.store_id: one for one in newest}

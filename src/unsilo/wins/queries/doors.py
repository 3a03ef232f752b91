"""Doors and requests as lists, keyset-paged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from unsilo.accounts.access import Access
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.wins.models import Door, Proof, RequestForm, Stage
from unsilo.wins.queries.numbers import since

PAGE = 50


@dataclass(frozen=True, slots=True)
class DoorRow:
    """A door and the surest thing known of its requests."""

    door: Door
    proof: Proof


def doors_page(
    *, stage: str = "", q: str = "", cursor: str = "", limit: int = PAGE
) -> Page[DoorRow]:
    """The most recently asked for first."""
    found = Door.objects.select_related("store__retailer", "product", "owner")
    if stage in Stage.values:
        found = found.filter(stage=stage)
    if q := q.strip():
        found = found.filter(Q(store__name__icontains=q) | Q(product__name__icontains=q))
    if cursor:
        at, last = decode_cursor(cursor, datetime, int)
        found = found.filter(Q(last_request_at__lt=at) | Q(last_request_at=at, pk__lt=last))
    rows = list(found.order_by("-last_request_at", "-pk")[: limit + 1])
    shown = rows[:limit]
    more = encode_cursor(shown[-1].last_request_at, shown[-1].pk) if len(rows) > limit else None
    proofs = _proofs(shown)
    return Page([DoorRow(door, proofs[door.pk]) for door in shown], more)


def stage_counts() -> Mapping[str, int]:
    counted = Door.objects.values("stage").annotate(n=Count("id")).order_by()
    return {row["stage"]: row["n"] for row in counted}


def _proofs(doors: Sequence[Door]) -> dict[int, Proof]:
    """The surest proof of each door's requests, in one statement."""
    best = (
        RequestForm.objects.filter(
            store__in={one.store_id for one in doors}, product__in={one.product_id for one in doors}
        )
        .values("store", "product")
        .annotate(best=Max("proof"))
        .order_by()
    )
    known = {(row["store"], row["product"]): Proof(row["best"]) for row in best}
    return {one.pk: known.get((one.store_id, one.product_id), Proof.ISSUED) for one in doors}


@dataclass(frozen=True, slots=True)
class Demand:
    """How many ask for it at a door, by ZIP, and how many of them are different people."""

    by_zip: Sequence[tuple[str, int]]
    shoppers: int


def demand(door: Door) -> Demand:
    forms = RequestForm.objects.filter(store=door.store_id, product=door.product_id)
    zips = forms.exclude(zip="").values("zip").annotate(n=Count("id")).order_by("-n", "zip")
    people = forms.aggregate(
        known=Count("conversation__person", distinct=True),
        others=Count("id", filter=Q(conversation__isnull=True)),
    )
    return Demand([(row["zip"], row["n"]) for row in zips[:12]], people["known"] + people["others"])


def requests_page(
    access: Access, *, door: Door | None = None, days: int | None = None, opened: bool = False,
    cursor: str = "",
) -> Page[RequestForm]:  # fmt: skip
    """Request forms that the user may know of, newest first."""
    found = RequestForm.objects.visible_to(access)
    if door is not None:
        found = found.filter(store=door.store_id, product=door.product_id)
    if days is not None:
        found = found.filter(made_at__gte=since(days))
    if opened:
        found = found.filter(proof__gte=Proof.OPENED)
    if cursor:
        (last,) = decode_cursor(cursor, int)
        found = found.filter(pk__lt=last)
    related = found.select_related("product", "store", "conversation__person")
    rows = list(related.order_by("-pk")[: PAGE + 1])
    return Page(rows[:PAGE], encode_cursor(rows[PAGE - 1].pk) if len(rows) > PAGE else None)

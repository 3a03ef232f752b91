"""What we listen for: queries, saved, changed and put away; those that are there by themselves."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand
from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.jobs import wake
from unsilo.core.validation import check
from unsilo.listening.matching import normal
from unsilo.listening.models import Audience, Hears, Query, QueryKind, Series
from unsilo.triage.words import intent_label

MOST_TERMS = 60
LEARN = "listening.learn"
# Intents that make a topic by themselves: what a team wants to know of before it is much.
INTENTS = (
    "complaint_product",
    "complaint_service",
    "complaint_values",
    "safety_harm",
    "legal_threat",
    "where_to_buy",
    "availability_restock",
    "praise",
)


@transaction.atomic
def create_query(
    *,
    name: str,
    brand: Brand,
    by: Actor,
    any_of: Iterable[str] = (),
    all_of: Iterable[str] = (),
    none_of: Iterable[str] = (),
    hears: str = Hears.ALL,
    audience: str = Audience.ALL,
) -> Query:
    """Listen for words. What was said before is counted in the background."""
    query = Query(brand=brand)
    _set(query, name, any_of, all_of, none_of, hears, audience)
    query.save()
    _record("query.created", query, by=by)
    wake(LEARN, lock=LEARN, queue="listening")
    return query


@transaction.atomic
def update_query(
    query: Query,
    *,
    name: str,
    by: Actor,
    any_of: Iterable[str] = (),
    all_of: Iterable[str] = (),
    none_of: Iterable[str] = (),
    hears: str = Hears.ALL,
    audience: str = Audience.ALL,
) -> Query:
    """Change what is asked. Other words are another series: its counts begin anew."""
    query = Query.objects.select_for_update().get(pk=query.pk)
    if query.is_automatic:
        raise Conflict(_("This query is there by itself and can't be changed."))
    before = _asked(query)
    _set(query, name, any_of, all_of, none_of, hears, audience)
    if _asked(query) != before:
        query.series.all().delete()
        query.learned_at = None
        wake(LEARN, lock=LEARN, queue="listening")
    query.updated_at = timezone.now()
    query.save()
    _record("query.updated", query, by=by)
    return query


@transaction.atomic
def archive_query(query: Query, *, by: Actor) -> None:
    """Count it no more. What was counted stays."""
    _put(query, archived=True, by=by)


@transaction.atomic
def restore_query(query: Query, *, by: Actor) -> None:
    _put(query, archived=False, by=by)


def ensure_automatic(*, by: Actor = SYSTEM) -> None:
    """Have the queries of every brand that nobody needs to ask for."""
    known = set(
        Query.objects.exclude(kind=QueryKind.WORDS).values_list("brand_id", "kind", "intent")
    )
    for brand in Brand.objects.all():
        wanted = [(QueryKind.BRAND, "", brand.name)]
        wanted += [(QueryKind.INTENT, one, intent_label(one).capitalize()) for one in INTENTS]
        for kind, intent, name in wanted:
            if (brand.pk, kind.value, intent) not in known:
                _make_automatic(brand, kind, intent, name, by=by)


@transaction.atomic
def _make_automatic(brand: Brand, kind: QueryKind, intent: str, name: str, *, by: Actor) -> None:
    taken = Query.objects.filter(brand=brand, name__iexact=name).exists()
    query = Query(
        brand=brand,
        kind=kind,
        intent=intent,
        name=f"{name} ({kind.label})"[:80] if taken else name,
        hears=Hears.CONVERSATIONS if kind == QueryKind.INTENT else Hears.ALL,
    )
    made = Query.objects.bulk_create([query], ignore_conflicts=True)
    if made:
        _record("query.created", Query.objects.get(brand=brand, kind=kind, intent=intent), by=by)
        wake(LEARN, lock=LEARN, queue="listening")


def series_of(queries: Iterable[Query]) -> dict[tuple[int, bool], int]:
    """The ids of the two series of each query, made where they are not there."""
    pks = [query.pk for query in queries]
    found = _series(pks)
    missing = [
        Series(query_id=pk, public=public)
        for pk in pks
        for public in (True, False)
        if (pk, public) not in found
    ]
    if missing:
        Series.objects.bulk_create(missing, ignore_conflicts=True)
        found = _series(pks)
    return found


def _series(query_ids: list[int]) -> dict[tuple[int, bool], int]:
    rows = Series.objects.filter(query__in=query_ids).values_list("query_id", "public", "pk")
    return {(query_id, public): pk for query_id, public, pk in rows}


def _set(
    query: Query, name: str, any_of: Iterable[str], all_of: Iterable[str], none_of: Iterable[str],
    hears: str, audience: str,
) -> None:  # fmt: skip
    query.name = " ".join(name.split())
    query.any_of, query.all_of, query.none_of = map(terms, (any_of, all_of, none_of))
    query.hears, query.audience = hears, audience
    if not query.any_of and not query.all_of:
        raise Invalid(_("Name at least one word to listen for."), field="any_of")
    if max(map(len, (query.any_of, query.all_of, query.none_of))) > MOST_TERMS:
        raise Invalid(_("At most %(n)s words in each.") % {"n": MOST_TERMS}, field="any_of")
    taken = Query.objects.filter(brand=query.brand_id, name__iexact=query.name)
    if taken.exclude(pk=query.pk).exists():
        raise Conflict(_("There is a query of this name already."), field="name")
    check(query)


def terms(given: Iterable[str]) -> list[str]:
    """Terms without doubles, as they were written."""
    by_normal = {normal(one): " ".join(one.split()) for one in given}
    return [shown for key, shown in by_normal.items() if key]


def _asked(query: Query) -> tuple[object, ...]:
    return (query.any_of, query.all_of, query.none_of, query.hears, query.audience)


def _put(query: Query, *, archived: bool, by: Actor) -> None:
    query = Query.objects.select_for_update().get(pk=query.pk)
    if (query.archived_at is not None) == archived:
        return
    query.archived_at = timezone.now() if archived else None
    query.updated_at = timezone.now()
    if not archived:  # what was said meanwhile has not been counted
        query.learned_at = None
        wake(LEARN, lock=LEARN, queue="listening")
    query.save()
    _record("query.archived" if archived else "query.restored", query, by=by)


def _record(kind: str, query: Query, *, by: Actor) -> None:
    events.record(
        kind, by=by, brand_id=query.brand_id, data={"query_id": query.pk, "name": query.name}
    )

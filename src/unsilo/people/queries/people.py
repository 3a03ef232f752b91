"""The list of people, and finding one in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from unsilo.core.pagination import decode_cursor, encode_cursor
from unsilo.people.models import Identity, Person
from unsilo.people.querysets import PersonQuerySet

PAGE = 50
# More people than anybody looks through; a search that finds so many asks for more letters.
CANDIDATES = 2_000
SHORT = 3


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list. ``tier`` is empty once it has run out."""

    id: int
    name: str
    company_id: int | None
    company: str
    tier: str
    identities: list[Identity]
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people; ``is_capped`` says that the search found more than it looked at."""

    items: Sequence[PersonRow]
    next_cursor: str | None
    is_capped: bool = False


def people_page(
    *,
    q: str = "",
    company_id: int | None = None,
    tier_id: int | None = None,
    cursor: str = "",
    limit: int = PAGE,
) -> PeoplePage:
    """People by when they were last heard, newest first."""
    people, is_capped = _found(Person.objects.live(), q.strip())
    if company_id is not None:
        people = people.filter(company_id=company_id)
    if tier_id is not None:
        people = people.filter(tier_id=tier_id).filter(_tier_is_current())
    if cursor:
        seen_at, last_id = decode_cursor(cursor, datetime, int)
        people = people.filter(
            Q(last_seen_at__lt=seen_at) | Q(last_seen_at=seen_at, id__lt=last_id),
            last_seen_at__lte=seen_at,  # lets the index begin there
        )
    rows = person_rows(people.order_by("-last_seen_at", "-id"), limit + 1)
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    after = encode_cursor(last.last_seen_at, last.id) if last else None
    return PeoplePage(rows[:limit], after, is_capped)


def person_rows(people: QuerySet[Person], limit: int) -> list[PersonRow]:
    today = timezone.localdate()
    found = people.select_related("company", "tier").prefetch_related("identities")[:limit]
    return [_row(person, today) for person in found]


@dataclass(frozen=True, slots=True)
class Pick:
    """A person to choose in a dialog."""

    id: int
    name: str
    hint: str


def pick_people(q: str, *, other_than: Person, limit: int = 8) -> list[Pick]:
    """People to merge with or to give an identity to; without a search those of the same name."""
    people = Person.objects.live().exclude(pk=other_than.pk)
    if q := q.strip():
        people, _is_capped = _found(people, q)
    else:
        people = people.annotate(lower=Lower("name")).filter(lower=other_than.name.lower())
    rows = person_rows(people.order_by("-last_seen_at", "-id"), limit)
    return [
        Pick(row.id, row.name, ", ".join(identity.value for identity in row.identities[:2]))
        for row in rows
    ]


def _found(people: PersonQuerySet, q: str) -> tuple[PersonQuerySet, bool]:
    """Those whose name or identity contains ``q``, and whether there were too many to look at.

    Fewer than three letters match so many names that the first page is soon full, and no index
    knows them: they are looked for in names only, along the order of the list.
    """
    if not q:
        return people, False
    if len(q) < SHORT:
        return _named(people, q), False
    by_name = _named(Person.objects.live(), q)
    by_identity = Identity.objects.filter(key__contains=q.casefold())
    both = by_name.order_by().values_list("pk").union(by_identity.order_by().values_list("person"))
    ids = [pk for (pk,) in both[: CANDIDATES + 1]]
    return people.filter(pk__in=ids[:CANDIDATES]), len(ids) > CANDIDATES


def _named(people: PersonQuerySet, q: str) -> PersonQuerySet:
    return people.annotate(lower=Lower("name")).filter(lower__contains=q.lower())


def _tier_is_current() -> Q:
    return Q(tier_until__isnull=True) | Q(tier_until__gte=timezone.localdate())


def _row(person: Person, today: date) -> PersonRow:
    tier = person.tier_on(today)
    return PersonRow(
        id=person.pk,
        name=str(person),
        company_id=person.company_id,
        company=person.company.name if person.company else "",
        tier=tier.name if tier else "",
        identities=list(person.identities.all()),
        last_seen_at=person.last_seen_at,
    )

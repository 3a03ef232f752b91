"""Companies."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Lower

from unsilo.core.errors import NotFound
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.people.models import Company, Person

PAGE = 50


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company in the list."""

    id: int
    name: str
    domains: list[str]
    people_count: int


def companies_page(*, q: str = "", cursor: str = "", limit: int = PAGE) -> Page[CompanyRow]:
    """Companies by name."""
    companies = Company.objects.annotate(sort=Lower("name"))
    if q := q.strip():
        companies = companies.filter(Q(name__icontains=q) | Q(domains__contains=[q.lower()]))
    if cursor:
        name, last_id = decode_cursor(cursor, str, int)
        companies = companies.filter(Q(sort__gt=name) | Q(sort=name, id__gt=last_id))
    found = list(companies.order_by("sort", "id")[: limit + 1])
    counts = _people_counts([company.pk for company in found[:limit]])
    rows = [
        CompanyRow(company.pk, company.name, company.domains, counts.get(company.pk, 0))
        for company in found[:limit]
    ]
    last = found[limit - 1] if len(found) > limit else None
    return Page(rows, encode_cursor(last.sort, last.pk) if last else None)


def company_for(company_id: int) -> Company:
    company = Company.objects.filter(pk=company_id).first()
    if company is None:
        raise NotFound
    return company


def company_names(q: str, *, limit: int = 12) -> list[str]:
    """Names to suggest while somebody types one."""
    names = Company.objects.filter(name__icontains=q.strip()).values_list("name", flat=True)
    return list(names[:limit])


def _people_counts(company_ids: list[int]) -> dict[int | None, int]:
    counted = (
        Person.objects.live()
        .filter(company_id__in=company_ids)
        .values_list("company_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return dict(counted)

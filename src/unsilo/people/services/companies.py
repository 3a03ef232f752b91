"""Companies, and who belongs to them by mail domain."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.validation import check
from unsilo.people.domains import is_free_mail
from unsilo.people.models import Company, Identity, Person

_DOMAIN = re.compile(r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$")


@transaction.atomic
def create_company(*, name: str, by: Actor, domains: Iterable[str] = (), note: str = "") -> Company:
    """Note a company; people who write from its domains and have none join it."""
    company = _filled(Company(), name, domains, note)
    company.save()
    _record("company.created", company, by)
    _gather(company)
    return company


@transaction.atomic
def company_named(name: str, *, by: Actor) -> Company | None:
    """The company of this name, noted when it is a new one; None for no name."""
    name = " ".join(name.split())
    if not name:
        return None
    known = Company.objects.filter(name__iexact=name).first()
    return known or create_company(name=name, by=by)


@transaction.atomic
def update_company(
    company: Company, *, name: str, by: Actor, domains: Iterable[str] = (), note: str = ""
) -> Company:
    _filled(company, name, domains, note)
    company.save()
    _record("company.updated", company, by)
    _gather(company)
    return company


@transaction.atomic
def delete_company(company: Company, *, by: Actor) -> None:
    """Forget a company; its people stay and belong to none."""
    _record("company.deleted", company, by)
    company.delete()


def _filled(company: Company, name: str, domains: Iterable[str], note: str) -> Company:
    company.name = " ".join(name.split())
    company.domains = _checked_domains(company, domains)
    company.note = note.strip()
    same_name = Company.objects.filter(name__iexact=company.name).exclude(pk=company.pk)
    if same_name.exists():
        raise Conflict(_("There is a company of this name already."), field="name")
    check(company)
    return company


def _checked_domains(company: Company, domains: Iterable[str]) -> list[str]:
    named = dict.fromkeys(d.strip().lower().removeprefix("@").removeprefix("www.") for d in domains)
    for domain in named:
        if not _DOMAIN.match(domain):
            raise Invalid(
                _("“%(domain)s” is not a mail domain.") % {"domain": domain}, field="domains"
            )
        if is_free_mail(domain):
            raise Invalid(
                _("Anybody can have an address at %(domain)s.") % {"domain": domain},
                field="domains",
            )
    taken = Company.objects.filter(domains__overlap=list(named)).exclude(pk=company.pk).first()
    if taken is not None:
        raise Conflict(
            _("One of these domains belongs to %(name)s.") % {"name": taken}, field="domains"
        )
    return list(named)


def _gather(company: Company) -> None:
    """People without a company who write from one of its domains join it."""
    if not company.domains:
        return
    at_domain = Q()
    for domain in company.domains:
        at_domain |= Q(key__endswith=f"@{domain}") | Q(key__endswith=f".{domain}")
    writes = Identity.objects.filter(at_domain, kind="email", person=OuterRef("pk"))
    Person.objects.filter(Exists(writes), company__isnull=True).update(company=company)


def _record(kind: str, company: Company, by: Actor) -> None:
    events.record(kind, by=by, data={"company_id": company.pk, "name": company.name})

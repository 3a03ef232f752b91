"""Outlets and journalists."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid
from unsilo.core.validation import check
from unsilo.people.models import Identity, Person
from unsilo.people.services.persons import create_person
from unsilo.stories.models import MediaContact, Outlet


@transaction.atomic
def save_outlet(outlet: Outlet | None = None, *, by: Actor, **values: Any) -> Outlet:
    """Note a paper, station or site, or change what is known of it."""
    new = outlet is None
    outlet = outlet or Outlet()
    for name, value in values.items():
        setattr(outlet, name, clean_domains(value) if name == "domains" else value)
    outlet.name = " ".join(outlet.name.split())
    if outlet.reach is None:
        outlet.reach_source, outlet.reach_on = "", None
    elif not outlet.reach_source:
        raise Invalid(_("Say where the reach is from."), field="reach_source")
    check(outlet)
    outlet.save()
    _record("outlet.created" if new else "outlet.updated", by=by, outlet=outlet)
    return outlet


def clean_domains(given: Iterable[str]) -> list[str]:
    """``https://www.ledger.example/news`` is ``ledger.example``."""
    found = []
    for line in given:
        text = line.strip().casefold()
        if not text:
            continue
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
        host = host.removeprefix("www.")
        if "." not in host:
            raise Invalid(_("%(line)s is no address of a site.") % {"line": line}, field="domains")
        found.append(host)
    return list(dict.fromkeys(found))


@transaction.atomic
def save_contact(
    contact: MediaContact | None = None, *, outlet: Outlet, by: Actor, **values: Any
) -> MediaContact:
    """Note a journalist. Who is known by their mail address already, stays one person."""
    new = contact is None
    name, email = values.pop("name", ""), values.pop("email", "")
    if contact is None:
        person = _person(name, email, by=by)
        if MediaContact.objects.filter(person=person).exists():
            raise Invalid(_("%(name)s is noted already.") % {"name": person}, field="email")
        contact = MediaContact(person=person)
    contact.outlet = outlet
    for field, value in values.items():
        setattr(contact, field, value)
    contact.beats = list(
        dict.fromkeys(" ".join(one.split()) for one in contact.beats if one.strip())
    )
    check(contact)
    contact.save()
    events.record(
        "contact.created" if new else "contact.updated", by=by, person_id=contact.person_id,
        data={"contact": contact.pk, "outlet": outlet.name},
    )  # fmt: skip
    return contact


def _person(name: str, email: str, *, by: Actor) -> Person:
    if not email.strip():
        raise Invalid(_("A journalist needs a mail address."), field="email")
    key = email.strip().casefold()
    known = Identity.objects.filter(kind="email", key=key).select_related("person").first()
    return known.person if known else create_person(name=name, email=email, by=by)


@transaction.atomic
def archive(row: Outlet | MediaContact, *, by: Actor) -> None:
    """Out of the lists; what was pitched and published stays."""
    row.archived_at = timezone.now()
    row.save(update_fields=["archived_at"])
    _record("media.archived", by=by, row=row)


@transaction.atomic
def restore(row: Outlet | MediaContact, *, by: Actor) -> None:
    row.archived_at = None
    row.save(update_fields=["archived_at"])
    _record("media.restored", by=by, row=row)


def address_of(person: Person) -> str:
    """Where a journalist gets mail."""
    found = Identity.objects.filter(person=person, kind="email", bounced_at__isnull=True).first()
    if found is None:
        raise Invalid(_("%(name)s has no mail address that works.") % {"name": person})
    return found.value


def _record(kind: str, *, by: Actor, **rows: Any) -> None:
    data: Mapping[str, Any] = {name: {"id": row.pk, "name": str(row)} for name, row in rows.items()}
    events.record(kind, by=by, data=data)

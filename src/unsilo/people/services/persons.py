"""What colleagues know about a person: name, company, tier, custom fields."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.validation import check
from unsilo.people.fields import read_value
from unsilo.people.models import Company, CustomField, Person, Tier
from unsilo.people.services.identities import add_identity


@transaction.atomic
def create_person(
    *,
    name: str,
    by: Actor,
    email: str = "",
    company: Company | None = None,
    place: str = "",
    language: str = "",
) -> Person:
    """Note somebody who has not written yet."""
    if not name.strip():
        raise Invalid(_("A person needs a name."), field="name")
    person = Person(
        name=name.strip(), company=company, place=place.strip(), language=language.strip()
    )
    check(person)
    person.save()
    events.record("person.created", by=by, person_id=person.pk, data={"name": person.name})
    if email:
        _add_address(person, email, by)
    return person


@transaction.atomic
def update_person(
    person: Person,
    *,
    name: str,
    by: Actor,
    company: Company | None = None,
    place: str = "",
    language: str = "",
) -> Person:
    """Change the facts every person has."""
    person.require_here()
    if not name.strip():
        raise Invalid(_("A person needs a name."), field="name")
    before = {"name": person.name, "company": str(person.company or ""), "place": person.place}
    person.name = name.strip()
    person.company = company
    person.place = place.strip()
    person.language = language.strip()
    check(person)
    person.save(update_fields=["name", "company", "place", "language"])
    after = {"name": person.name, "company": str(company or ""), "place": person.place}
    changed = [key for key in before if before[key] != after[key]]
    if changed:
        _record("person.updated", person, by, before=before, after=after, changed=changed)
    return person


@transaction.atomic
def set_field(person: Person, *, field: CustomField, value: str, by: Actor) -> Person:
    """Set or, with an empty value, forget a custom field. Raises ``Invalid`` for the wrong kind."""
    person.require_here()
    read = read_value(field, value)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if read is None:
        person.fields.pop(field.key, None)
    else:
        person.fields[field.key] = read
    person.save(update_fields=["fields"])
    _record("person.field_set", person, by, key=field.key, label=field.label, value=read)
    return person


@transaction.atomic
def set_tier(
    person: Person, *, tier: Tier, reason: str, by: Actor, until: date | None = None
) -> Person:
    """Make a person stand out, and say why; a tier without a reason is forgotten first."""
    person.require_here()
    if not reason.strip():
        raise Invalid(_("Say why, for the colleague who sees it next."), field="reason")
    person.tier = tier
    person.tier_reason = reason.strip()
    person.tier_until = until
    check(person)
    person.save(update_fields=["tier", "tier_reason", "tier_until"])
    _record("person.tier_set", person, by, tier=tier.name, reason=person.tier_reason, until=until)
    return person


@transaction.atomic
def clear_tier(person: Person, *, by: Actor) -> Person:
    if person.tier is None:
        return person
    former = person.tier.name
    person.tier = None
    person.tier_reason = ""
    person.tier_until = None
    person.save(update_fields=["tier", "tier_reason", "tier_until"])
    _record("person.tier_cleared", person, by, tier=former)
    return person


def _record(kind: str, person: Person, by: Actor, **data: Any) -> None:
    events.record(kind, by=by, person_id=person.pk, data=data)


def _add_address(person: Person, email: str, by: Actor) -> None:
    try:
        add_identity(person, kind="email", value=email, by=by)
    except (Invalid, Conflict) as error:
        error.data["field"] = "email"
        raise

"""The lists an installation keeps for people: tiers and custom fields."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.validation import check
from unsilo.people.models import CustomField, Person, Tier


@transaction.atomic
def create_tier(*, name: str, by: Actor, rank: int = 0) -> Tier:
    tier = Tier(name=name.strip(), rank=rank)
    check(tier)
    tier.save()
    events.record("tier.created", by=by, data={"name": tier.name})
    return tier


@transaction.atomic
def update_tier(tier: Tier, *, name: str, rank: int, by: Actor) -> Tier:
    tier.name = name.strip()
    tier.rank = rank
    check(tier)
    tier.save()
    events.record("tier.updated", by=by, data={"name": tier.name})
    return tier


@transaction.atomic
def delete_tier(tier: Tier, *, by: Actor) -> None:
    """Remove a tier nobody has."""
    holders = Person.objects.filter(tier=tier).count()
    if holders:
        raise Conflict(_("%(n)d people have this tier. Clear it there first.") % {"n": holders})
    events.record("tier.deleted", by=by, data={"name": tier.name})
    tier.delete()


@transaction.atomic
def create_custom_field(
    *, label: str, kind: str, by: Actor, choices: Iterable[str] = ()
) -> CustomField:
    """Add a fact to keep about people."""
    last = CustomField.objects.aggregate(last=Max("position"))["last"]
    field = CustomField(
        key=_free_key(label),
        label=label.strip(),
        kind=kind,
        choices=_checked_choices(kind, choices),
        position=0 if last is None else last + 1,
    )
    check(field)
    field.save()
    events.record("custom_field.created", by=by, data={"key": field.key, "label": field.label})
    return field


@transaction.atomic
def update_custom_field(
    field: CustomField, *, label: str, by: Actor, choices: Iterable[str] = ()
) -> CustomField:
    """Rename a field or change its choices. Key and kind stay, since values are stored by them."""
    field.label = label.strip()
    field.choices = _checked_choices(field.kind, choices)
    check(field)
    field.save()
    events.record("custom_field.updated", by=by, data={"key": field.key, "label": field.label})
    return field


@transaction.atomic
def delete_custom_field(field: CustomField, *, by: Actor) -> None:
    """Remove a field and what was noted in it."""
    events.record("custom_field.deleted", by=by, data={"key": field.key, "label": field.label})
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person SET fields = fields - %s WHERE fields ? %s",
            [field.key, field.key],
        )
    field.delete()


def _checked_choices(kind: str, choices: Iterable[str]) -> list[str]:
    if kind != CustomField.Kind.CHOICE:
        return []
    named = list(dict.fromkeys(choice.strip() for choice in choices if choice.strip()))
    if len(named) < 2:
        raise Invalid(_("Give at least two choices, one a line."), field="choices")
    return named


def _free_key(label: str) -> str:
    base = slugify(label)[:36].strip("-") or "field"
    taken = set(CustomField.objects.filter(key__startswith=base).values_list("key", flat=True))
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key

"""The lists an installation keeps for people, for their settings pages."""

from dataclasses import dataclass

from django.db.models import Count

from unsilo.people.models import CustomField, Person, Tier


@dataclass(frozen=True, slots=True)
class TierRow:
    """A tier and how many people have it."""

    tier: Tier
    holders: int


def tiers_with_counts() -> list[TierRow]:
    counted = Person.objects.live().exclude(tier=None).values_list("tier").annotate(n=Count("pk"))
    holders = dict(counted.order_by())
    return [TierRow(tier, holders.get(tier.pk, 0)) for tier in Tier.objects.all()]


def field_holders(field: CustomField) -> int:
    """How many people have a value in a field, and would lose it."""
    return Person.objects.filter(fields__has_key=field.key).count()

"""Chainable reads of people."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from unsilo.people.models import Person  # noqa: F401 - named in quotes


class PersonQuerySet(models.QuerySet["Person"]):
    def live(self) -> Self:
        """Without those who turned out to be somebody else, and those who were erased."""
        return self.filter(merged_into__isnull=True, erased_at__isnull=True)

    def by_identity(self, kind: str, value: str) -> Self:
        return self.filter(identities__kind=kind, identities__key=value.strip().casefold())

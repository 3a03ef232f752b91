"""Chainable reads: those of the user's brands."""

from typing import Any, Self

from django.db import models

from unsilo.accounts.access import Access
from unsilo.core.errors import NotFound


class BrandedQuerySet(models.QuerySet[Any]):
    """Things, campaigns and dates; ``brand`` is theirs or that of their thing."""

    brand = "brand"

    def visible_to(self, access: Access) -> Self:
        if access.brand_ids is None:
            return self
        return self.filter(**{f"{self.brand}__in": access.brand_ids})

    def live(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def get_for(self, access: Access, pk: int) -> Any:
        found = self.visible_to(access).filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found


class OfThingQuerySet(BrandedQuerySet):
    brand = "thing__brand"

    def get_for(self, access: Access, pk: int) -> Any:
        return self.select_related("thing")._found(access, pk)

    def _found(self, access: Access, pk: int) -> Any:
        return super().get_for(access, pk)

"""Chainable reads: what a user may see, first."""

from typing import Any, Self

from django.db import models

from unsilo.accounts.access import Access
from unsilo.core.errors import NotFound


class BrandQuerySet(models.QuerySet[Any]):
    """Rows that belong to a brand: who may read the brand may read them."""

    brand = "brand"

    def visible_to(self, access: Access) -> Self:
        if access.brand_ids is None:
            return self
        return self.filter(**{f"{self.brand}__in": access.brand_ids})

    def get_for(self, access: Access, pk: int) -> Any:
        found = self.visible_to(access).filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found


class LiveQuerySet(BrandQuerySet):
    """Rows that can be put away."""

    def live(self) -> Self:
        return self.filter(archived_at__isnull=True)


class MentionQuerySet(BrandQuerySet):
    def waiting(self) -> Self:
        """Neither dismissed nor brought into the inbox."""
        return self.filter(dismissed_at__isnull=True, conversation__isnull=True)


class SeriesQuerySet(BrandQuerySet):
    brand = "query__brand"


class AlertQuerySet(BrandQuerySet):
    brand = "query__brand"

    def ongoing(self) -> Self:
        return self.exclude(status="closed")

    def related(self) -> Self:
        return self.select_related("query__brand", "series", "acknowledged_by", "closed_by")

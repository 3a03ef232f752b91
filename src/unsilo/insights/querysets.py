"""Chainable reads: what a user may see, first."""

from typing import TYPE_CHECKING, Self

from django.db import models

from unsilo.accounts.access import Access
from unsilo.core.errors import NotFound

if TYPE_CHECKING:
    from unsilo.insights.models import Briefing


class BriefingQuerySet(models.QuerySet["Briefing"]):
    def visible_to(self, access: Access) -> Self:
        """Those of brands the user sees; what stands in them is narrowed item by item."""
        return self if access.brand_ids is None else self.filter(brand__in=access.brand_ids)

    def get_for(self, access: Access, pk: int) -> "Briefing":
        found = self.visible_to(access).select_related("brand").filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found

"""Chainable reads of incidents: visibility first."""

from typing import TYPE_CHECKING, Self

from django.db import models

from unsilo.accounts.access import Access
from unsilo.core.errors import NotFound

if TYPE_CHECKING:
    from unsilo.incidents.models import FactLine, Incident, Touched  # noqa: F401 - named in quotes


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, access: Access) -> Self:
        """Whoever reads the brand: what may be said and what not concerns them all."""
        return self if access.brand_ids is None else self.filter(brand__in=access.brand_ids)

    def get_for(self, access: Access, incident_id: int) -> "Incident":
        found = self.visible_to(access).select_related("brand", "alert", "conversation")
        incident = found.filter(pk=incident_id).first()
        if incident is None:
            raise NotFound
        return incident

    def ongoing(self) -> Self:
        return self.filter(resolved_at__isnull=True)

    def public(self) -> Self:
        return self.filter(published_at__isnull=False)


class FactLineQuerySet(models.QuerySet["FactLine"]):
    def standing(self) -> Self:
        return self.filter(removed_at__isnull=True)


class TouchedQuerySet(models.QuerySet["Touched"]):
    def visible_to(self, access: Access) -> Self:
        """Of conversations that may be read."""
        from unsilo.inbox.models import Conversation

        return self.filter(conversation__in=Conversation.objects.visible_to(access))

"""Chainable reads of channels and ledgers."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from unsilo.accounts.access import Access

if TYPE_CHECKING:
    from unsilo.channels.models import Arrival, Channel, Delivery


class ChannelQuerySet(models.QuerySet["Channel"]):
    def live(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def visible_to(self, access: Access) -> Self:
        """Channels of brands and desks the user may read."""
        found = self.filter(desk__in=access.desk_ids)
        return found if access.brand_ids is None else found.filter(brand__in=access.brand_ids)


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def due(self, now: datetime) -> Self:
        return self.filter(outcome="pending", next_try_at__lte=now).order_by("next_try_at", "id")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> Self:
        return self.filter(state="waiting", next_try_at__lte=now).order_by("next_try_at", "id")

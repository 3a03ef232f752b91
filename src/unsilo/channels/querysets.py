"""Chainable reads of channels and ledgers."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from unsilo.accounts.access import Access

if TYPE_CHECKING:
    pass


class ChannelQuerySet(models.QuerySet["Channel"]):  # type: ignore[name-defined]  # the plugin looks before the import
    def live(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def visible_to(self, access: Access) -> Self:
        """Channels of brands and desks the user may read."""
        return self.filter(**_seen_by(access))


class ArrivalQuerySet(models.QuerySet["Arrival"]):  # type: ignore[name-defined]  # the plugin looks before the import
    def visible_to(self, access: Access) -> Self:
        """What came through channels the user may read."""
        return self.filter(**_seen_by(access, "channel__"))

    def due(self, now: datetime) -> Self:
        return self.filter(outcome="pending", next_try_at__lte=now).order_by("next_try_at", "id")


class DeliveryQuerySet(models.QuerySet["Delivery"]):  # type: ignore[name-defined]  # the plugin looks before the import
    def visible_to(self, access: Access) -> Self:
        """What goes out through channels the user may read."""
        return self.filter(**_seen_by(access, "channel__"))

    def due(self, now: datetime) -> Self:
        return self.filter(state="waiting", next_try_at__lte=now).order_by("next_try_at", "id")

    def scheduled(self) -> Self:
        """What somebody wants to go out later, as long as nothing of it has been tried."""
        return self.filter(scheduled=True, state="waiting", attempts=0)

    def not_held(self) -> Self:
        """Without what a pause of its brand holds. Asked of the pause itself, so that nothing
        that was scheduled while it began slips through."""
        pauses = apps.get_model("channels", "Pause")._default_manager
        holding = pauses.filter(brand=OuterRef("channel__brand"), ended_at__isnull=True)
        return self.exclude(Q(scheduled=True, attempts=0) & Exists(holding))


def _seen_by(access: Access, prefix: str = "") -> dict[str, object]:
    """The conditions under which a channel's rows may be read; none for an admin."""
    if access.user.role == "admin":
        return {}
    conditions: dict[str, object] = {f"{prefix}desk__in": access.desk_ids}
    if access.brand_ids is not None:
        conditions[f"{prefix}brand__in"] = access.brand_ids
    return conditions

"""Chainable reads: what a user may see, first."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from unsilo.accounts.access import Access
from unsilo.core.errors import NotFound
from unsilo.inbox.models import Conversation

if TYPE_CHECKING:
    from unsilo.wins.models import Conversion, Door, RequestForm


class DirectoryQuerySet(models.QuerySet[Any]):
    """Products, retailers and stores: everybody who can log in may look them up."""

    def live(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def get_or_404(self, pk: int) -> Any:
        found = self.filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found


class ListingQuerySet(models.QuerySet["Listing"]):  # type: ignore[name-defined]  # the plugin looks before the import
    def sold_now(self) -> Self:
        """What is in stock, at retailers that are offered."""
        return self.filter(in_stock=True, retailer__archived_at__isnull=True)


class LinkQuerySet(models.QuerySet["Link"]):  # type: ignore[name-defined]  # the plugin looks before the import
    def visible_to(self, access: Access) -> Self:
        """Links of conversations that the user may read."""
        return self.filter(conversation__in=Conversation.objects.visible_to(access))


class ConversionQuerySet(models.QuerySet["Conversion"]):
    def matched(self) -> Self:
        return self.filter(conversation__isnull=False)

    def unmatched(self) -> Self:
        return self.filter(conversation__isnull=True)

    def visible_to(self, access: Access) -> Self:
        """What belongs to a conversation that the user may read."""
        return self.filter(conversation__in=Conversation.objects.visible_to(access))

    def get_unmatched(self, pk: int) -> "Conversion":
        found = self.unmatched().filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found


class RequestQuerySet(models.QuerySet["RequestForm"]):
    def visible_to(self, access: Access) -> Self:
        """Those made for a conversation the user may read, and those made on the public page."""
        readable = Conversation.objects.visible_to(access)
        return self.filter(
            models.Q(conversation__in=readable) | models.Q(conversation__isnull=True)
        )

    def with_code(self, code: str) -> "RequestForm":
        found = self.select_related("brand", "product", "store__retailer").filter(code=code.upper())
        request = found.first()
        if request is None:
            raise NotFound
        return request


class DoorQuerySet(models.QuerySet["Door"]):
    """Everybody who can log in may look them up, as the directory they belong to."""

    def get_or_404(self, pk: int) -> "Door":
        found = self.select_related("store__retailer", "product", "owner").filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found

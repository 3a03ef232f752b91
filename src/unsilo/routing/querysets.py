"""Chainable reads: what a user may see, first."""

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from unsilo.accounts.access import Access
from unsilo.core.errors import NotFound

if TYPE_CHECKING:
    from unsilo.routing.models import Clock, HandOff, Promise, Rule  # noqa: F401 - named in quotes


Found = TypeVar("Found", bound="models.QuerySet[Any]")


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> Self:
        return self.filter(stopped_at__isnull=True)

    def visible_to(self, access: Access) -> Self:
        """Clocks of desks and brands that the user may read."""
        return _of_brands(self.filter(desk__in=access.desk_ids), access)


class PromiseQuerySet(models.QuerySet["Promise"]):
    def unsettled(self) -> Self:
        return self.filter(settled_at__isnull=True)

    def visible_to(self, access: Access) -> Self:
        return _of_brands(self.filter(desk__in=access.desk_ids), access)

    def get_for(self, access: Access, pk: int) -> "Promise":
        found = self.visible_to(access).select_related("conversation", "desk", "owner", "clock")
        promise = found.filter(pk=pk).first() if 0 < pk < 2**63 else None
        if promise is None:
            raise NotFound
        return promise


class HandOffQuerySet(models.QuerySet["HandOff"]):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def visible_to(self, access: Access) -> Self:
        """Hand-offs between desks of which the user may read both."""
        desks = access.desk_ids
        return _of_brands(self.filter(Q(from_desk__in=desks) & Q(to_desk__in=desks)), access)

    def get_for(self, access: Access, pk: int) -> "HandOff":
        found = self.visible_to(access).select_related(
            "conversation", "from_desk", "to_desk", "asked_by", "taken_by", "clock"
        )
        handoff = found.filter(pk=pk).first() if 0 < pk < 2**63 else None
        if handoff is None:
            raise NotFound
        return handoff


class RuleQuerySet(models.QuerySet["Rule"]):
    def live(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def on(self) -> Self:
        return self.live().filter(is_on=True)

    def get_or_404(self, pk: int) -> "Rule":
        rule = self.filter(pk=pk).first()
        if rule is None:
            raise NotFound
        return rule


def _of_brands(found: Found, access: Access) -> Found:
    if access.brand_ids is None:
        return found
    return found.filter(conversation__brand__in=access.brand_ids)

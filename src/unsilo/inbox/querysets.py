"""Chainable reads of conversations: visibility first, then the rest."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from unsilo.accounts.access import Access
from unsilo.core.errors import NotFound

if TYPE_CHECKING:
    from unsilo.inbox.models import Conversation


class PlacementQuerySet(models.QuerySet["Placement"]):  # type: ignore[name-defined]  # the plugin looks before the import
    def visible_to(self, access: Access) -> Self:
        """Placements on desks and brands the user may read."""
        found = self.filter(desk__in=access.desk_ids)
        return found if access.brand_ids is None else found.filter(brand__in=access.brand_ids)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, access: Access) -> Self:
        """Conversations placed on at least one desk the user may read, of a readable brand."""
        placements = apps.get_model("inbox", "Placement")._default_manager
        placed = placements.filter(conversation=OuterRef("pk"), desk__in=access.desk_ids)
        found = self.filter(Exists(placed))
        return found if access.brand_ids is None else found.filter(brand__in=access.brand_ids)

    def get_for(self, access: Access, conversation_id: int) -> "Conversation":
        """The conversation, or ``NotFound`` when it is absent or not for this user."""
        if not 0 < conversation_id < 2**63:
            raise NotFound
        found = self.visible_to(access).filter(Q(pk=conversation_id))
        conversation = found.select_related("channel", "person", "brand").first()
        if conversation is None:
            raise NotFound
        return conversation

"""Chainable reads: what a user may see, first."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from unsilo.accounts.access import Access
from unsilo.core.errors import NotFound
from unsilo.inbox.models import Conversation

if TYPE_CHECKING:
    from unsilo.stories.models import Flag, Story


class FlagQuerySet(models.QuerySet["Flag"]):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def visible_to(self, access: Access) -> Self:
        """Flags on conversations that the user may read."""
        return self.filter(conversation__in=Conversation.objects.visible_to(access))

    def get_for(self, access: Access, flag_id: int) -> "Flag":
        related = self.visible_to(access).select_related("conversation__person", "flagged_by")
        found = related.filter(pk=flag_id).first()
        if found is None:
            raise NotFound
        return found


class StoryQuerySet(models.QuerySet["Story"]):
    def live(self) -> Self:
        return self.filter(put_away_at__isnull=True)

    def visible_to(self, access: Access) -> Self:
        """Stories of readable brands, unless what they came from may not be read."""
        found = self.filter(
            Q(conversation__isnull=True)
            | Q(conversation__in=Conversation.objects.visible_to(access))
        )
        return found if access.brand_ids is None else found.filter(brand__in=access.brand_ids)

    def get_for(self, access: Access, story_id: int) -> "Story":
        related = self.visible_to(access).select_related("brand", "owner", "conversation__person")
        found = related.filter(pk=story_id).first()
        if found is None:
            raise NotFound
        return found


def _stories() -> StoryQuerySet:
    found: StoryQuerySet = apps.get_model("stories", "Story")._default_manager.all()
    return found


class OfStoriesQuerySet(models.QuerySet[Any]):
    """What belongs to a story: consents, pitches, evidence, credit."""

    def visible_to(self, access: Access) -> Self:
        return self.filter(story__in=_stories().visible_to(access))

    def get_for(self, access: Access, pk: int) -> Any:
        found = self.visible_to(access).select_related("story__brand").filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found


class CoverageQuerySet(models.QuerySet[Any]):
    def visible_to(self, access: Access) -> Self:
        """Of readable brands; of a story that may not be read, nothing."""
        found = self.filter(Q(story__isnull=True) | Q(story__in=_stories().visible_to(access)))
        return found if access.brand_ids is None else found.filter(brand__in=access.brand_ids)

    def confirmed(self) -> Self:
        return self.filter(state="confirmed")

    def proposed(self) -> Self:
        return self.filter(state="proposed")

    def get_for(self, access: Access, pk: int) -> Any:
        found = self.visible_to(access).select_related("story", "outlet", "mention", "pitch")
        one = found.filter(pk=pk).first()
        if one is None:
            raise NotFound
        return one


class DirectoryQuerySet(models.QuerySet[Any]):
    """Outlets and journalists: everybody who can log in may look them up."""

    def live(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def get_or_404(self, pk: int) -> Any:
        found = self.filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found

"""Chainable reads of facts and voices: those of the user's brands."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast, Lower
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.core.errors import NotFound

if TYPE_CHECKING:
    from unsilo.library.models import Fact, VoiceGuide


class FactQuerySet(models.QuerySet["Fact"]):
    def visible_to(self, access: Access) -> Self:
        """Facts of all brands, and of those the user may read."""
        if access.brand_ids is None:
            return self
        return self.filter(Q(brand__isnull=True) | Q(brand__in=access.brand_ids))

    def live(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def of_brand(self, brand_id: int) -> Self:
        """What holds where this brand speaks."""
        return self.filter(Q(brand__isnull=True) | Q(brand=brand_id))

    def valid(self, on: date | None = None) -> Self:
        day = on or timezone.localdate()
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))

    def search(self, words: str) -> Self:
        """Facts that hold each of the words somewhere."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                Q(statement__icontains=word) | Q(value__icontains=word) | Q(about__icontains=word)
            )
        return found

    def about(self, name: str) -> Self:
        """Facts that name this among what they are about, whatever the case."""
        words = Cast(Lower(Cast("about", TextField())), ArrayField(TextField()))
        return self.alias(about_folded=words).filter(about_folded__contains=[name.lower()])

    def get_for(self, access: Access, pk: int) -> "Fact":
        found = self.visible_to(access).filter(pk=pk).select_related("brand").first()
        if found is None:
            raise NotFound
        return found


class VoiceGuideQuerySet(models.QuerySet["VoiceGuide"]):
    def get_for(self, access: Access, brand_id: int) -> "VoiceGuide":
        """The guide of a brand, an empty one where nobody has written it yet."""
        brand = next((one for one in access.brands if one.pk == brand_id), None)
        if brand is None:
            raise NotFound
        return self.filter(brand=brand).select_related("brand").first() or self.model(brand=brand)

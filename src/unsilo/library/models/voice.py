"""How a brand speaks."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand
from unsilo.library.querysets import VoiceGuideQuerySet


class VoiceGuide(models.Model):
    """The tone of a brand, what to do and not to do, and the lines that stand below its words.

    ``disclosure`` is what a spokesperson says in public about who is speaking.
    """

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="+")
    tone = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    do = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    dont = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    disclosure = models.CharField(_("disclosure line"), max_length=200, blank=True)
    signature = models.CharField(_("signature"), max_length=200, blank=True)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VoiceGuideQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.brand)


class PhraseLevel(models.TextChoices):
    """How much a phrase is not wanted."""

    NEVER = "never", _("never")
    RATHER_NOT = "rather_not", _("rather not")


class Phrase(models.Model):
    """Words a brand does not use, why, and what it says instead."""

    guide = models.ForeignKey(VoiceGuide, on_delete=models.CASCADE, related_name="phrases")
    words = models.CharField(_("phrase"), max_length=120)
    level = models.CharField(max_length=10, choices=PhraseLevel.choices, default=PhraseLevel.NEVER)
    why = models.CharField(_("why"), max_length=200, blank=True)
    better = models.CharField(_("better"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["words", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "guide",
                Lower("words"),
                name="phrase_once",
                violation_error_message=_("This phrase stands in the guide already."),
            ),
        ]

    def __str__(self) -> str:
        return self.words

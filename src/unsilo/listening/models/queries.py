"""What we listen for."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand
from unsilo.listening.querysets import LiveQuerySet


class QueryKind(models.TextChoices):
    """How a query finds. Those that are no words are there by themselves."""

    WORDS = "words", _("Words")
    BRAND = "brand", _("Everything of the brand")
    INTENT = "intent", _("What people want")


class Hears(models.TextChoices):
    """Where a query listens."""

    ALL = "all", _("Conversations and mentions")
    CONVERSATIONS = "conversations", _("Conversations only")
    MENTIONS = "mentions", _("Mentions only")


class Audience(models.TextChoices):
    """Who else can read what it finds."""

    ALL = "all", _("Public and private")
    PUBLIC = "public", _("Public only")
    PRIVATE = "private", _("Private only")


class Query(models.Model):
    """A topic that is counted: words, or all of a brand, or what triage says people want.

    A text matches when it has one of ``any_of``, each of ``all_of`` and none of ``none_of``; an
    empty list asks for nothing. ``learned_at`` is empty until the past has been counted.
    """

    name = models.CharField(_("name"), max_length=80)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="queries")
    kind = models.CharField(max_length=8, choices=QueryKind.choices, default=QueryKind.WORDS)
    intent = models.CharField(max_length=40, blank=True)
    any_of = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    all_of = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    none_of = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    hears = models.CharField(_("where"), max_length=13, choices=Hears.choices, default=Hears.ALL)
    audience = models.CharField(
        _("who can read it"), max_length=8, choices=Audience.choices, default=Audience.ALL
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    learned_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("brand", Lower("name"), name="query_name_once"),
            models.UniqueConstraint(
                fields=["brand", "kind", "intent"],
                name="query_automatic_once",
                condition=~Q(kind="words"),
            ),
        ]
        ordering: ClassVar = ["name", "id"]
        verbose_name_plural = "queries"

    def __str__(self) -> str:
        return self.name

    @property
    def is_automatic(self) -> bool:
        return self.kind != QueryKind.WORDS

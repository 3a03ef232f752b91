"""Who writes to us."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User
from unsilo.core.errors import Conflict
from unsilo.people.querysets import PersonQuerySet


class Company(models.Model):
    """An organisation that people write for; mail domains assign new people to it."""

    name = models.CharField(_("name"), max_length=120)
    domains = ArrayField(models.CharField(max_length=190), default=list, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=4000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="company_name_once")]
        indexes: ClassVar = [GinIndex(fields=["domains"], name="company_domains")]

    def __str__(self) -> str:
        return self.name


class Tier(models.Model):
    """A rank that makes a person stand out in lists (VIP, press, partner)."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)

    class Meta:
        ordering: ClassVar = ["-rank", "name"]

    def __str__(self) -> str:
        return self.name


class CustomField(models.Model):
    """A fact this installation keeps about people, beyond what unsilo knows by itself."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")
        CHECK = "check", _("Yes or no")

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TEXT)
    choices = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class Person(models.Model):
    """One human (or role mailbox) outside, whatever accounts they write from.

    ``merged_into`` marks a person who turned out to be another one; such a row is kept so that the
    merge can be undone, and is shown nowhere. Of one who was erased (``erased_at``) nothing is left
    but this row, which conversations without words hang on.
    """

    name = models.CharField(_("name"), max_length=200, blank=True)
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )
    tier = models.ForeignKey(
        Tier, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    tier_reason = models.CharField(_("reason"), max_length=300, blank=True)
    tier_until = models.DateField(_("until"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        indexes: ClassVar = [
            models.Index(
                fields=["-last_seen_at", "-id"],
                name="person_recent",
                condition=Q(merged_into__isnull=True),
            ),
            GinIndex(OpClass(Lower("name"), "gin_trgm_ops"), name="person_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    def require_here(self) -> None:
        """Nothing is noted of somebody who was erased. Raises ``Conflict``."""
        if self.erased_at is not None:
            raise Conflict(gettext("Nothing is left of this person."))

    def tier_on(self, day: date) -> Tier | None:
        """The tier as of ``day`` (a date): none once it has run out."""
        return self.tier if self.tier_until is None or self.tier_until >= day else None


class Identity(models.Model):
    """An address or account a person writes from. ``key`` is the value folded for comparison; of a
    person who was erased it is a tombstone, and nothing else is left."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=30)
    value = models.CharField(max_length=320)
    key = models.CharField(max_length=320)
    name = models.CharField(max_length=200, blank=True)
    profile_url = models.URLField(max_length=500, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "identities"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], name="identity_once")
        ]
        indexes: ClassVar = [
            GinIndex(OpClass("key", "gin_trgm_ops"), name="identity_key_trgm"),
        ]

    def __str__(self) -> str:
        return self.value

    @property
    def known_by(self) -> str:
        """The handle of an account, where its value is an id that nobody reads."""
        return self.name if self.name.startswith("@") else self.value


class PersonNote(models.Model):
    """What colleagues should know about a person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("note"), max_length=10_000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.text[:40]


class Merge(models.Model):
    """One merge of two people, with all that is needed to take it back."""

    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    identity_ids = ArrayField(models.BigIntegerField())
    note_ids = ArrayField(models.BigIntegerField())
    before = models.JSONField()
    merged_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.gone} into {self.kept}"

"""What we tell people about, the campaigns for it, and its dates."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand
from unsilo.launches.querysets import BrandedQuerySet, OfThingQuerySet


class ThingKind(models.TextChoices):
    PRODUCT = "product", _("Product")
    SERVICE = "service", _("Service")
    EVENT = "event", _("Event")
    CAUSE = "cause", _("Cause")


class Thing(models.Model):
    """What we tell people about."""

    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, related_name="+", verbose_name=_("brand")
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=8, choices=ThingKind.choices, default=ThingKind.PRODUCT
    )
    description = models.CharField(_("description"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = BrandedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "brand",
                Lower("name"),
                name="thing_name_once",
                violation_error_message=_("There is a thing of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Campaign(models.Model):
    """A time in which we tell people about a thing, and pay for it.

    ``key`` is the name under which ad programs and links know it: comments whose ad names it are
    its. It is compared whatever its case.
    """

    thing = models.ForeignKey(
        Thing, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("thing")
    )
    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(_("key"), max_length=200)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    budget = models.DecimalField(
        _("budget"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfThingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Upper("key"),
                name="campaign_key_once",
                violation_error_message=_("Another campaign has this key."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_it_starts",
                violation_error_message=_("It ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def brand_id(self) -> int:
        return self.thing.brand_id


class DateKind(models.TextChoices):
    LAUNCH = "launch", _("Launch")
    STREAM = "stream", _("Stream")
    EMBARGO = "embargo", _("Embargo ends")
    FAIR = "fair", _("Fair")
    OTHER = "other", _("Other")


class CalendarEntry(models.Model):
    """Something of a thing that happens on a day."""

    thing = models.ForeignKey(
        Thing, on_delete=models.CASCADE, related_name="dates", verbose_name=_("thing")
    )
    kind = models.CharField(_("what"), max_length=8, choices=DateKind.choices)
    title = models.CharField(_("title"), max_length=160)
    on = models.DateField(_("day"))
    url = models.URLField(_("page"), max_length=1000, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfThingQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["on"], name="calendar_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def brand_id(self) -> int:
        return self.thing.brand_id

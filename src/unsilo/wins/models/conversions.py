"""What came of it, as shops report it."""

from typing import ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User, slug_validator
from unsilo.inbox.models import Conversation
from unsilo.wins.models.links import Link
from unsilo.wins.querysets import ConversionQuerySet

currency = RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as USD."))


class ConversionKind(models.TextChoices):
    ORDER = "order", _("Order")
    LEAD = "lead", _("Lead")
    REQUEST = "request", _("Request")


class Attribution(models.TextChoices):
    """How sure we are. These overlap in what they mean and are never added up."""

    DIRECT = "direct", _("Direct")
    ASSISTED = "assisted", _("Assisted")
    INFLUENCED = "influenced", _("Influenced")


class OrderHook(models.Model):
    """An address to which a shop posts its orders, signed with a secret that both know."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.CharField(max_length=80, unique=True, validators=[slug_validator])
    sealed_secret = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Conversion(models.Model):
    """An order, a lead or a request that somebody outside told us of, once.

    It belongs to a conversation or waits to be matched; ``code`` is what was reported, known to us
    or not. ``source`` and ``external_id`` together say which it is.
    """

    source = models.CharField(max_length=80)
    external_id = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=8, choices=ConversionKind.choices, default=ConversionKind.ORDER
    )
    value = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(max_length=3, validators=[currency])
    code = models.CharField(max_length=60, blank=True)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    link = models.ForeignKey(
        Link, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversions"
    )
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversions"
    )
    attribution = models.CharField(max_length=10, choices=Attribution.choices, blank=True)
    matched_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    matched_at = models.DateTimeField(null=True, blank=True)

    objects = ConversionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id"], name="conversion_once"),
            models.CheckConstraint(
                condition=Q(conversation__isnull=True) | ~Q(attribution=""),
                name="conversion_attributed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-happened_at", "-id"], name="conversion_recent"),
            models.Index(
                fields=["-id"], name="conversion_unmatched", condition=Q(conversation__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"

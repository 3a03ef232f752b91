"""A store that may carry us, and how far that has come."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User
from unsilo.wins.models.directory import Product, Store
from unsilo.wins.querysets import DoorQuerySet


class Stage(models.TextChoices):
    """From the first request to the second order."""

    REQUESTED = "requested", _("Requested")
    CONTACTED = "contacted", _("In contact")
    SAMPLED = "sampled", _("Sample sent")
    AUTHORISED = "authorised", _("Said yes")
    ON_SHELF = "on_shelf", _("On the shelf")
    REORDERED = "reordered", _("Ordered again")
    DECLINED = "declined", _("Declined")


class Door(models.Model):
    """One thing in one store, wanted by shoppers. ``requests`` repeats how many forms there are."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="doors")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="doors")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.REQUESTED)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    buyer = models.CharField(_("buyer"), max_length=120, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    requests = models.PositiveIntegerField(default=0)
    last_request_at = models.DateTimeField(default=timezone.now)
    stage_since = models.DateTimeField(default=timezone.now)

    objects = DoorQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "product"], name="door_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["stage", "-last_request_at", "-id"], name="door_stage"),
            models.Index(fields=["-last_request_at", "-id"], name="door_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.product}, {self.store}"

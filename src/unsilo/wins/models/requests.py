"""Asking a store to carry a thing: the form a shopper hands in, and who looked at it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand, User
from unsilo.inbox.models import Conversation
from unsilo.wins.models.directory import Product, Store
from unsilo.wins.querysets import RequestQuerySet


class Wish(models.TextChoices):
    """How often a shopper would buy."""

    ONCE = "once", _("once")
    MONTHLY = "monthly", _("each month")
    GIFT = "gift", _("as a gift")


class Answer(models.TextChoices):
    """What a manager says to a request."""

    SAMPLE = "sample", _("Send a sample")
    CALL = "call", _("Call me")
    CONSIDER = "consider", _("We will consider it")
    BUYER = "buyer", _("Passed to our buyer")
    DECLINED = "declined", _("We will not carry it")


class Proof(models.IntegerChoices):
    """How far a request got, each step surer than the one before. No pixel is needed for any."""

    ISSUED = 0, _("Made")
    OPENED = 1, _("Opened by the shopper")
    HANDED_IN = 2, _("Handed in, says the shopper")
    SCANNED = 3, _("Scanned by the manager")
    ANSWERED = 4, _("Answered by the manager")


class RequestForm(models.Model):
    """One page that a shopper gives to the manager of a store.

    ``code`` stands on both halves: the shopper's leads to ``/r/``, the manager's to ``/m/``.
    Without a store, the shopper writes it in by hand. ``proof`` only ever rises.
    """

    code = models.CharField(max_length=12, unique=True)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="requests")
    store = models.ForeignKey(
        Store, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="requests"
    )
    shopper = models.CharField(_("your name"), max_length=60, blank=True)
    zip = models.CharField(_("ZIP"), max_length=5, blank=True)
    wish = models.CharField(max_length=8, choices=Wish.choices, default=Wish.ONCE)
    why = models.CharField(_("why"), max_length=200, blank=True)
    proof = models.PositiveSmallIntegerField(choices=Proof.choices, default=Proof.ISSUED)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    manager = models.CharField(_("your name"), max_length=80, blank=True)
    contact = models.CharField(_("how to reach you"), max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(default=timezone.now)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False), name="request_answered"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-made_at", "-id"], name="request_recent"),
            models.Index(fields=["store", "product"], name="request_door"),
        ]

    def __str__(self) -> str:
        return self.code


class Side(models.TextChoices):
    SHOPPER = "shopper", _("Shopper")
    MANAGER = "manager", _("Manager")


class Scan(models.Model):
    """Somebody opened one half of a request. ``visitor`` is as untraceable as that of a click."""

    request = models.ForeignKey(
        RequestForm, on_delete=models.CASCADE, related_name="scans", db_index=False
    )
    side = models.CharField(max_length=8, choices=Side.choices)
    at = models.DateTimeField(default=timezone.now)
    visitor = models.CharField(max_length=20)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["request", "-at"], name="scan_request")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.side} at {self.at}"


class StockReport(models.Model):
    """What somebody found on a shelf, said on a public page."""

    store = models.ForeignKey(
        Store, on_delete=models.CASCADE, related_name="stock_reports", db_index=False
    )
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="stock_reports", db_index=False
    )
    found = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    visitor = models.CharField(max_length=20)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["store", "product", "-at"], name="stockreport_newest")
        ]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.store_id}: {self.found}"

"""What we gave somebody, and whether they went there."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User
from unsilo.inbox.models import Conversation
from unsilo.wins.models.directory import Product, Retailer, Store, web_address
from unsilo.wins.querysets import LinkQuerySet


class WayKind(models.TextChoices):
    """The ways to win, in the order in which they are tried."""

    STORE = "store", _("Store nearby")
    ETAILER = "etailer", _("E-tailer")
    MARKETPLACE = "marketplace", _("Marketplace")
    OWN_SHOP = "own_shop", _("Own shop")
    REQUEST = "request", _("Request form")


class Link(models.Model):
    """A short address made for one conversation and one way to win.

    ``code`` also stands alone: a shop that reports it with an order proves where that came from.
    ``clicks`` repeats how many rows there are.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="links", db_index=False
    )
    code = models.CharField(max_length=12, unique=True)
    way = models.CharField(max_length=12, choices=WayKind.choices)
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    retailer = models.ForeignKey(Retailer, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey(
        Store, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    target = models.URLField(max_length=2000, validators=[web_address])
    reason = models.CharField(max_length=300, blank=True)
    offered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    offered_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    clicks = models.PositiveIntegerField(default=0)
    first_clicked_at = models.DateTimeField(null=True, blank=True)
    last_clicked_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["conversation", "way"], name="link_conversation"),
            models.Index(fields=["-offered_at", "-id"], name="link_recent"),
        ]

    def __str__(self) -> str:
        return self.code


class Click(models.Model):
    """Somebody followed a link. ``visitor`` tells a second look from a second person, no more:
    it can't be traced to an address, nor compared between links."""

    link = models.ForeignKey(
        Link, on_delete=models.CASCADE, related_name="followed", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    visitor = models.CharField(max_length=20)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["link", "-at"], name="click_link")]

    def __str__(self) -> str:
        return f"{self.link_id} at {self.at}"


CLICKED = Q(clicks__gt=0)

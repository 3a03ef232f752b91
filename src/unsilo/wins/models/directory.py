"""What we make and where it is sold. The directory belongs to the whole installation."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.launches.models import Thing
from unsilo.wins.barcode import check_gtin
from unsilo.wins.querysets import DirectoryQuerySet, ListingQuerySet

# A link leads to one of these and nowhere else.
web_address = URLValidator(schemes=("http", "https"))


class Product(models.Model):
    """Something that people can buy. ``aliases`` are other names they call it by, ``thing`` is what
    we tell people about when we speak of it.

    From ``summary`` on: what the manager of a store wants to know before ordering it.
    """

    name = models.CharField(_("name"), max_length=120)
    sku = models.CharField(_("article number"), max_length=60, blank=True)
    price = models.CharField(_("price"), max_length=40, blank=True)
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    thing = models.ForeignKey(
        Thing,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="products",
        verbose_name=_("thing"),
    )
    summary = models.CharField(_("in one line"), max_length=160, blank=True)
    gtin = models.CharField(_("barcode number"), max_length=13, blank=True, validators=[check_gtin])
    size = models.CharField(_("size"), max_length=120, blank=True)
    case_pack = models.CharField(_("case"), max_length=120, blank=True)
    ordering = models.CharField(_("where to order it"), max_length=200, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), name="product_name_once"),
            models.UniqueConstraint(fields=["sku"], name="product_sku_once", condition=~Q(sku="")),
        ]

    def __str__(self) -> str:
        return self.name


class RetailerKind(models.TextChoices):
    OWN_SHOP = "own_shop", _("Own shop")
    ETAILER = "etailer", _("E-tailer")
    MARKETPLACE = "marketplace", _("Marketplace")
    CHAIN = "chain", _("Stores")


class Retailer(models.Model):
    """Somebody who sells our things: online, in stores, or both.

    ``promise`` is what speaks for buying there, such as free shipping; it is said with the way.
    """

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=RetailerKind.choices)
    website = models.URLField(_("website"), max_length=1000, blank=True, validators=[web_address])
    promise = models.CharField(_("what speaks for it"), max_length=200, blank=True)
    priority = models.SmallIntegerField(
        _("priority"), default=0, validators=[MinValueValidator(-100), MaxValueValidator(100)]
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), name="retailer_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Store(models.Model):
    """A place one can walk into.

    ``key`` is the retailer's own number of it, or else made of name and address: the same line of a
    file, imported again, is the same store. ``is_exact`` is false where only the ZIP's middle is
    known.
    """

    retailer = models.ForeignKey(Retailer, on_delete=models.PROTECT, related_name="stores")
    key = models.CharField(max_length=200, editable=False)
    number = models.CharField(_("store number"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    region = models.CharField(_("state"), max_length=60, blank=True)
    zip = models.CharField(_("ZIP"), max_length=5)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    hours = models.CharField(_("hours"), max_length=300, blank=True)
    website = models.URLField(_("website"), max_length=1000, blank=True, validators=[web_address])
    lat = models.FloatField(validators=[MinValueValidator(-90), MaxValueValidator(90)])
    lon = models.FloatField(validators=[MinValueValidator(-180), MaxValueValidator(180)])
    is_exact = models.BooleanField(default=True)
    updated_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["retailer", "key"], name="store_once"),
        ]
        indexes: ClassVar = [
            GistIndex(
                Func(F("lon"), F("lat"), function="point"),
                name="store_place",
                condition=Q(archived_at__isnull=True),
            ),
            models.Index(Lower("name"), "id", name="store_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """One line, as one writes it on a letter."""
        place = " ".join(part for part in (self.region, self.zip) if part)
        return ", ".join(part for part in (self.street, self.city, place) if part)


class Listing(models.Model):
    """That a retailer sells a product. ``checked_at`` says when somebody last knew."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="listings")
    retailer = models.ForeignKey(Retailer, on_delete=models.CASCADE, related_name="listings")
    url = models.URLField(_("page"), max_length=1000, blank=True, validators=[web_address])
    price = models.CharField(_("price"), max_length=40, blank=True)
    in_stock = models.BooleanField(_("in stock"), default=True)
    checked_at = models.DateTimeField(default=timezone.now)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "retailer"], name="listing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product} at {self.retailer}"

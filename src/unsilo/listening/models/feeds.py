"""Where mentions come from, and every look we took."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand
from unsilo.channels.models import Blob
from unsilo.listening.querysets import BrandQuerySet, LiveQuerySet

web_address = URLValidator(schemes=("http", "https"))


class Place(models.TextChoices):
    """What kind of place a mention was found in."""

    PRESS = "press", _("Press")
    FORUM = "forum", _("Forum")
    SOCIAL = "social", _("Social network")
    VIDEO = "video", _("Video")
    REVIEW = "review", _("Reviews")
    OTHER = "other", _("Elsewhere")


class Feed(models.Model):
    """An RSS or Atom feed that is looked at again and again.

    ``etag`` and ``modified`` are what its server gave to ask with next time. ``failures`` counts
    tries in a row; each makes the next wait longer.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="feeds")
    name = models.CharField(_("name"), max_length=80)
    url = models.URLField(_("address"), max_length=1000, validators=[web_address])
    place = models.CharField(_("kind of place"), max_length=8, choices=Place.choices)
    only_matching = models.BooleanField(
        _("keep only what a query finds"),
        default=False,
        help_text=_("For a feed about everything, such as a newspaper's."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes between two looks"),
        default=15,
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
    )
    etag = models.CharField(max_length=400, blank=True, editable=False)
    modified = models.CharField(max_length=100, blank=True, editable=False)
    next_fetch_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    failures = models.PositiveIntegerField(default=0, editable=False)
    last_try_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_success_at = models.DateTimeField(null=True, blank=True, editable=False)
    error = models.CharField(max_length=500, blank=True, editable=False)
    error_original = models.CharField(max_length=500, blank=True, editable=False)
    error_at = models.DateTimeField(null=True, blank=True, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "url"], name="feed_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["next_fetch_at"], name="feed_due")]
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_failing(self) -> bool:
        return self.failures > 0


class FeedLogQuerySet(BrandQuerySet):
    brand = "feed__brand"


class Fetch(models.Model):
    """One look at a feed. What came is kept raw before anybody parses it."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="fetches", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    blob = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    size = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    duration_ms = models.PositiveIntegerField(default=0)

    objects = FeedLogQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["feed", "-id"], name="fetch_feed")]

    def __str__(self) -> str:
        return f"{self.feed_id} at {self.at}"

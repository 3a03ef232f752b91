"""Under what people write in public: a post, and the ad that showed it."""

from typing import ClassVar

from django.db import models

from unsilo.channels.models import Channel


class Post(models.Model):
    """Something in public under which people comment, as its channel tells of it.

    ``text`` is how it begins. ``image_url`` is kept as a link and never loaded by itself.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+", db_index=False)
    external_id = models.CharField(max_length=400)
    text = models.CharField(max_length=500, blank=True)
    author = models.CharField(max_length=200, blank=True)
    permalink = models.URLField(max_length=1000, blank=True)
    image_url = models.URLField(max_length=1000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="public_post_once")
        ]

    def __str__(self) -> str:
        return self.text or self.external_id


class Ad(models.Model):
    """A paid showing of a post. ``campaign`` is the name under which the ad program knows it."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+", db_index=False)
    external_id = models.CharField(max_length=400)
    name = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=200, blank=True)
    spend = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="ad_once")
        ]
        indexes: ClassVar = [models.Index(fields=["campaign"], name="ad_campaign")]

    def __str__(self) -> str:
        return self.name or self.external_id

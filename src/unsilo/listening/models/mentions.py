"""What is said about us somewhere else."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand, User
from unsilo.inbox.models import Conversation
from unsilo.listening.models.feeds import Feed, Place, web_address
from unsilo.listening.models.queries import Query
from unsilo.listening.querysets import MentionQuerySet
from unsilo.triage.models import Feeling


class Mention(models.Model):
    """A public post that is not addressed to us.

    ``key`` is its address without what changes from link to link: the same post is kept once for a
    brand. ``source`` names the place it was found in. ``heard_at`` is when we learned of it.
    ``feeling`` and ``intents`` are what triage makes of its words, once ``read_at`` is set.
    ``conversation`` is set when somebody brought it into the inbox.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="mentions")
    feed = models.ForeignKey(
        Feed, null=True, blank=True, on_delete=models.SET_NULL, related_name="mentions"
    )
    key = models.CharField(max_length=400, editable=False)
    url = models.URLField(_("address"), max_length=1000, validators=[web_address])
    title = models.CharField(_("title"), max_length=300, blank=True)
    author = models.CharField(_("author"), max_length=200, blank=True)
    text = models.TextField(_("words"), blank=True, max_length=20_000)
    source = models.CharField(_("where"), max_length=120, blank=True)
    place = models.CharField(
        _("kind of place"), max_length=8, choices=Place.choices, default=Place.OTHER
    )
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now, editable=False)
    likes = models.PositiveIntegerField(_("likes"), null=True, blank=True)
    queries = models.ManyToManyField(Query, blank=True, related_name="mentions")
    feeling = models.CharField(max_length=8, choices=Feeling.choices, blank=True)
    intents = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    conversation = models.OneToOneField(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="mention"
    )
    dismissed_at = models.DateTimeField(null=True, blank=True, editable=False)
    dismissed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "key"], name="mention_key_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-published_at", "-id"], name="mention_recent"),
            models.Index(fields=["id"], name="mention_unread", condition=Q(read_at__isnull=True)),
            GinIndex(
                SearchVector("title", "author", "text", "source", config="simple"),
                name="mention_search",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url

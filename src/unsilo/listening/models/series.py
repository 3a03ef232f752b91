"""What was counted, and what each count has been like so far."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from unsilo.inbox.models import Message
from unsilo.listening.models.mentions import Mention
from unsilo.listening.models.queries import Query
from unsilo.listening.querysets import SeriesQuerySet


class Series(models.Model):
    """One query in public or in private, as five-minute counts of its sightings.

    ``state`` is what the detector remembers after the row that ended at ``scored_until``; the
    numbers beside it are those of its last finding.
    """

    query = models.ForeignKey(
        Query, on_delete=models.CASCADE, related_name="series", db_index=False
    )
    public = models.BooleanField()
    state = models.JSONField(default=dict)
    scored_until = models.DateTimeField(null=True, blank=True)
    observed = models.FloatField(default=0)
    expected = models.FloatField(default=0)
    surprise = models.FloatField(default=0)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["query", "public"], name="series_once"),
        ]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"{self.query_id} {'public' if self.public else 'private'}"


class Sighting(models.Model):
    """A message or mention that a series counts, at the moment we heard of it.

    ``author`` tells writers apart, so that one who writes thirty times is one. Counts are made from
    these rows; they are kept for 90 days, the hours for ever.
    """

    series = models.ForeignKey(
        Series, on_delete=models.CASCADE, related_name="sightings", db_index=False
    )
    at = models.DateTimeField()
    author = models.CharField(max_length=80)
    message = models.ForeignKey(
        Message, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    mention = models.ForeignKey(
        Mention, null=True, on_delete=models.CASCADE, related_name="sightings", db_index=False
    )
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message", "series"],
                name="sighting_message",
                condition=Q(message__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["mention", "series"],
                name="sighting_mention",
                condition=Q(mention__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(message__isnull=False) ^ Q(mention__isnull=False),
                name="sighting_of_one",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["series", "at"], name="sighting_series"),
            BrinIndex(fields=["counted_at"], name="sighting_counted", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} at {self.at}"


class Hour(models.Model):
    """An hour of a series: counted again from its sightings whenever one is added.

    ``expected`` is what the detector held for usual in five minutes of it, ``spread`` how far from
    that is still usual; both are empty where nothing was scored.
    """

    series = models.ForeignKey(
        Series, on_delete=models.CASCADE, related_name="hours", db_index=False
    )
    at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    expected = models.FloatField(null=True, blank=True)
    spread = models.FloatField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "at"], name="hour_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} at {self.at}: {self.count}"


class Mark(models.Model):
    """How far a job that reads on from where it was has come."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.at}"

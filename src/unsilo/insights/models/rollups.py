"""Numbers of a day, counted once. They can be thrown away and counted again at any time."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Cell(models.Model):
    """What one metric counted on one day, for one brand, channel and set of desks.

    ``desks`` are those that hold the conversations counted: whoever may read one of them may know
    of the number; None means everybody who sees the brand. ``part`` is a currency, a way to win, a
    kind. ``numbers`` are all values of a metric whose median is asked for, so that it stays exact.
    """

    metric = models.CharField(max_length=40)
    day = models.DateField()
    brand_id = models.BigIntegerField()
    channel_id = models.BigIntegerField(null=True)
    desks = ArrayField(models.BigIntegerField(), null=True)
    part = models.CharField(max_length=24, blank=True)
    counted = models.PositiveIntegerField()
    hits = models.PositiveIntegerField(default=0)
    total = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    numbers = ArrayField(models.FloatField(), default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["metric", "day", "brand_id", "channel_id", "desks", "part"],
                name="cell_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(hits__lte=models.F("counted")), name="cell_hits"),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="cell_day")]

    def __str__(self) -> str:
        return f"{self.metric} on {self.day}: {self.counted}"


class DirtyDay(models.Model):
    """A day whose cells may be wrong by now."""

    day = models.DateField(unique=True)

    def __str__(self) -> str:
        return str(self.day)


class Progress(models.Model):
    """How far the counting has come; one row. ``first_day`` is None before the first count."""

    event_id = models.BigIntegerField(default=0)
    first_day = models.DateField(null=True)
    counted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"event {self.event_id}"


class KeptAnswer(models.Model):
    """What was counted of an answer from words that are, or soon may be, erased."""

    message_id = models.BigIntegerField(primary_key=True)
    deflects = models.BooleanField(default=False)
    said_before = models.BooleanField(default=False)
    asks = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.pk)

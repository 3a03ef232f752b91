"""How reading goes on: the model as the worker found it, and reading again what was read before."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReaderState(models.Model):
    """The one row in which the worker tells pages about the model; only workers load it.

    ``taught`` marks the corrections that were learned from last.
    """

    version = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=400, blank=True)
    per_second = models.FloatField(default=0)
    taught = models.CharField(max_length=80, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="reader_state_single")
        ]

    def __str__(self) -> str:
        return self.version


class Rereading(models.Model):
    """One run over messages that came in before, newest first, with the present model.

    ``below`` is the id of the last message it read: it goes on from there after a pause or a crash.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    state = models.CharField(max_length=9, choices=State.choices, default=State.RUNNING)
    version = models.CharField(max_length=60, blank=True)
    below = models.BigIntegerField()
    total = models.PositiveIntegerField()
    read = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    by = models.CharField(max_length=200)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1),
                name="rereading_one_at_a_time",
                condition=Q(state__in=["running", "paused"]),
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.RUNNING, self.State.PAUSED)

    @property
    def done(self) -> int:
        return self.read + self.failed

    @property
    def per_second(self) -> float:
        return self.read / self.seconds if self.seconds else 0.0

"""How long what comes by a channel is kept, and what is kept longer."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.channels.models import Channel
from unsilo.inbox.models import Conversation

LONGEST = 36_500


def _days(label: object) -> "models.PositiveIntegerField[int | None, int | None]":
    return models.PositiveIntegerField(
        label,  # type: ignore[arg-type]
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
    )


class RetentionRule(models.Model):
    """After how many days of silence in a conversation what of it goes. Off until it is switched on."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="retention")
    raw_days = _days(_("raw messages"))
    files_days = _days(_("files"))
    words_days = _days(_("words"))
    whole_days = _days(_("whole conversations"))
    is_on = models.BooleanField(default=False)
    changed_by = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"retention of {self.channel}"

    @property
    def all_days(self) -> tuple[int | None, ...]:
        return self.raw_days, self.files_days, self.words_days, self.whole_days


class RunState(models.TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")


class RetentionRun(models.Model):
    """What one night took from one channel. ``counts`` by part; ``kept`` by what kept it."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=RunState.choices, default=RunState.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel"], name="retention_run_once", condition=Q(state="running")
            ),
        ]

    def __str__(self) -> str:
        return f"retention run #{self.pk}"


class Hold(models.Model):
    """A conversation that has to be kept, and why: neither retention nor an erasure touches it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(_("why"), max_length=300)
    held_by = models.CharField(max_length=200)
    held_at = models.DateTimeField(default=timezone.now)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation"], name="hold_once", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.reason

"""What is due, and whether it was done in time."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Desk
from unsilo.inbox.models import Conversation
from unsilo.routing.querysets import ClockQuerySet


class ClockKind(models.TextChoices):
    FIRST_REPLY = "first_reply", _("First reply")
    PROMISE = "promise", _("Promise")
    HAND_OFF = "hand_off", _("Hand-off")


class Outcome(models.TextChoices):
    RUNNING = "running", _("Running")
    MET = "met", _("Met")
    BROKEN = "broken", _("Broken")
    CANCELLED = "cancelled", _("Cancelled")


class Clock(models.Model):
    """Something that is due on a conversation, for one desk.

    A clock is broken from the moment it is late, and goes on running until what was due is done:
    ``stopped_at`` then says how late. The first ``lets_pass`` answers do not stop it, since they
    are the ones that make the promise. ``answer_id`` is the message that stopped it.
    ``told_at`` says when its being broken was put on record.
    """

    kind = models.CharField(max_length=11, choices=ClockKind.choices)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="clocks", db_index=False
    )
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    started_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.RUNNING)
    by_answer = models.BooleanField(default=False)
    lets_pass = models.PositiveSmallIntegerField(default=0)
    answer_id = models.BigIntegerField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation"],
                name="clock_first_reply_once",
                condition=Q(kind="first_reply"),
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | ~Q(outcome="running"),
                name="clock_stopped_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=False) | Q(outcome__in=["running", "broken"]),
                name="clock_settled_is_stopped",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["conversation", "due_at"],
                name="clock_running",
                condition=Q(stopped_at__isnull=True),
            ),
            models.Index(fields=["due_at"], name="clock_due", condition=Q(outcome="running")),
            models.Index(
                fields=["id"],
                name="clock_untold",
                condition=Q(outcome="broken", told_at__isnull=True),
            ),
            models.Index(fields=["desk", "-started_at", "-id"], name="clock_desk"),
            models.Index(fields=["-started_at", "-id"], name="clock_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.conversation_id}: {self.outcome}"

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

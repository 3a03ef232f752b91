"""What others wrote in public and we took out of sight."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User
from unsilo.inbox.models.conversations import Conversation
from unsilo.inbox.models.messages import Message


class HideReason(models.TextChoices):
    """For what a message may be hidden. Criticism is not among it: that is answered."""

    SPAM = "spam", _("Spam or scam")
    HATE = "hate", _("Hate or harassment")
    PERSONAL_DATA = "personal_data", _("Shows somebody’s personal data")
    ILLEGAL = "illegal", _("Against the law")
    SAFETY = "safety", _("Puts somebody in danger")


class Hiding(models.Model):
    """That a message is hidden where it was written, is to be, or that somebody asks for it.

    ``second_reason`` says why it takes a second person, "" where one is enough. ``is_complaint`` is
    kept as it was when it was asked for: the share of hidden complaints is counted from it.
    A channel is asked while ``due_at`` is set.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("waits for a second person")
        DECLINED = "declined", _("declined")
        HIDING = "hiding", _("being hidden")
        HANDED = "handed", _("asked of the channel, not confirmed yet")
        HIDDEN = "hidden", _("hidden")
        FAILED = "failed", _("could not be hidden")
        SHOWING = "showing", _("being shown again")
        SHOWN = "shown", _("shown again")

    OVER = (State.DECLINED, State.SHOWN)
    DECIDED_WITHIN = timedelta(
        hours=1
    )  # then the leads hear of it: the complaint is read meanwhile

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="hidings", db_index=False
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="hidings", db_index=False
    )
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=13, choices=HideReason.choices)
    words = models.CharField(_("in a few words"), max_length=300, blank=True)
    is_complaint = models.BooleanField(default=False)
    second_reason = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message"],
                name="hiding_once",
                condition=~Q(state__in=["declined", "shown"]),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["message", "-id"], name="hiding_message"),
            models.Index(fields=["state", "-id"], name="hiding_state"),
            models.Index(
                fields=["conversation"],
                name="hiding_conversation",
                condition=~Q(state__in=["declined", "shown"]),
            ),
            models.Index(fields=["due_at"], name="hiding_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.state}"

    @property
    def decide_by(self) -> datetime:
        """When a second person should have decided."""
        return self.asked_at + self.DECIDED_WITHIN

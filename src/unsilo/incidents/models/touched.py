"""Conversations that an incident touches, and how far answering them has come."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User
from unsilo.inbox.models import Conversation
from unsilo.incidents.models.incidents import Incident
from unsilo.incidents.models.words import Statement
from unsilo.incidents.querysets import TouchedQuerySet


class TouchedState(models.TextChoices):
    OPEN = "open", _("to be answered")
    ANSWERED = "answered", _("answered")
    SKIPPED = "skipped", _("skipped")


class Touched(models.Model):
    """One conversation that an incident touches. ``why`` is how it was found.

    ``statement`` is the version that its answer was made from.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="touched")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="touched_by"
    )
    state = models.CharField(max_length=8, choices=TouchedState.choices, default=TouchedState.OPEN)
    why = models.CharField(max_length=200)
    added_by = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=timezone.now)
    statement = models.ForeignKey(
        Statement, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    message_id = models.BigIntegerField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    remark = models.CharField(max_length=200, blank=True)

    objects = TouchedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "touched"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "conversation"], name="touched_once"),
            models.CheckConstraint(
                condition=Q(message_id__isnull=False) ^ ~Q(state="answered"),
                name="touched_answered_with",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["incident", "state", "id"], name="touched_next")]

    def __str__(self) -> str:
        return f"{self.conversation_id} in {self.incident_id}"

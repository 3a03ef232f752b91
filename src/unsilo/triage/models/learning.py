"""What people say instead, and what is learned from it."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User
from unsilo.inbox.models import Message
from unsilo.triage.querysets import CorrectionQuerySet


class Head(models.TextChoices):
    """What can be corrected: each a question with one answer."""

    FEELING = "feeling", _("Feeling")
    INTENT = "intent", _("Intent")
    FAITH = "faith", _("Faith")
    URGENCY = "urgency", _("Urgency")


class Correction(models.Model):
    """What a person says of a message instead of the model (or as well: then ``said`` is ``was``)."""

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="corrections", db_index=False
    )
    head = models.CharField(max_length=8, choices=Head.choices)
    said = models.CharField(max_length=40, blank=True)
    was = models.CharField(max_length=40, blank=True)
    version = models.CharField(max_length=60, blank=True)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "head"], name="correction_once")
        ]
        indexes: ClassVar = [models.Index(fields=["head", "-id"], name="correction_head")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.head}: {self.said}"


class OwnHead(models.Model):
    """What was learned here from corrections about one head, and whether it is better than the model.

    ``weights`` are float32, one row a class and one column for each number of an embedding and the
    constant. ``figures`` say how it was measured; it is used only where it was better.
    """

    head = models.CharField(max_length=8, choices=Head.choices, unique=True)
    version = models.CharField(max_length=60)
    classes = models.JSONField(default=list)
    weights = models.BinaryField()
    figures = models.JSONField(default=dict)
    is_used = models.BooleanField(default=False)
    trained_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.head

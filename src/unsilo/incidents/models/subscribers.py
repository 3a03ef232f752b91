"""Who gets what the status page says by mail."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from unsilo.accounts.models import Brand, Posted
from unsilo.incidents.models.words import Update


class Subscriber(models.Model):
    """An address that asked for the updates of a brand's status page, and said so twice.

    Until its owner has confirmed it, it gets nothing but the question. Who leaves is forgotten.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "email"], name="subscriber_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["asked_at"],
                name="subscriber_asked",
                condition=Q(confirmed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.email


class StatusLetter(Posted):
    """A letter to a subscriber: an update, or without one the question whether it is wanted."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="letters")
    update = models.ForeignKey(
        Update, null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscriber", "update"], name="status_letter_once", nulls_distinct=False
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                name="status_letter_to_send",
                condition=Q(state="waiting"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.update or '?'}"

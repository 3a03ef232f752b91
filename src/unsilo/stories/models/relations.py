"""Two conversations that are about the same."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.inbox.models import Conversation


class Relation(models.Model):
    """Said by a person: these belong together (or, ``is_related`` false, they do not).

    The older conversation comes first, so that a pair is one row.
    """

    first = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    second = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    is_related = models.BooleanField(default=True)
    because = models.CharField(max_length=300, blank=True)
    said_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="relation_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="relation_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"

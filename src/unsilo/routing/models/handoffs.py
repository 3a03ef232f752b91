"""From one desk to another."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Desk, User
from unsilo.inbox.models import Conversation
from unsilo.routing.models.clocks import Clock
from unsilo.routing.querysets import HandOffQuerySet


class HandOffState(models.TextChoices):
    WAITING = "waiting", _("Waits")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
    DONE = "done", _("Done")
    WITHDRAWN = "withdrawn", _("Taken back")


class HandOff(models.Model):
    """A conversation asked of another desk, which holds the same one from then on.

    Its clock runs until somebody there takes it or sends it back with ``words``.
    ``placed_event_id`` is the event that put it there, None when it stood there already.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="handoffs"
    )
    from_desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+", db_index=False)
    to_desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+", db_index=False)
    why = models.CharField(_("why"), max_length=500)
    state = models.CharField(
        max_length=9, choices=HandOffState.choices, default=HandOffState.WAITING
    )
    asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)
    placed_event_id = models.BigIntegerField(null=True, blank=True)
    clock = models.OneToOneField(
        Clock, null=True, blank=True, on_delete=models.SET_NULL, related_name="handoff"
    )

    objects = HandOffQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation", "to_desk"],
                name="handoff_open_once",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=~Q(from_desk=models.F("to_desk")), name="handoff_to_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "accepted"], ended_at__isnull=True)
                | Q(state__in=["returned", "done", "withdrawn"], ended_at__isnull=False),
                name="handoff_ended",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["to_desk", "-id"], name="handoff_to"),
            models.Index(fields=["from_desk", "-id"], name="handoff_from"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} from {self.from_desk_id} to {self.to_desk_id}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

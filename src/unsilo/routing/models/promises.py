"""What we said we would do."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Desk, User
from unsilo.inbox.models import Conversation
from unsilo.routing.models.clocks import Clock
from unsilo.routing.querysets import PromiseQuerySet


class PromiseState(models.TextChoices):
    """``waiting`` is for the person: the time begins when they have written."""

    WAITING = "waiting", _("Waits for an answer")
    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Broken")
    DROPPED = "dropped", _("Let go")


class Promise(models.Model):
    """What somebody on a desk told a person would happen, and by when.

    One that waits for the person has no ``due_at`` yet but ``within`` minutes from their answer. A
    broken one stays open until it is settled: kept late, or let go with words.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="promises"
    )
    desk = models.ForeignKey(
        Desk, on_delete=models.CASCADE, related_name="promises", db_index=False
    )
    owner = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="promises",
        db_index=False,
    )
    text = models.CharField(_("what"), max_length=300)
    within = models.PositiveIntegerField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=PromiseState.choices, default=PromiseState.OPEN)
    clock = models.OneToOneField(
        Clock, null=True, blank=True, on_delete=models.SET_NULL, related_name="promise"
    )
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="waiting", within__isnull=False, due_at__isnull=True)
                | Q(due_at__isnull=False)
                | Q(state="dropped"),
                name="promise_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["desk", "due_at", "id"],
                name="promise_desk_open",
                condition=Q(settled_at__isnull=True),
            ),
            models.Index(
                fields=["owner", "due_at", "id"],
                name="promise_owner_open",
                condition=Q(settled_at__isnull=True),
            ),
            models.Index(
                fields=["conversation"], name="promise_waiting", condition=Q(state="waiting")
            ),
            models.Index(
                fields=["-settled_at", "-id"],
                name="promise_settled",
                condition=Q(settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def within_minutes(self) -> int | None:
        """``within``, as the API names it."""
        return self.within

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None

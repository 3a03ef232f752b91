"""What a person asked for: all that we hold of them, or that it is erased."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User
from unsilo.channels.models import Blob
from unsilo.people.models import Person


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Deleted")


class Export(models.Model):
    """A ZIP with all that is held of a person. The file goes when it expires; the row stays."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="exports")
    state = models.CharField(max_length=7, choices=ExportState.choices, default=ExportState.WAITING)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=timezone.now)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    downloads = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                name="export_once",
                condition=Q(state__in=("waiting", "running")),
            ),
        ]

    def __str__(self) -> str:
        return f"export #{self.pk}"


class ErasureState(models.TextChoices):
    WAITING = "waiting", _("Can be taken back")
    RUNNING = "running", _("Erasing")
    DONE = "done", _("Erased")
    CANCELLED = "cancelled", _("Taken back")


OPEN = (ErasureState.WAITING, ErasureState.RUNNING)


class Erasure(models.Model):
    """That a person is to be erased, or was: the report of it, without anything of what it was.

    ``counts`` says how many rows of which part there were when it began (``erasing.key_of``).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="erasures")
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(
        max_length=9, choices=ErasureState.choices, default=ErasureState.WAITING
    )
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    cancelled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], name="erasure_once", condition=Q(state__in=OPEN)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="erasure_due", condition=Q(state__in=OPEN)),
        ]

    def __str__(self) -> str:
        return f"erasure #{self.pk}"

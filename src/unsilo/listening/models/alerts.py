"""Something goes on that is more than usual."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User
from unsilo.listening.models.queries import Query
from unsilo.listening.models.series import Series
from unsilo.listening.querysets import AlertQuerySet


class AlertKind(models.TextChoices):
    THREAT = "threat", _("Threat")
    OPPORTUNITY = "opportunity", _("Opportunity")


class Severity(models.IntegerChoices):
    LOW = 1, _("Low")
    MEDIUM = 2, _("Medium")
    HIGH = 3, _("High")


class Status(models.TextChoices):
    NEW = "new", _("New")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    INCIDENT = "incident", _("Incident")
    CLOSED = "closed", _("Closed")


class Closing(models.TextChoices):
    """What an alert turned out to be. The precision of the detector is counted from these."""

    REAL = "real", _("It was real")
    FALSE = "false", _("It was nothing")
    KNOWN = "known", _("We knew: planned, or told before")
    UNSAID = "unsaid", _("Nobody said")


class Alert(models.Model):
    """One thing that goes on, from its first sign to its last; it grows, it is not repeated.

    ``observed`` counts messages and mentions since ``since``, ``expected`` what is usual in that
    time; ``private`` are those of them that nobody else can read. ``words`` are new ones with how
    many have them, ``telling`` up to five of the sightings (``["message" | "mention", id]``).
    ``public_at`` is when the first public post had one of the words.
    """

    query = models.ForeignKey(Query, on_delete=models.CASCADE, related_name="alerts")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="+", db_index=False)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=11, choices=AlertKind.choices)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices, default=Severity.LOW)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NEW)
    raised_at = models.DateTimeField(default=timezone.now)
    since = models.DateTimeField()
    until = models.DateTimeField()
    observed = models.PositiveIntegerField()
    private = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField()
    expected = models.FloatField()
    surprise = models.FloatField()
    words = models.JSONField(default=list)
    telling = models.JSONField(default=list)
    unhappy = models.PositiveIntegerField(default=0)
    happy = models.PositiveIntegerField(default=0)
    public_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    closing = models.CharField(max_length=6, choices=Closing.choices, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["query"], name="alert_ongoing_once", condition=~Q(status="closed")
            ),
            models.CheckConstraint(
                condition=Q(status="closed") ^ Q(closing=""), name="alert_closing"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-raised_at", "-id"], name="alert_recent")]

    def __str__(self) -> str:
        return self.title

    @property
    def factor(self) -> float:
        """How many times the usual."""
        return self.observed / self.expected if self.expected else float(self.observed)

    @property
    def public(self) -> int:
        return self.observed - self.private

    @property
    def is_open(self) -> bool:
        return self.status != Status.CLOSED

    def head_start(self, now: datetime) -> timedelta | None:
        """From the first private sign to the first public word, or until now while there is none."""
        if not self.private:
            return None
        until = self.public_at or (now if self.is_open else self.until)
        return until - self.since if until > self.since else None

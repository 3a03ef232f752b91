"""The incident itself, who does what in it, and what is to be done."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand, Severity, User
from unsilo.inbox.models import Conversation
from unsilo.incidents.querysets import IncidentQuerySet
from unsilo.listening.models import Alert


class IncidentKind(models.TextChoices):
    """The same room for both: what goes wrong, and what takes off."""

    CRISIS = "crisis", _("Incident")
    OPPORTUNITY = "opportunity", _("Amplify room")


class Phase(models.TextChoices):
    RESPONDING = "responding", _("responding")
    STABLE = "stable", _("stable")
    RESOLVED = "resolved", _("resolved")
    REVIEWED = "reviewed", _("reviewed")


class Incident(models.Model):
    """Something that can't wait, from the first sign to the review.

    ``origin`` says what it was declared for (``topic:7``, ``conversation:12``, ``title:…``): while
    one is ongoing, declaring it again leads to the same. Clocks are moments; goals are in
    ``ladder``. ``sheet_version`` grows with every change of the facts.
    """

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=11, choices=IncidentKind.choices, default=IncidentKind.CRISIS
    )
    title = models.CharField(_("title"), max_length=120)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity.choices)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.RESPONDING)
    origin = models.CharField(max_length=200, editable=False)
    alert = models.ForeignKey(
        Alert, null=True, blank=True, on_delete=models.SET_NULL, related_name="incidents"
    )
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    detected_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(default=timezone.now)
    declared_by = models.CharField(max_length=200)
    statement_at = models.DateTimeField(null=True, blank=True)
    public_at = models.DateTimeField(null=True, blank=True)
    next_update_at = models.DateTimeField(_("next update"), null=True, blank=True)
    stable_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    sheet_version = models.PositiveIntegerField(default=0)
    # What the status page says of it; nothing is public before ``published_at``.
    public_title = models.CharField(_("title in public"), max_length=120, blank=True)
    advice = models.TextField(
        _("what people can do"), blank=True, max_length=2000, help_text=_("A line each.")
    )
    published_at = models.DateTimeField(null=True, blank=True)
    learned = models.TextField(_("what we learned"), blank=True, max_length=5000)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-declared_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["origin"],
                name="incident_ongoing_once",
                condition=Q(resolved_at__isnull=True),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["-declared_at", "-id"], name="incident_recent"),
            models.Index(
                fields=["brand"], name="incident_public", condition=Q(published_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ongoing(self) -> bool:
        return self.resolved_at is None

    @property
    def is_crisis(self) -> bool:
        return self.kind == IncidentKind.CRISIS


class Duty(models.TextChoices):
    """What somebody does in an incident."""

    LEAD = "lead", _("Lead")
    FACTS = "facts", _("Facts")
    WORDS = "words", _("Words approved")
    SPOKESPERSON = "spokesperson", _("Spokesperson")
    REPLIES = "replies", _("Replies")
    SCRIBE = "scribe", _("Writes it down")


class Assignment(models.Model):
    """Who has a duty in an incident, and who steps in for them."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="assignments")
    duty = models.CharField(max_length=12, choices=Duty.choices)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    backup = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "duty"], name="assignment_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}: {self.user}"


class Responder(models.Model):
    """Somebody who joined, from whichever desk: hears of every change."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="responders")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "user"], name="responder_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.incident_id}"


class PartKind(models.TextChoices):
    TASK = "task", _("To do")
    PROMISE = "promise", _("Promised")
    DECISION = "decision", _("Decided")
    FOLLOW_UP = "follow_up", _("Follow-up")


class Part(models.Model):
    """A piece of the work: something to do, promised, decided, or to be done afterwards."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=9, choices=PartKind.choices, default=PartKind.TASK)
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def can_be_done(self) -> bool:
        return self.kind != PartKind.DECISION

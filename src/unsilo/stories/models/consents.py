"""What a customer lets us use, where, and every step of how that came about."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User
from unsilo.inbox.models import Conversation, Message
from unsilo.people.models import Person
from unsilo.stories.models.stories import Story
from unsilo.stories.querysets import OfStoriesQuerySet


class Field(models.TextChoices):
    """What is a customer's own."""

    NAME = "name", _("Name")
    PICTURE = "picture", _("Picture")
    WORDS = "words", _("Words")


class Use(models.TextChoices):
    """Where it may appear."""

    PRESS = "press", _("Press")
    PAGE = "page", _("Our page")
    AD = "ad", _("Ads")
    SOCIAL = "social", _("Social media")


class ConsentState(models.TextChoices):
    ASKED = "asked", _("Asked")
    GRANTED = "granted", _("Granted")
    PARTLY = "partly", _("Partly granted")
    DENIED = "denied", _("Denied")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ANSWERED = (ConsentState.GRANTED, ConsentState.PARTLY)


class Consent(models.Model):
    """One person's answer about one story. The link is open for an answer until ``expires_at``;
    once answered it stays, so that consent can be withdrawn at any time."""

    story = models.ForeignKey(
        Story, on_delete=models.CASCADE, related_name="consents", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="consents"
    )
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    state = models.CharField(max_length=9, choices=ConsentState.choices, default=ConsentState.ASKED)
    wording = models.CharField(max_length=20)
    asked_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OfStoriesQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["story", "person"], name="consent_once"),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(answered_at__isnull=False),
                name="consent_answered_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.story}"

    @property
    def has_expired(self) -> bool:
        return self.state == ConsentState.ASKED and self.expires_at <= timezone.now()


class Grant(models.Model):
    """One cell of the matrix: asked, and allowed or not. Nothing is allowed by not being there."""

    consent = models.ForeignKey(
        Consent, on_delete=models.CASCADE, related_name="grants", db_index=False
    )
    field = models.CharField(max_length=8, choices=Field.choices)
    use = models.CharField(max_length=8, choices=Use.choices)
    allowed = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consent", "field", "use"], name="grant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.field} for {self.use}"


class StepKind(models.TextChoices):
    ASKED = "asked", _("Asked")
    OPENED = "opened", _("Page opened")
    ANSWERED = "answered", _("Answered")
    CHANGED = "changed", _("Answer changed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ConsentStep(models.Model):
    """What happened when, by which version of the wording. Never changed."""

    consent = models.ForeignKey(
        Consent, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    kind = models.CharField(max_length=9, choices=StepKind.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=200)
    wording = models.CharField(max_length=20)
    allowed = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["consent", "id"], name="step_consent")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"


class Takedown(models.Model):
    """A place from which something has to go since consent was withdrawn."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="takedowns")
    coverage = models.ForeignKey(
        "stories.Coverage", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    pitch = models.ForeignKey(
        "stories.Pitch", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(coverage__isnull=True) ^ Q(pitch__isnull=True),
                name="takedown_of_one",
            ),
            models.UniqueConstraint(
                fields=["consent", "coverage", "pitch"], name="takedown_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"takedown #{self.pk}"

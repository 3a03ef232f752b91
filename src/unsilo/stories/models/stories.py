"""A story: what is told, how far it is, and what proves it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand, Desk, User
from unsilo.inbox.models import Attachment, Conversation, Message
from unsilo.stories.models.flags import Angle, Reason, Scored
from unsilo.stories.querysets import OfStoriesQuerySet, StoryQuerySet


class Stage(models.TextChoices):
    """How far a story is. What is flagged stands before all of these."""

    CHECKING = "checking", _("Checking")
    CONSENT = "consent", _("Consent")
    READY = "ready", _("Ready")
    PITCHED = "pitched", _("Pitched")
    OUT = "out", _("Out")


class Story(Scored):
    """Something worth telling. ``conversation`` is where it came from; without one it is told by us.

    ``told_by_us`` says that nothing of a customer is in it, so that nobody has to be asked.
    ``key_messages`` are what an article should carry.
    """

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="stories"
    )
    title = models.CharField(_("title"), max_length=120)
    breath = models.TextField(_("in one breath"), blank=True, max_length=1000)
    quote = models.TextField(_("their words"), blank=True, max_length=1000)
    quoted = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    angles = ArrayField(
        models.CharField(max_length=20, choices=Angle.choices), default=list, blank=True
    )
    key_messages = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.CHECKING)
    stage_at = models.DateTimeField(default=timezone.now)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="stories"
    )
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    told_by_us = models.BooleanField(_("nothing of a customer is in it"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    put_away_at = models.DateTimeField(null=True, blank=True)
    put_away_reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    put_away_words = models.CharField(max_length=300, blank=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stories"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(put_away_at__isnull=True) | ~Q(put_away_reason=""),
                name="story_put_away_with_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["stage", "-stage_at", "-id"], name="story_stage"),
            models.Index(fields=["-put_away_at", "-id"], name="story_put_away"),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceKind(models.TextChoices):
    CONVERSATION = "conversation", _("Conversation")
    MESSAGE = "message", _("Message")
    FILE = "file", _("File")
    PAGE = "page", _("Web page")
    FACT = "fact", _("Fact")


class Evidence(models.Model):
    """Something that proves a story; ``proves`` says what."""

    story = models.ForeignKey(
        Story, on_delete=models.CASCADE, related_name="evidence", db_index=False
    )
    kind = models.CharField(max_length=12, choices=EvidenceKind.choices)
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence"
    )
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    url = models.URLField(_("address"), blank=True, max_length=1000)
    proves = models.CharField(_("what it proves"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(default=timezone.now)

    objects = OfStoriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["story", "kind", "conversation", "message", "attachment", "url", "proves"],
                name="evidence_once",
                nulls_distinct=False,
                violation_error_message=_("This stands there already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.story_id}"


class Metric(models.TextChoices):
    """What credit is given for."""

    COVERAGE = "coverage", _("Coverage")
    ORDERS = "orders", _("Orders")
    GOODWILL = "goodwill", _("Goodwill")


class Credit(models.Model):
    """Somebody's share in what a story led to. All shares of a story and metric are 100 at most;
    a trigger of the database holds that."""

    story = models.ForeignKey(
        Story, on_delete=models.CASCADE, related_name="credits", db_index=False
    )
    metric = models.CharField(max_length=8, choices=Metric.choices)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    desk = models.ForeignKey(
        Desk, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    percent = models.PositiveSmallIntegerField()

    objects = OfStoriesQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["metric", "-percent", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["story", "metric", "user", "desk"],
                name="credit_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(desk__isnull=True), name="credit_user_or_desk"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="credit_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % of {self.metric}"

"""What somebody here thinks the world should hear of."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User
from unsilo.inbox.models import Conversation, Message
from unsilo.stories.querysets import FlagQuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

BEST = 15


class Angle(models.TextChoices):
    """From which side a story can be told."""

    HUMAN_INTEREST = "human_interest", _("Human interest")
    INDUSTRY_TREND = "industry_trend", _("Industry trend")
    INNOVATION = "innovation", _("Innovation in service")
    COMMUNITY_IMPACT = "community_impact", _("Community impact")
    TRANSFORMATION = "transformation", _("Business transformation")


class Points(models.IntegerChoices):
    NO = 0, _("no")
    SOME = 1, _("some")
    CLEAR = 2, _("clear")
    RARE = 3, _("rare")


def _points(label: "_StrPromise") -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(
        label, choices=Points.choices, default=Points.NO, validators=[MaxValueValidator(3)]
    )


class Scored(models.Model):
    """The five criteria of newsworthiness, each from 0 to 3."""

    problem_solving = _points(_("Problem-solving"))
    unique_challenge = _points(_("Unique challenge"))
    innovative = _points(_("Innovation"))
    beyond = _points(_("Above and beyond"))
    social_impact = _points(_("Social impact"))

    CRITERIA: ClassVar = (
        "problem_solving", "unique_challenge", "innovative", "beyond", "social_impact"
    )  # fmt: skip

    class Meta:
        abstract = True

    @property
    def score(self) -> int:
        return sum(getattr(self, name) for name in self.CRITERIA)

    @property
    def scores(self) -> list[tuple[str, int]]:
        return [
            (str(criterion.verbose_name), getattr(self, criterion.name))
            for criterion in self._meta.fields
            if criterion.name in self.CRITERIA
        ]


def angle_labels(values: list[str]) -> list[str]:
    return [str(Angle(one).label) for one in values if one in Angle.values]


class FlagState(models.TextChoices):
    WAITING = "waiting", _("Waits for PR")
    TAKEN = "taken", _("Taken as a story")
    MERGED = "merged", _("Part of a story")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Reason(models.TextChoices):
    """Why PR does not take it."""

    NOT_NEW = "not_new", _("Not new")
    NOT_PROVABLE = "not_provable", _("We can’t prove it")
    TIMING = "timing", _("Bad timing")
    RISK = "risk", _("Too risky for the customer or us")
    NO_CONSENT = "no_consent", _("The customer does not want it")
    OTHER = "other", _("Another reason")


class Flag(Scored):
    """A conversation that a colleague thinks is a story. ``captured`` is what was known of it then:
    channel, tone, messages, files."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="flags", db_index=False
    )
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    what = models.CharField(_("what happened"), max_length=200)
    quote = models.TextField(_("their words"), blank=True, max_length=1000)
    angles = ArrayField(
        models.CharField(max_length=20, choices=Angle.choices), default=list, blank=True
    )
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    may_contact = models.BooleanField(_("the customer may be asked"), default=True)
    captured = models.JSONField(default=dict, editable=False)
    flagged_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="flags", db_index=False
    )
    flagged_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=FlagState.choices, default=FlagState.WAITING)
    story = models.ForeignKey(
        "stories.Story", null=True, blank=True, on_delete=models.SET_NULL, related_name="flags"
    )
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    reason_words = models.CharField(max_length=300, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation"],
                name="flag_waiting_once",
                condition=Q(state="waiting"),
                violation_error_message=_("This is flagged already, and waits for PR."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "declined", "withdrawn"])
                | Q(story__isnull=False),
                name="flag_taken_has_story",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="flag_declined_with_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-flagged_at", "-id"], name="flag_recent"),
            models.Index(fields=["conversation"], name="flag_conversation"),
        ]

    def __str__(self) -> str:
        return self.what

"""One question to a customer once all is done: how was it?"""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Posted, User
from unsilo.channels.models import Channel
from unsilo.inbox.models import Conversation


class SurveyedChannel(models.Model):
    """A channel whose customers are asked. Without a row nobody is."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.channel)


class Survey(Posted):
    """A conversation that is done, whom we ask about it, and what they say.

    ``next_try_at`` is when the question goes out: some time after the end, so that what is taken up
    again is not asked about. ``user`` is who answered last.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="surveys")
    email = models.EmailField(max_length=320)
    user = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(default=timezone.now)
    score = models.PositiveSmallIntegerField(
        _("score"), null=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    words = models.CharField(_("words"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(score__isnull=True, answered_at__isnull=True)
                | Q(score__range=(1, 5), answered_at__isnull=False),
                name="survey_answer_whole",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"], name="survey_to_send", condition=Q(state="waiting")
            ),
            models.Index(fields=["email", "-made_at"], name="survey_email"),
            models.Index(fields=["sent_at"], name="survey_sent", condition=Q(state="sent")),
            models.Index(
                fields=["answered_at"],
                name="survey_answered",
                condition=Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.score or '?'}"

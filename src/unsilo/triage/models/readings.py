"""What triage says of messages and, summed up, of conversations."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.inbox.models import Conversation, Message
from unsilo.triage.querysets import ReadingQuerySet


class Feeling(models.TextChoices):
    """How the writer feels."""

    NEGATIVE = "negative", _("unhappy")
    NEUTRAL = "neutral", _("neutral")
    POSITIVE = "positive", _("happy")
    UNSURE = "unsure", _("not sure")


class Faith(models.TextChoices):
    """Whether there is a claim behind it, or only the wish to hurt. A rude complaint is good faith."""

    GOOD = "good", _("good faith")
    BAD = "bad", _("bad faith")


class Read(models.Model):
    """What readings and their summaries have in common: what holds after people had their say.

    ``intent`` is the first of ``intents``; "" where nobody is sure. All is empty where ``is_read``
    is false: a language nobody here reads, or no words.
    """

    is_read = models.BooleanField(default=False)
    language = models.CharField(max_length=3, blank=True)
    feeling = models.CharField(max_length=8, choices=Feeling.choices, blank=True)
    faith = models.CharField(max_length=4, choices=Faith.choices, blank=True)
    intent = models.CharField(max_length=40, blank=True)
    intents = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_urgent = models.BooleanField(default=False)
    is_story = models.BooleanField(default=False)
    is_spam = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Reading(Read):
    """What one version of the model says of one message, and what people say instead.

    ``judgement`` is what the model said, whole. ``decided`` tells of each head that somebody else
    decided: a person, an example (nearly the same message, corrected by a person), the head trained
    here, or a bigger model. One reading of a message is current.
    """

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="readings", db_index=False
    )
    version = models.CharField(max_length=60)
    is_current = models.BooleanField(default=True)
    urgency = models.FloatField(default=0)
    news_value = models.FloatField(default=0)
    spam = models.FloatField(default=0)
    judgement = models.JSONField(default=dict)
    decided = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "version"], name="reading_once"),
            models.UniqueConstraint(
                fields=["message"], name="reading_current", condition=Q(is_current=True)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["made_at"], name="reading_made", condition=Q(is_current=True)),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} by {self.version}"


class ConversationReading(Read):
    """What holds for a conversation: its last messages from outside, summed up for lists.

    Feeling and faith are those of the newest message, the intent that of the newest that has one,
    ``intents`` those of all of them.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="reading", primary_key=True
    )

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["intents"], name="conversation_intents"),
            models.Index(fields=["feeling", "-conversation"], name="conversation_feeling"),
            models.Index(fields=["language", "-conversation"], name="conversation_language"),
            models.Index(
                fields=["-conversation"], name="conversation_bad_faith", condition=Q(faith="bad")
            ),
            models.Index(
                fields=["-conversation"], name="conversation_urgent", condition=Q(is_urgent=True)
            ),
            models.Index(
                fields=["-conversation"], name="conversation_story", condition=Q(is_story=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.feeling} {self.intent}"


class DueReading(models.Model):
    """A message that waits to be read, or could not be: then ``next_try_at`` is empty."""

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, related_name="due_reading", primary_key=True
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    reason = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.message_id}"


class Embedding(models.Model):
    """Where a message lies among others, as ``version`` saw it: 384 half-precision numbers.

    ``triage.near`` keeps a copy in an index where the database has pgvector.
    """

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, related_name="embedding", primary_key=True
    )
    version = models.CharField(max_length=60)
    vector = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.message_id} by {self.version}"

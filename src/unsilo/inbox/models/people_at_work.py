"""What colleagues are doing right now, and what they have seen."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Desk, User
from unsilo.inbox.models.conversations import Conversation
from unsilo.inbox.models.messages import Message


class DraftKind(models.TextChoices):
    REPLY = "reply", _("Reply")
    REPLY_ALL = "reply_all", _("Reply to all")
    FORWARD = "forward", _("Forward")
    NOTE = "note", _("Note")
    NEW = "new", _("New conversation")


class Draft(models.Model):
    """What a user has written and not sent. Nobody but its writer changes or removes it.

    ``seen_version`` is the conversation's version the writer had on the screen.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    kind = models.CharField(max_length=10, choices=DraftKind.choices)
    text = models.TextField(blank=True)
    fields = models.JSONField(default=dict)
    seen_version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "conversation", "kind"],
                name="draft_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.user_id}"


class ReadMark(models.Model):
    """Up to which version a user has read a conversation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    message_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "conversation"], name="readmark_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.conversation_id}"


class NoteMention(models.Model):
    """A colleague or desk called into a conversation by ``@name`` in a note."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    desk = models.ForeignKey(Desk, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "user"], name="mention_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-created_at", "-conversation"], name="mention_user"),
            models.Index(
                fields=["user"], name="mention_unseen", condition=models.Q(seen_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.user_id} in {self.conversation_id}"


class Presence(models.Model):
    """Who looks at a conversation, and whether they write. Short-lived; older rows mean gone."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    writing = models.CharField(max_length=10, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "user"], name="presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.conversation_id}"

"""A conversation and where it stands."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand, Desk, User
from unsilo.channels.models import Channel
from unsilo.inbox.models.posts import Ad, Post
from unsilo.inbox.querysets import ConversationQuerySet, PlacementQuerySet
from unsilo.people.models import Person


class State(models.TextChoices):
    """Where a conversation stands on one desk."""

    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting")
    SNOOZED = "snoozed", _("Snoozed")
    DONE = "done", _("Done")


class Priority(models.IntegerChoices):
    LOW = -1, _("Low")
    NORMAL = 0, _("Normal")
    HIGH = 1, _("High")
    URGENT = 2, _("Urgent")


class Conversation(models.Model):
    """An exchange with one person on one channel, whichever desks look after it.

    ``version`` grows with every change that someone answering should have seen.
    ``last_message_at`` orders the lists: the last message that a human wrote, in or out. Of one that
    was erased (``erased_at``) only what numbers are counted from is left; the other three say when
    retention last took a part of it.
    """

    subject = models.CharField(_("subject"), max_length=300, blank=True)
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, related_name="conversations", db_index=False
    )
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="conversations", db_index=False
    )
    external_thread = models.CharField(max_length=400, blank=True)
    public = models.BooleanField(default=False)
    paid = models.BooleanField(default=False)
    permalink = models.URLField(max_length=1000, blank=True)
    post = models.ForeignKey(
        Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ad = models.ForeignKey(
        Ad, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    preview = models.CharField(max_length=200, blank=True)
    message_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    is_spam = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    last_message_at = models.DateTimeField(default=timezone.now)
    last_inbound_at = models.DateTimeField(null=True, blank=True)
    last_outbound_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    words_erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    files_erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    raw_erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-last_message_at", "-id"], name="conversation_recent"),
            models.Index(fields=["person", "-last_message_at"], name="conversation_person"),
            models.Index(
                fields=["channel", "external_thread"],
                name="conversation_thread",
                condition=~Q(external_thread=""),
            ),
            models.Index(
                fields=["-last_message_at", "-id"],
                name="conversation_spam",
                condition=Q(is_spam=True),
            ),
            models.Index(
                fields=["post", "-last_message_at"],
                name="conversation_post",
                condition=Q(post__isnull=False),
            ),
            models.Index(
                fields=["ad", "-last_message_at"],
                name="conversation_ad",
                condition=Q(ad__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or f"#{self.pk}"


class Placement(models.Model):
    """A conversation on one desk: its state, owner and urgency there.

    ``active_at`` repeats the conversation's ``last_message_at`` so that one index serves a list.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="placements", db_index=False
    )
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, related_name="placements", db_index=False
    )
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="placements",
        db_index=False,
    )
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    active_at = models.DateTimeField(default=timezone.now)
    placed_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "desk"], name="placement_once"),
            models.CheckConstraint(
                condition=Q(state="snoozed", snoozed_until__isnull=False)
                | (~Q(state="snoozed") & Q(snoozed_until__isnull=True)),
                name="placement_snoozed_until",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["desk", "state", "-active_at", "-conversation"], name="placement_desk"
            ),
            models.Index(fields=["state", "-active_at", "-conversation"], name="placement_state"),
            models.Index(
                fields=["owner", "state", "-active_at", "-conversation"],
                name="placement_owner",
                condition=Q(owner__isnull=False),
            ),
            models.Index(
                F("active_at").desc(),
                F("conversation").desc(),
                name="placement_unowned",
                condition=Q(owner__isnull=True, state="open"),
            ),
            models.Index(
                fields=["snoozed_until"], name="placement_snoozed", condition=Q(state="snoozed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} on {self.desk_id}"


class Tag(models.Model):
    """A word that people put on conversations."""

    name = models.CharField(_("name"), max_length=50, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ConversationTag(models.Model):
    """One tag on one conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tag", "conversation"], name="tag_once")
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.conversation_id}"

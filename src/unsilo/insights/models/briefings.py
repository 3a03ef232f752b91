"""What is told every week, who read it, and what was made of it."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand, Posted, User
from unsilo.inbox.models import Conversation
from unsilo.insights.querysets import BriefingQuerySet


class Briefing(models.Model):
    """One week of one brand. ``monday`` begins the week it tells of.

    ``charts`` are frozen (key, title, words, rows and specification), ``pictures`` what became of
    them for paper, drawn by the worker after the writing. ``gathered_at`` is when the data was read,
    which may be later than it was written first.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="briefings")
    monday = models.DateField()
    numbers = models.JSONField(default=list)
    charts = models.JSONField(default=list)
    pictures = models.JSONField(default=dict)
    written_at = models.DateTimeField(default=timezone.now)
    gathered_at = models.DateTimeField(default=timezone.now)

    objects = BriefingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "monday"], name="briefing_once")
        ]
        indexes: ClassVar = [models.Index(fields=["-monday", "-id"], name="briefing_recent")]

    def __str__(self) -> str:
        return f"{self.brand}, {self.week}"

    def get_absolute_url(self) -> str:
        return reverse("insights:briefing", args=[self.pk])

    @property
    def week(self) -> str:
        """As ISO writes it: 2026-W48."""
        return self.monday.strftime("%G-W%V")


class BriefingSection(models.Model):
    """A part of a briefing. ``drafted`` is what was written from the data, ``text`` what stands.

    Whoever edits it owns it from then on: writing again changes ``drafted`` only.
    """

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    drafted = models.TextField(blank=True)
    text = models.TextField(_("text"), blank=True, max_length=20_000)
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["briefing", "key"], name="briefing_section_once")
        ]

    def __str__(self) -> str:
        return self.key


class SectionRevision(models.Model):
    """A text that stood in a section before."""

    section = models.ForeignKey(BriefingSection, on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField(blank=True)
    was_edited = models.BooleanField(default=False)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.section_id} by {self.by}"


class BriefingItem(models.Model):
    """Something a section points at: a quote, a promise, a story. Shown to who may read it.

    Without a conversation it is for everybody who sees the brand. ``key`` keeps it the same item
    when the briefing is written again. ``used_for`` says what somebody made of it.
    """

    section = models.ForeignKey(BriefingSection, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField(max_length=300)
    words = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    used_for = models.CharField(_("used for"), max_length=200, blank=True)
    used_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "key"], name="briefing_item_once")
        ]

    def __str__(self) -> str:
        return self.title


class BriefingReader(Posted):
    """A colleague and a briefing: whether it was sent, and when they opened its page first."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["briefing", "user"], name="briefing_reader_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                name="briefing_to_send",
                condition=models.Q(state="waiting"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.briefing_id}"

"""What unsilo tells its users: notices behind the bell, and by mail where they wish it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models.oncall import Call
from unsilo.accounts.models.users import User
from unsilo.accounts.querysets import NoticeQuerySet


class MailState(models.TextChoices):
    """Whether a notice goes out by mail too. What is due is tried again until it is sent."""

    NONE = "none", _("Not by mail")
    DUE = "due", _("On its way")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")


class Notice(models.Model):
    """One thing one user should know. The same key tells a user once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, max_length=2000)
    url = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=200)
    call = models.ForeignKey(
        Call, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_state = models.CharField(max_length=6, choices=MailState.choices, default=MailState.NONE)
    mail_at = models.DateTimeField(null=True, blank=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="notice_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-id"], name="notice_list"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["mail_at"], name="notice_to_mail", condition=Q(mail_state="due")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> str:
        """What it is about, as users choose their mail by: the key up to its colon."""
        return self.key.partition(":")[0]


class NoticeChoice(models.Model):
    """Whether a user wants notices of one kind by mail too. No row: as the sender thinks best."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=40)
    by_mail = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"

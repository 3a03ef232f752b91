"""What was said."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import User
from unsilo.channels.models import Blob, Channel
from unsilo.inbox.models.conversations import Conversation
from unsilo.people.models import Person


class Direction(models.TextChoices):
    IN = "in", _("In")
    OUT = "out", _("Out")


class Kind(models.TextChoices):
    MESSAGE = "message", _("Message")
    NOTE = "note", _("Note")


class Message(models.Model):
    """One message or internal note.

    ``text`` is the whole, ``reply_text`` the same without quotes and signature. ``html`` has been
    cleaned when it was stored and is shown in a closed frame only. ``markup`` is what a colleague
    typed. ``message_class`` says what
    kind of sender stands behind it (``channels.contract.MessageClass``). ``addresses`` holds from,
    to, cc, bcc and reply_to as lists of {value, name}. ``search`` is kept by a database trigger.
    ``words_erased_at`` and ``files_erased_at`` tell why there are none any more.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    channel = models.ForeignKey(
        Channel, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    direction = models.CharField(max_length=3, choices=Direction.choices)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.MESSAGE)
    message_class = models.CharField(max_length=14, default="human")
    class_reason = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    user = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    author_name = models.CharField(max_length=200)
    author_address = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    reply_text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    markup = models.TextField(blank=True)
    remote_images = models.PositiveIntegerField(default=0)
    addresses = models.JSONField(default=dict)
    file_names = models.TextField(blank=True)
    external_id = models.CharField(max_length=400, blank=True)
    in_reply_to = models.CharField(max_length=400, blank=True)
    permalink = models.URLField(max_length=1000, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    arrival_id = models.BigIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    words_erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    files_erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["conversation", "id"], name="message_conversation"),
            models.Index(
                fields=["external_id"], name="message_external", condition=~Q(external_id="")
            ),
            models.Index(
                fields=["arrival_id"], name="message_arrival", condition=Q(arrival_id__isnull=False)
            ),
            GinIndex(fields=["search"], name="message_search", fastupdate=True),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.kind} #{self.pk}"


class Attachment(models.Model):
    """A file of a message. Never served inline from our own origin, pictures excepted."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    size = models.BigIntegerField()
    content_id = models.CharField(max_length=400, blank=True)
    inline = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.filename


class Reference(models.Model):
    """An id that some message of a conversation carries or names, seen or never seen.

    Whoever names the same id later belongs to the same conversation, if the sender may.
    """

    external_id = models.CharField(max_length=400)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="references"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["external_id", "conversation"], name="reference_once")
        ]

    def __str__(self) -> str:
        return self.external_id


class Participant(models.Model):
    """An address that took part in a conversation: may answer into it without being held."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participants", db_index=False
    )
    address = models.CharField(max_length=320)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "address"], name="participant_once")
        ]
        indexes: ClassVar = [models.Index(fields=["address"], name="participant_address")]

    def __str__(self) -> str:
        return self.address

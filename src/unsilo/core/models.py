"""The event log and the audit log. Rows are written by ``core.events.record`` only and never change."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class Event(models.Model):
    """Something that happened, by whom, to what: the one through-line of the product.

    Ids of other apps are plain numbers, since the log outlives what it tells of. ``desk_ids`` are
    the desks that held the conversation at that moment: they decide who may read the event.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    conversation_id = models.BigIntegerField(null=True)
    message_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    brand_id = models.BigIntegerField(null=True)
    desk_ids = ArrayField(models.BigIntegerField(), default=list)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["conversation_id", "id"],
                name="event_conversation",
                condition=Q(conversation_id__isnull=False),
            ),
            models.Index(
                fields=["person_id", "id"],
                name="event_person",
                condition=Q(person_id__isnull=False),
            ),
            models.Index(fields=["kind", "id"], name="event_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class AuditEntry(models.Model):
    """Something that somebody changed in the house, or a log-in, and from where.

    ``user_id`` is also who a program acted for. ``noun`` is that of ``kind``, ``label`` what the
    object was called at the time.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    noun = models.CharField(max_length=60)
    actor = models.CharField(max_length=200)
    user_id = models.BigIntegerField(null=True)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    object_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at", "id"], name="audit_time"),
            models.Index(fields=["user_id", "at", "id"], name="audit_user"),
            models.Index(fields=["kind", "at", "id"], name="audit_kind"),
            models.Index(fields=["noun", "at", "id"], name="audit_noun"),
            models.Index(
                fields=["noun", "object_id", "at", "id"],
                name="audit_object",
                condition=Q(object_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

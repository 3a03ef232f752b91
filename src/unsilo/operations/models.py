"""What is wrong with the installation, from when to when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Trouble(models.Model):
    """Something that keeps unsilo from its work, and that a person has to see to.

    ``key`` says what it is about, such as ``channel:5``; ``channel_id`` is set for channels.
    One that comes back soon is the same one again, and calls nobody twice.
    """

    key = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=1000)
    channel_id = models.BigIntegerField(null=True, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], name="trouble_once", condition=Q(ended_at__isnull=True)
            )
        ]
        indexes: ClassVar = [models.Index(fields=["key", "-id"], name="trouble_key")]

    def __str__(self) -> str:
        return self.title

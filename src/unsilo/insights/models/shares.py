"""A graph for people without a login."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from unsilo.accounts.models import Brand, User


class SharedGraph(models.Model):
    """One metric as it was on the day it was shared: numbers, no words of anybody.

    The address carries a signed id. ``rows`` stay what they were, whatever happens later.
    """

    metric = models.CharField(max_length=40)
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.CASCADE)
    desk_name = models.CharField(max_length=60, blank=True)
    rows = models.JSONField(default=list)
    data_until = models.DateTimeField()
    shared_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["shared_by", "-id"], name="shared_graph_by")]

    def __str__(self) -> str:
        return f"{self.metric} until {self.expires_at}"

"""A file of stores on its way in."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.wins.models.directory import Retailer


class StoreImport(models.Model):
    """A file of stores: what it holds, which column means what, and what became of it.

    ``content`` is forgotten once it is in. ``bad_rows`` is a file again, with a reason for each.
    """

    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    columns = models.JSONField(default=dict)
    retailer = models.ForeignKey(
        Retailer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    report = models.JSONField(default=dict)
    bad_rows = models.TextField(blank=True)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.file_name

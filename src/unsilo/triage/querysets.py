"""Chainable reads of readings and corrections: visibility first."""

from typing import TYPE_CHECKING, Self

from django.db import models

from unsilo.accounts.access import Access
from unsilo.inbox.models import Conversation

if TYPE_CHECKING:
    from unsilo.triage.models import Correction, Reading  # noqa: F401  named in strings


class ReadingQuerySet(models.QuerySet["Reading"]):
    def current(self) -> Self:
        return self.filter(is_current=True)

    def visible_to(self, access: Access) -> Self:
        """Readings of messages in conversations the user may read."""
        return self.filter(message__conversation__in=Conversation.objects.visible_to(access))


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, access: Access) -> Self:
        """Corrections of messages in conversations the user may read."""
        return self.filter(message__conversation__in=Conversation.objects.visible_to(access))

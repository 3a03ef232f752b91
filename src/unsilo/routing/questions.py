"""What can be asked of conversations: ``clock:late``, ``clock:promise``."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.inbox.ports import Choice, Question
from unsilo.routing.models import Clock, ClockKind

SOON = timedelta(hours=1)


def clock_question() -> Question:
    return Question(
        "clock",
        _("Due"),
        "clock:late",
        _("what is late; also soon, running, first_reply, promise, hand_off"),
        _of,
        _choices,
    )


def _of(word: str) -> QuerySet[Any, Any] | None:
    running, now = Clock.objects.running(), timezone.now()
    found = {
        "late": running.filter(due_at__lt=now),
        "soon": running.filter(due_at__gte=now, due_at__lt=now + SOON),
        "running": running,
    }.get(word)
    if found is None and word in ClockKind.values:
        found = running.filter(kind=word)
    return found.values("conversation_id") if found is not None else None


def _choices(access: Access) -> list[Choice]:
    return [
        ("late", _("late")),
        ("soon", _("due within an hour")),
        (ClockKind.PROMISE.value, _("promised")),
        (ClockKind.HAND_OFF.value, _("handed to a desk")),
    ]

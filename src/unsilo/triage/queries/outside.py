"""Bigger models as their page shows them: how each task is set up, and all that was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from unsilo.accounts.access import Access
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.inbox.models import Conversation
from unsilo.triage.models import BiggerModel, Inquiry, Task
from unsilo.triage.services.outside import spent

PAGE_SIZE = 40


@dataclass(frozen=True, slots=True)
class TaskShown:
    """One task: ``model`` is None where nobody set it up."""

    task: str
    label: str
    model: BiggerModel | None
    spent: Decimal
    waiting: int


def tasks() -> Sequence[TaskShown]:
    models = {one.task: one for one in BiggerModel.objects.defer("sealed_key")}
    waiting = dict(
        Inquiry.objects.filter(state=Inquiry.State.WAITING)
        .values_list("task")
        .annotate(n=Count("pk"))
    )
    return [
        TaskShown(
            task.value,
            str(task.label),
            models.get(task.value),
            spent(task.value),
            waiting.get(task.value, 0),
        )
        for task in Task
    ]


def inquiries_page(access: Access, *, cursor: str = "", limit: int = PAGE_SIZE) -> Page[Inquiry]:
    """What was sent, newest first, as far as the user may see the messages."""
    rows = Inquiry.objects.filter(
        ~Q(state=Inquiry.State.WAITING),
        message__conversation__in=Conversation.objects.visible_to(access),
    )
    if cursor:
        rows = rows.filter(pk__lt=decode_cursor(cursor, int)[0])
    light = rows.select_related("message").only(
        *[field.name for field in Inquiry._meta.fields], "message__conversation_id"
    )
    found = list(light.order_by("-pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return Page(found, encode_cursor(found[-1].pk) if more else None)

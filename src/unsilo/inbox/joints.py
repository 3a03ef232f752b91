"""What the inbox tells the apps below: which desks hold a conversation, what a merge moves."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from unsilo.channels import ports
from unsilo.inbox.models import Conversation, Placement
from unsilo.people.merge_parts import MergePart, register_merge_part


def connect() -> None:
    """Register; called once when Django starts."""
    ports.register_desks_of_conversations(_desks_of)
    register_merge_part(
        MergePart(
            key="conversations",
            label=_("conversations"),
            count=lambda person_id: Conversation.objects.filter(person=person_id).count(),
            move=_move,
            move_back=_move_back,
        )
    )


def _desks_of(conversation_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    placed = Placement.objects.filter(conversation__in=conversation_ids).order_by("id")
    for conversation_id, desk_id in placed.values_list("conversation_id", "desk_id"):
        found.setdefault(conversation_id, []).append(desk_id)
    return found


def _move(kept_id: int, gone_id: int) -> list[int]:
    ids = list(Conversation.objects.filter(person=gone_id).values_list("pk", flat=True))
    Conversation.objects.filter(pk__in=ids).update(person=kept_id)
    return ids


def _move_back(kept_id: int, gone_id: int, ids: list[int]) -> None:
    Conversation.objects.filter(pk__in=ids, person=kept_id).update(person=gone_id)

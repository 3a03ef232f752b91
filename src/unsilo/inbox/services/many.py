"""One verb for many conversations: each in its own transaction, all undone together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from unsilo.core.errors import Conflict, Forbidden, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class ManyChanged:
    """Which conversations changed, the events that undo it, and how many were left as they are."""

    ids: Sequence[int]
    events: Sequence[int]
    refused: int


def each(ids: Sequence[int], verb: Callable[[int], int | None]) -> ManyChanged:
    """Call ``verb`` for each conversation; one that may not or cannot be changed stops no other."""
    changed, events, refused = [], [], 0
    for conversation_id in ids:
        try:
            event_id = verb(conversation_id)
        except (Conflict, Forbidden, Invalid, NotFound):
            refused += 1
            continue
        if event_id is not None:
            changed.append(conversation_id)
            events.append(event_id)
    return ManyChanged(changed, events, refused)

"""What moves along when two people become one. Apps above people register theirs in ``ready()``."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class MergePart:
    """Rows of another app that belong to a person, such as conversations.

    ``move(kept_id, gone_id)`` runs inside the merge and returns the ids of the rows it moved;
    ``move_back(kept_id, gone_id, ids)`` runs inside the undo and gets them back.
    """

    key: str
    label: str | Promise
    count: Callable[[int], int]
    move: Callable[[int, int], list[int]]
    move_back: Callable[[int, int, list[int]], None]


_parts: dict[str, MergePart] = {}


def register_merge_part(part: MergePart) -> None:
    _parts[part.key] = part


def merge_parts() -> tuple[MergePart, ...]:
    return tuple(_parts.values())

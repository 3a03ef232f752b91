"""What apps above tell this one, registered once in their ``AppConfig.ready()``."""

from collections.abc import Callable, Mapping, Sequence

DesksOf = Callable[[Sequence[int]], Mapping[int, Sequence[int]]]

_desks_of: list[DesksOf] = []


def register_desks_of_conversations(source: DesksOf) -> None:
    """Tell which desks hold conversations: they decide who may see what concerns them."""
    _desks_of[:] = [source]


def desks_of_conversations(conversation_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    return _desks_of[0](conversation_ids) if _desks_of and conversation_ids else {}


def desks_of_conversation(conversation_id: int) -> Sequence[int]:
    return desks_of_conversations([conversation_id]).get(conversation_id, ())

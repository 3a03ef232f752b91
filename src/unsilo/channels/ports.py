"""What apps above tell this one, registered once in their ``AppConfig.ready()``."""

from collections.abc import Callable, Sequence

DesksOf = Callable[[int], Sequence[int]]

_desks_of: list[DesksOf] = []


def register_desks_of_conversation(source: DesksOf) -> None:
    """Tell which desks hold a conversation, so that events of its deliveries reach their people."""
    _desks_of[:] = [source]


def desks_of_conversation(conversation_id: int) -> Sequence[int]:
    return _desks_of[0](conversation_id) if _desks_of else ()

"""What apps above tell this one, registered once in their ``AppConfig.ready()``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

DesksOf = Callable[[Sequence[int]], Mapping[int, Sequence[int]]]

_desks_of: list[DesksOf] = []


def register_desks_of_conversations(source: DesksOf) -> None:
    """Tell which desks hold conversations: they decide who may see what concerns them."""
    _desks_of[:] = [source]


def desks_of_conversations(conversation_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    return _desks_of[0](conversation_ids) if _desks_of and conversation_ids else {}


def desks_of_conversation(conversation_id: int) -> Sequence[int]:
    return desks_of_conversations([conversation_id]).get(conversation_id, ())


@dataclass(frozen=True, slots=True)
class ChannelTrouble:
    """What somebody was called about a channel for, and since when it is so."""

    title: str
    since: datetime


TroublesOf = Callable[[Sequence[int]], Mapping[int, Sequence[ChannelTrouble]]]

_troubles_of: list[TroublesOf] = []


def register_troubles(source: TroublesOf) -> None:
    """Tell which troubles of channels a person was called for."""
    _troubles_of[:] = [source]


def troubles(channel_ids: Sequence[int]) -> Mapping[int, Sequence[ChannelTrouble]]:
    return _troubles_of[0](channel_ids) if _troubles_of and channel_ids else {}

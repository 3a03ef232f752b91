"""Events, as the API shows them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

from unsilo.core.events import data_for
from unsilo.core.models import Event
from unsilo.core.rest import Shown


class ActorOut(Shown):
    kind: Literal["user", "token", "person", "rule", "system"]
    id: int | None
    label: str


class EventOut(Shown):
    """Something that happened (``noun.past_tense``). What ``data`` holds depends on ``kind``."""

    id: int
    kind: str
    at: datetime
    actor: ActorOut
    conversation_id: int | None
    message_id: int | None
    person_id: int | None
    brand_id: int | None
    desk_ids: list[int]
    data: dict[str, Any]

    @classmethod
    def of(cls, event: Event, desk_ids: Collection[int]) -> "EventOut":
        """Without desks the reader may not know of."""
        same = cls.model_fields.keys() - {"actor", "desk_ids", "data"}
        return cls(
            **{name: getattr(event, name) for name in same},
            actor=ActorOut(
                kind=event.actor_kind,
                id=event.actor_id,
                label=event.actor_label,
            ),
            desk_ids=[one for one in event.desk_ids if one in desk_ids],
            data=data_for(event, desk_ids),
        )

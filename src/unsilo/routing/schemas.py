"""What the REST doors of routing take and show."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from unsilo.core.rest import Flag, Given, Key, Line, Moment, Shown, Unquoted
from unsilo.inbox.schemas.conversations import DeskName
from unsilo.routing.models import HandOff

MAX_WAIT = 30 * 24 * 60

Words = Annotated[str, Field(min_length=1, max_length=300)]
Minutes = Annotated[int, Field(ge=1, le=MAX_WAIT), Unquoted]


class Named(Shown):
    id: int
    name: str


class ClockOut(Shown):
    """Something that is due. `broken` and not stopped: it is late and still to be done."""

    id: int
    kind: str
    outcome: str
    conversation_id: int
    desk: Named
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None


class PromiseOut(Shown):
    id: int
    conversation_id: int
    text: str
    state: str
    desk: Named
    owner: Named | None
    due_at: datetime | None
    within_minutes: int | None
    made_by: str
    made_at: datetime
    settled_at: datetime | None
    words: str


class PromiseIn(Given):
    """`due_at`, or `within_minutes` of the desk's business time once the person has written again."""

    conversation: Key
    text: Annotated[Line, Field(min_length=1, max_length=300)]
    due_at: Moment | None = None
    within_minutes: Minutes | None = None
    kept_by_answer: Flag = True


class WordsIn(Given):
    words: Words


class HandOffOut(Shown):
    id: int
    conversation_id: int
    from_desk: Named
    to_desk: Named
    why: str
    state: str
    asked_by: str
    asked_at: datetime
    taken_by: Named | None
    taken_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    words: str

    @classmethod
    def of(cls, handoff: HandOff) -> "HandOffOut":
        same = (
            "id",
            "conversation_id",
            "why",
            "state",
            "asked_at",
            "taken_at",
            "ended_at",
            "words",
        )
        return cls(
            **{name: getattr(handoff, name) for name in same},
            from_desk=Named.model_validate(handoff.from_desk),
            to_desk=Named.model_validate(handoff.to_desk),
            asked_by=handoff.asked_by_name,
            taken_by=Named.model_validate(handoff.taken_by) if handoff.taken_by else None,
            due_at=handoff.clock.due_at if handoff.clock else None,
        )


class HandOffIn(Given):
    conversation: Key
    to_desk: DeskName
    why: Annotated[Line, Field(min_length=1, max_length=500)]
    due_in_minutes: Minutes = 60


class RuleOut(Shown):
    """A rule as it is kept: conditions and actions name rows by their ids."""

    id: int
    name: str
    note: str
    position: int
    is_on: bool
    ends: bool
    conditions: dict[str, Any]
    actions: dict[str, Any]
    changed_at: datetime


class PolicyOut(Shown):
    id: int
    desk: Named
    minutes: int
    in_business_hours: bool
    priority: int | None
    public: bool | None


class HoursOut(Shown):
    """Seven days of [from, to] in minutes from midnight, Monday first."""

    id: int
    desk: Named | None
    brand: Named | None
    time_zone: str
    week: list[list[list[int]]]
    closed: dict[str, str]

"""Conversations and changes to them, as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from unsilo.core.rest import UNSEEN, Flag, Given, Id, Key, Line, Moment, Name, Shown
from unsilo.inbox.models import Priority
from unsilo.inbox.queries.lists import Row
from unsilo.inbox.queries.summaries import Summary

StateName = Literal["open", "waiting", "snoozed", "done"]
PriorityName = Literal["low", "normal", "high", "urgent"]
DeskName = Annotated[Name, Field(max_length=80, description="Id, slug or name of a desk.")]

TagName = Annotated[str, Field(max_length=50, pattern=rf"^[^{UNSEEN}#][^\x00-\x1f\x7f]*$")]


class PersonShort(Shown):
    id: int
    name: str


class PlacementItem(Shown):
    """Where a conversation stands: the desk's name, its state there, its owner's name if any."""

    desk: str
    state: StateName
    owner: Annotated[str | None, BeforeValidator(lambda name: name or None)]


class ConversationFacts(Shown):
    id: int
    subject: str
    channel: str
    person: PersonShort
    public: bool
    paid: bool
    permalink: str
    message_count: int
    last_message_at: datetime


class ConversationItem(ConversationFacts):
    """A conversation in a list. ``placements`` are those on desks the token's user may read."""

    placements: list[PlacementItem]

    @classmethod
    def of(cls, row: Row) -> "ConversationItem":
        same = cls.model_fields.keys() - {"person", "placements"}
        return cls(
            **{name: getattr(row, name) for name in same},
            person=PersonShort(id=row.person_id, name=row.person),
            placements=[PlacementItem.model_validate(one) for one in row.placements],
        )


class PlacementOut(PlacementItem):
    desk_id: int
    owner_id: int | None
    priority: Annotated[PriorityName, BeforeValidator(lambda rank: Priority(rank).name.lower())]
    snoozed_until: datetime | None
    archived: Annotated[bool, Field(description="Whether the desk is archived.")]


class ConversationOut(ConversationFacts):
    """A conversation. ``version`` grows with whatever someone answering should have seen.

    ``answers_through`` is the channel that carries answers, null when there is none. ``can_work``
    says whether this token may answer and change it.
    """

    channel_id: int
    brand: str
    version: int
    preview: str
    is_spam: bool
    created_at: datetime
    last_inbound_at: datetime | None
    last_outbound_at: datetime | None
    tags: list[str]
    answers_through: str | None
    can_work: bool
    placements: list[PlacementOut]

    @classmethod
    def of(cls, summary: Summary) -> "ConversationOut":
        conversation = summary.conversation
        same = cls.model_fields.keys() - {
            "channel",
            "brand",
            "person",
            "tags",
            "answers_through",
            "can_work",
            "placements",
        }
        return cls(
            **{name: getattr(conversation, name) for name in same},
            channel=conversation.channel.name,
            brand=conversation.brand.name,
            person=PersonShort(id=conversation.person_id, name=str(conversation.person)),
            tags=list(summary.tags),
            answers_through=summary.answers_through,
            can_work=summary.can_work,
            placements=[PlacementOut.model_validate(row) for row in summary.placements],
        )


class ConversationFilter(BaseModel):
    """Which conversations. Desks, channels and colleagues are named by id, slug, name or address."""

    q: Annotated[
        str | None,
        Field(
            max_length=500,
            description="A search line as in the inbox: words, `from:` `to:` `desk:` `channel:` "
            "`owner:` `tag:` `subject:` `is:` `has:` `before:` `after:`. The best of the newest "
            "come first. With `q`, a page may hold fewer than `limit` before the list ends.",
        ),
    ] = None
    desk: Annotated[Line | None, Field(max_length=80, description="Id, slug or name.")] = None
    state: StateName | None = None
    owner: Annotated[
        Line | None, Field(max_length=254, description="A colleague, `me` or `none`.")
    ] = None
    channel: Annotated[Line | None, Field(max_length=80, description="Id, slug or name.")] = None
    person: Id | None = None
    tag: Annotated[Line | None, Field(max_length=50)] = None
    unread: Annotated[bool, Field(description="Only what the user has not read.")] = False
    spam: Annotated[bool, Field(description="Only spam, which is left out otherwise.")] = False
    updated_since: Annotated[
        Moment | None, Field(description="With a message at or after this time.")
    ] = None


# --- What is changed


class AssignIn(Given):
    owner: Name | None = Field(max_length=254, description="A colleague, `me`, or null for nobody.")
    desk: DeskName | None = Field(None, description="Needed when it stands on several.")


class StateIn(Given):
    state: StateName
    desks: Annotated[list[DeskName], Field(max_length=20)] | None = Field(
        None, description="Left out: every desk of it that the user works on."
    )
    until: Moment | None = Field(None, description="Until when it is snoozed.")


class PriorityIn(Given):
    priority: PriorityName
    desk: DeskName | None = None


class PlaceIn(Given):
    desk: DeskName


class MoveIn(Given):
    to_desk: DeskName
    from_desk: DeskName | None = None


class SpamIn(Given):
    spam: Flag


class ReadIn(Given):
    read: Flag


class TagIn(Given):
    name: TagName


class UndoIn(Given):
    event_id: Key


class ChangeOut(BaseModel):
    """What a change did. ``event_id`` undoes it; null means that nothing had to change.

    ``conversation`` is null when it left every desk the user may read.
    """

    event_id: int | None
    conversation: ConversationOut | None

"""Flags, stories, consents, pitches and coverage as the API shows and takes them."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from unsilo.core.rest import Flag, Given, Key, Line, Name, Shown, Unquoted
from unsilo.stories.models import Angle, ConsentState, Reason, Stage
from unsilo.stories.queries.chain import Chain

Named = Annotated[str, BeforeValidator(lambda value: str(value or ""))]
Point = Annotated[int, Field(ge=0, le=3), Unquoted]


class Points(Given):
    """The five criteria, each from 0 to 3."""

    problem_solving: Point = 0
    unique_challenge: Point = 0
    innovative: Point = 0
    beyond: Point = 0
    social_impact: Point = 0


class FlagIn(Given):
    conversation: Key
    what: Name = Field(max_length=200)
    points: Points = Points()
    angles: list[Angle] = Field(default=[], max_length=5)
    quote: str = Field(default="", max_length=1000)
    is_sensitive: Flag = False
    may_contact: Flag = True


class FlagOut(Shown):
    id: int
    conversation_id: int
    what: str
    quote: str
    angles: list[str]
    score: int
    state: str
    story_id: int | None
    reason: str
    reason_words: str
    flagged_by: Named
    flagged_at: datetime


class DeclineIn(Given):
    reason: Reason
    words: Line = Field(default="", max_length=300)


class StoryOut(Shown):
    """A story. `stage` is one of checking, consent, ready, pitched, out."""

    id: int
    title: str
    breath: str
    quote: str
    angles: list[str]
    key_messages: list[str]
    stage: str
    stage_at: datetime
    score: int
    owner: Named
    conversation_id: int | None
    is_sensitive: bool
    told_by_us: bool
    created_at: datetime
    put_away_at: datetime | None


class StoryMoveIn(Given):
    stage: Stage


class NodeOut(Shown):
    """One thing that happened; `after` are the keys of what led to it."""

    key: str
    label: str
    said: str
    meta: str
    at: datetime
    after: list[str]


class ShareOut(Shown):
    metric: str
    name: str
    percent: int


class ChainOut(Shown):
    nodes: list[NodeOut]
    credit: list[ShareOut]

    @classmethod
    def of(cls, chain: Chain) -> "ChainOut":
        return cls(
            nodes=[NodeOut.model_validate(one) for one in chain.nodes],
            credit=[ShareOut.model_validate(one) for one in chain.credit],
        )


class CoverageOut(Shown):
    """Something published. A reach is never shown without its source."""

    id: int
    story_id: int | None
    outlet: Named
    state: str
    kind: str
    url: str
    title: str
    author: str
    published_at: datetime
    because: str
    reach: int | None
    reach_source: str
    tone: str
    pulled: list[str]
    links: list[str]


class OutletOut(Shown):
    id: int
    name: str
    kind: str
    domains: list[str]
    region: str
    reach: int | None
    reach_source: str
    archived_at: datetime | None


class ConsentOut(Shown):
    """One person's answer about one story, with what was used under it."""

    id: int
    person: Annotated[int, Field(validation_alias="person_id")]
    story: Annotated[int, Field(validation_alias="story_id")]
    state: ConsentState
    asked: list[str]
    allowed: Annotated[list[str], Field(description="Fields with their uses.")]
    wording: str
    asked_by: str
    asked_at: datetime
    answered_at: datetime | None
    withdrawn_at: datetime | None
    used: Annotated[list[str], Field(description="Articles, and outlets it was offered to.")]

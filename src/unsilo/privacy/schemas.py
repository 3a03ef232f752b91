"""What the REST doors of privacy take and show."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from unsilo.core.rest import Flag, Given, Name, Shown, Unquoted
from unsilo.privacy.models import Erasure, ErasureState, ExportState, RetentionRule
from unsilo.privacy.models.retention import LONGEST
from unsilo.privacy.queries.reports import Line as ReportLine
from unsilo.privacy.queries.reports import Preview, lines_of
from unsilo.privacy.services.retention import Limits

Days = Annotated[int, Field(ge=1, le=LONGEST), Unquoted]


class ExportOut(Shown):
    id: int
    person: Annotated[int, Field(validation_alias="person_id")]
    state: ExportState
    by: str
    asked_at: datetime
    done: Annotated[int, Field(description="How far it is, of `total`.")]
    total: int
    size: int
    finished_at: datetime | None
    expires_at: datetime | None
    downloads: int
    problem: str


class LineOut(Shown):
    what: Annotated[str, Field(validation_alias="label")]
    count: int
    keeps: Annotated[str, Field(description="What of it stays, and why.")]
    goes: bool


class PreviewOut(Shown):
    person: int
    conversations: int
    conversations_of_others: int
    on_hold: Annotated[list[int], Field(description="Conversations that have to be kept.")]
    lines: list[LineOut]

    @classmethod
    def of(cls, preview: Preview) -> Self:
        return cls(
            person=preview.person.pk,
            conversations=preview.conversations,
            conversations_of_others=preview.elsewhere,
            on_hold=[hold.conversation_id for hold in preview.holds],
            lines=[_line(one) for one in preview.lines],
        )


class ErasureIn(Given):
    reason: Annotated[Name, Field(max_length=200)]
    at_once: Annotated[Flag, Field(description="Without the day to take it back. Admins only.")] = (
        False
    )


class ErasureOut(Shown):
    id: int
    person: int
    state: ErasureState
    reason: str
    by: str
    asked_at: datetime
    due_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    lines: list[LineOut]

    @classmethod
    def of(cls, erasure: Erasure) -> Self:
        return cls(
            id=erasure.pk,
            person=erasure.person_id,
            state=ErasureState(erasure.state),
            reason=erasure.reason,
            by=erasure.by,
            asked_at=erasure.asked_at,
            due_at=erasure.due_at,
            started_at=erasure.started_at,
            finished_at=erasure.finished_at,
            lines=[_line(one) for one in lines_of(erasure.counts)],
        )


class RetentionIn(Given):
    """Days after the last message of a conversation; null: for ever."""

    raw: Days | None = None
    files: Days | None = None
    words: Days | None = None
    whole: Days | None = None
    is_on: Flag = False

    @property
    def limits(self) -> Limits:
        return Limits(self.raw, self.files, self.words, self.whole)


class RetentionOut(Shown):
    channel: int
    raw: int | None
    files: int | None
    words: int | None
    whole: int | None
    is_on: bool

    @classmethod
    def of(cls, rule: RetentionRule) -> Self:
        return cls(
            channel=rule.channel_id,
            raw=rule.raw_days,
            files=rule.files_days,
            words=rule.words_days,
            whole=rule.whole_days,
            is_on=rule.is_on,
        )


class HoldIn(Given):
    reason: Annotated[Name, Field(max_length=300)]


class HoldOut(Shown):
    id: int
    conversation: Annotated[int, Field(validation_alias="conversation_id")]
    reason: str
    held_by: str
    held_at: datetime
    ended_by: str
    ended_at: datetime | None


def _line(line: ReportLine) -> LineOut:
    return LineOut.model_validate(
        {"label": line.label, "count": line.count, "keeps": line.keeps, "goes": line.goes}
    )

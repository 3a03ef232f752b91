"""Incidents as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from unsilo.core.rest import UNSEEN, Flag, Given, Key, Line, Moment, Name, Shown, Unquoted
from unsilo.incidents.models import Incident

Column = Literal["confirmed", "unconfirmed", "unsayable"]
Use = Literal["holding", "answer"]
Severity = Annotated[int, Field(ge=0, le=5), Unquoted]
Text = Annotated[str, Field(min_length=1, max_length=3000, pattern=rf"[^{UNSEEN}]")]


class IncidentOut(Shown):
    """An incident with its clocks. Moments that have not come are null."""

    id: int
    kind: Literal["crisis", "opportunity"]
    title: str
    brand: str
    severity: int
    phase: Literal["responding", "stable", "resolved", "reviewed"]
    detected_at: datetime
    acknowledged_at: datetime | None
    declared_at: datetime
    declared_by: str
    statement_at: datetime | None
    public_at: datetime | None
    next_update_at: datetime | None
    stable_at: datetime | None
    resolved_at: datetime | None
    reviewed_at: datetime | None
    published_at: datetime | None
    alert_id: int | None
    learned: str

    @classmethod
    def of(cls, incident: Incident) -> "IncidentOut":
        given = {name: getattr(incident, name) for name in cls.model_fields if name != "brand"}
        return cls(brand=incident.brand.name, **given)


class IncidentIn(Given):
    """``conversation`` says where it was seen; else ``brand`` names whose it is."""

    title: Name = Field(max_length=120)
    severity: Severity
    kind: Literal["crisis", "opportunity"] = "crisis"
    conversation: Key | None = None
    brand: Name | None = Field(default=None, max_length=80, description="The slug of a brand.")
    pause: Flag = False


class FactLineOut(Shown):
    id: int
    column: Column
    text: str
    by: str
    at: datetime
    is_public: bool


class FactLineIn(Given):
    column: Column
    text: Name = Field(max_length=300)


class StatementOut(Shown):
    id: int
    use: Use
    version: int
    text: str
    state: Literal["waiting", "approved", "returned", "replaced"]
    written_at: datetime
    settled_at: datetime | None
    remark: str


class UpdateOut(Shown):
    id: int
    text: str
    at: datetime
    by: str
    correction: str
    corrected_at: datetime | None


class UpdateIn(Given):
    text: Text
    next_update_at: Moment | None = None


class TimelineNoteIn(Given):
    text: Name = Field(max_length=500)


class TouchedOut(Shown):
    id: int
    conversation_id: int
    state: Literal["open", "answered", "skipped"]
    why: str
    added_at: datetime
    settled_at: datetime | None
    message_id: int | None


class TouchIn(Given):
    conversations: list[Key] = Field(min_length=1, max_length=100)
    why: Line = Field(default="", max_length=200)


class TouchedNew(Shown):
    added: list[int]

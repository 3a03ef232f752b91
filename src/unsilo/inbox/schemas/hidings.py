"""What is hidden, as the API shows and takes it."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from unsilo.core.rest import Flag, Given, Line, Shown, via


class HidingOut(Shown):
    """``second_reason`` says why it takes a second person, "" where one is enough."""

    id: int
    message_id: int
    conversation_id: int
    external_id: str = via("message", "external_id")
    state: str
    reason: str
    words: str
    is_complaint: bool
    second_reason: str
    asked_by_id: int | None
    asked_at: datetime
    decided_by_id: int | None
    decided_at: datetime | None
    problem: str


class HideIn(Given):
    reason: Literal["spam", "hate", "personal_data", "illegal", "safety"]
    words: Line = Field("", max_length=300)


class HideSettledIn(Given):
    hidden: Flag = Field(description="Whether the message is hidden now.")
    problem: Line = Field("", max_length=400, description="Why it did not work, if it did not.")

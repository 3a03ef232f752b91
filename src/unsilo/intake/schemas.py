"""What comes in through the API, and the ledger of all that came in."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from unsilo.channels.posted import MAX_FILES, PostedFile, PostedMessage
from unsilo.core.rest import Flag, Moment, Shown, via

OutcomeName = Literal[
    "pending", "imported", "appended", "duplicate", "held", "bounced", "ignored", "failed"
]
BASE64 = r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


class FilePosted(PostedFile):
    content_base64: str = Field(pattern=BASE64)


class MessagePosted(PostedMessage):
    """One message from outside. ``external_id`` names it: posting the same id again adds nothing."""

    sent_at: Moment | None = None
    public: Flag = False
    paid: Flag = False
    attachments: Annotated[list[FilePosted], Field(max_length=MAX_FILES)] = []  # type: ignore[assignment]


class TakenOut(Shown):
    """What became of something that came in. Ids are null unless it became (or is) a message."""

    arrival_id: Annotated[int, via("id")]
    outcome: OutcomeName
    reason: str
    message_id: int | None
    conversation_id: int | None


class ArrivalItem(Shown):
    """One thing that came in and how it ended."""

    id: int
    channel: Annotated[str, via("channel", "name")]
    external_id: Annotated[str, via("external_key")]
    received_at: datetime
    outcome: OutcomeName
    reason: str
    message_id: int | None
    conversation_id: int | None


class ArrivalOut(ArrivalItem):
    content_type: str
    size: int
    sender: str
    subject: str
    attempts: int
    next_try_at: datetime | None
    processed_at: datetime | None
    held_for: int | None

"""Messages, answers and deliveries, as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from unsilo.channels.models import Delivery
from unsilo.core.rest import (
    UNSEEN,
    Flag,
    Given,
    Key,
    Line,
    Moment,
    Name,
    Rows,
    Shown,
    Unquoted,
    via,
)
from unsilo.inbox.models import Message
from unsilo.inbox.schemas.conversations import ConversationOut, DeskName


class AttachmentItem(Shown):
    filename: str
    content_type: str
    size: int


class MessageItem(Shown):
    """A message or note in a conversation. ``html`` is clean, yet foreign: show it in a frame."""

    id: int
    direction: Literal["in", "out"]
    kind: Literal["message", "note"]
    author: Annotated[str, via("author_name")]
    text: str
    html: str
    external_id: str
    sent_at: datetime
    attachments: Rows[AttachmentItem]


class AttachmentOut(AttachmentItem):
    """A file. An ``inline`` one stands in the HTML as ``cid:`` and its ``content_id``."""

    id: int
    inline: bool
    content_id: str


class AddressOut(Shown):
    address: Annotated[str, via("value")]
    name: str = ""


class RecipientOut(Shown):
    address: str
    role: Literal["to", "cc", "bcc"]
    state: Literal["waiting", "accepted", "refused", "bounced", "unknown"]
    reason: str
    at: datetime | None


class DeliveryOut(Shown):
    """One answer on its way out and what became of it, recipient by recipient."""

    id: int
    channel: Annotated[str, via("channel", "name")]
    conversation_id: int
    message_id: int
    external_id: str
    subject: str
    state: Literal["waiting", "sending", "sent", "partly", "failed", "uncertain", "cancelled"]
    reason: str
    attempts: int
    created_at: datetime
    next_try_at: datetime | None
    sent_at: datetime | None
    recipients: Rows[RecipientOut]


class MessageOut(Shown):
    """A message or note with all that is known of it."""

    id: int
    conversation_id: int
    direction: Literal["in", "out"]
    kind: Literal["message", "note"]
    message_class: str
    class_reason: str
    author: Annotated[str, via("author_name")]
    author_address: str
    person_id: int | None
    user_id: int | None
    subject: str
    text: str
    reply_text: str
    html: str
    addresses: dict[str, list[AddressOut]]
    external_id: str
    in_reply_to: str
    permalink: str
    sent_at: datetime
    attachments: Rows[AttachmentOut]
    delivery: DeliveryOut | None = None

    @classmethod
    def of(cls, message: Message, delivery: Delivery | None) -> "MessageOut":
        shown = cls.model_validate(message)
        shown.delivery = DeliveryOut.model_validate(delivery) if delivery else None
        return shown


# --- What is written

_NOT = UNSEEN + r"@<>,;\"()\[\]\\"
ADDRESS = rf"^[^{_NOT}]+@[^{_NOT}.]+(\.[^{_NOT}.]+)+$"
BASE64 = r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


class AddressIn(Given):
    address: str = Field(max_length=254, pattern=ADDRESS)
    name: Line = Field("", max_length=200)


class FileIn(Given):
    filename: Name = Field(max_length=255)
    content_base64: str = Field(min_length=4, pattern=BASE64)


Addresses = Annotated[list[AddressIn], Field(max_length=50)]
Files = Annotated[list[FileIn], Field(max_length=20)]
AfterState = Literal["open", "waiting", "done"]


OverrideWord = Literal["personal_data", "order", "safety", "meant", "other"]
OVERRIDE_REASON: Any = Field(
    None, description="Why it goes out though a check stops it; `other` needs `override_words`."
)
OVERRIDE_WORDS: Any = Field("", max_length=300)


class ReplyIn(Given):
    """An answer. Recipients that are left out follow from the message that is answered."""

    text: str = Field("", max_length=200_000, description="Light markup, as in the composer.")
    kind: Literal["reply", "reply_all", "forward"] = "reply"
    to: Addresses | None = None
    cc: Addresses | None = None
    bcc: Addresses | None = None
    subject: Line = Field("", max_length=300)
    answers: Key | None = Field(None, description="Id of the message; the newest when left out.")
    seen_version: Annotated[int, Field(ge=0), Unquoted] = Field(
        0, description="The conversation's version that was read before answering."
    )
    confirm: Flag = Field(False, description="Send although something newer may stand there.")
    send_at: Moment | None = None
    then: AfterState | None = Field("waiting", description="State afterwards; null leaves it.")
    attachments: Files = []
    override_reason: OverrideWord | None = OVERRIDE_REASON
    override_words: Line = OVERRIDE_WORDS


class NoteIn(Given):
    text: str = Field(max_length=200_000, description="@names call colleagues and desks.")
    attachments: Files = []


class StartIn(Given):
    """A new conversation that begins with our message."""

    channel: Name = Field(max_length=80, description="Id, slug or name of a channel.")
    to: list[AddressIn] = Field(min_length=1, max_length=50)
    cc: Addresses = []
    bcc: Addresses = []
    subject: Name = Field(max_length=300)
    text: str = Field(max_length=200_000, description="Light markup, as in the composer.")
    desk: DeskName | None = Field(None, description="The channel's when left out.")
    send_at: Moment | None = None
    then: AfterState = "waiting"
    attachments: Files = []
    override_reason: OverrideWord | None = OVERRIDE_REASON
    override_words: Line = OVERRIDE_WORDS


class StartedOut(BaseModel):
    conversation: ConversationOut
    message: MessageOut

"""A message as JSON: what programs post to an API channel, and what connectors without a format of
their own (console, web form, imports) keep as raw bytes.
"""

import base64
import binascii
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from unsilo.channels.contract import (
    Address,
    Author,
    InboundAttachment,
    InboundMessage,
    PaidAd,
    PublicPost,
    RawArrival,
)
from unsilo.core.errors import MalformedPayload

CONTENT_TYPE = "application/json"
MAX_TEXT = 1_000_000
MAX_FILES = 50

_NAMES = r"[^\x00]"  # an id needs something that the database can store
Link = Annotated[str, Field(max_length=1000, pattern=r"^(https?://\S+)?$")]


class PostedAuthor(BaseModel):
    """Who wrote it. (kind, id) finds the person; kind is the channel's own when left out."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1, max_length=320, pattern=_NAMES)]
    name: Annotated[str, Field(max_length=200)] = ""
    kind: Annotated[str, Field(max_length=40, pattern=r"^[a-z][a-z0-9_]*$|^$")] = ""
    url: Link = ""
    avatar_url: Link = ""


class PostedFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    filename: Annotated[str, Field(min_length=1, max_length=255)]
    content_type: Annotated[str, Field(max_length=127)] = "application/octet-stream"
    content_base64: str


class PostedPost(BaseModel):
    """Under what a comment stands. ``text`` is how it begins; the picture is linked, never loaded."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1, max_length=400, pattern=_NAMES)]
    text: Annotated[str, Field(max_length=500)] = ""
    author: Annotated[str, Field(max_length=200)] = ""
    permalink: Link = ""
    image_url: Link = ""


class PostedAd(BaseModel):
    """The ad that showed the post. ``campaign`` is its name in the ad program, ``spend`` what the ad
    has cost so far."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1, max_length=400, pattern=_NAMES)]
    name: Annotated[str, Field(max_length=200)] = ""
    campaign: Annotated[str, Field(max_length=200)] = ""
    spend: Annotated[str, Field(max_length=13, pattern=r"^([0-9]{1,10}(\.[0-9]{1,2})?)?$")] = ""
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""


class PostedMessage(BaseModel):
    """One message from outside. ``external_id`` names it: posting the same id again adds nothing."""

    model_config = ConfigDict(extra="forbid")

    external_id: Annotated[str, Field(min_length=1, max_length=400, pattern=_NAMES)]
    author: PostedAuthor
    text: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    html: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    subject: Annotated[str, Field(max_length=300)] = ""
    thread_id: Annotated[str, Field(max_length=400)] = ""
    in_reply_to: Annotated[str, Field(max_length=400)] = ""
    sent_at: AwareDatetime | None = None
    public: bool = False
    paid: bool = False
    permalink: Link = ""
    post: PostedPost | None = None
    ad: PostedAd | None = None
    attachments: Annotated[list[PostedFile], Field(max_length=MAX_FILES)] = []


def raw_arrival(message: PostedMessage) -> RawArrival:
    """What is kept of a posted message: all of it, as it was understood."""
    return RawArrival(
        external_key=message.external_id,
        content=message.model_dump_json(exclude_defaults=True).encode(),
        content_type=CONTENT_TYPE,
    )


def read(content: bytes, *, identity_kind: str) -> InboundMessage:
    """Raises ``MalformedPayload`` with what is wrong with it."""
    try:
        posted = PostedMessage.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise MalformedPayload(f"{where}: {first['msg']}" if where else first["msg"]) from error
    return to_message(posted, identity_kind=identity_kind)


def to_message(posted: PostedMessage, *, identity_kind: str) -> InboundMessage:
    author = posted.author
    return InboundMessage(
        external_id=posted.external_id,
        author=Author(
            kind=author.kind or identity_kind,
            value=author.id,
            name=author.name,
            avatar_url=author.avatar_url,
            profile_url=author.url,
        ),
        text=posted.text,
        reply_text=posted.text,
        subject=posted.subject,
        html=posted.html,
        sent_at=posted.sent_at,
        in_reply_to=posted.in_reply_to,
        references=(posted.in_reply_to,) if posted.in_reply_to else (),
        thread_id=posted.thread_id,
        reply_to=(Address(author.id, author.name),),
        public=posted.public,
        paid=posted.paid or posted.ad is not None,
        permalink=posted.permalink,
        post=_post(posted.post) if posted.post else None,
        ad=_ad(posted.ad) if posted.ad else None,
        attachments=tuple(_file(file) for file in posted.attachments),
    )


def _post(post: PostedPost) -> PublicPost:
    return PublicPost(
        external_id=post.id,
        text=post.text,
        author=post.author,
        permalink=post.permalink,
        image_url=post.image_url,
    )


def _ad(ad: PostedAd) -> PaidAd:
    return PaidAd(
        external_id=ad.id,
        name=ad.name,
        campaign=ad.campaign,
        spend=Decimal(ad.spend) if ad.spend else None,
        currency=ad.currency,
    )


def _file(file: PostedFile) -> InboundAttachment:
    try:
        content = base64.b64decode(file.content_base64, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedPayload(f"{file.filename}: content_base64 is not base64") from error
    return InboundAttachment(file.filename, file.content_type, content)

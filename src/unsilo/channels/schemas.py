"""Channels and webhooks as the API shows them.

Never a channel's settings, which say more than programs should know.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from unsilo.channels import registry
from unsilo.channels.models import Channel
from unsilo.core.rest import UNSEEN, Given, Shown, via


class ChannelOut(Shown):
    """A connected account. ``capabilities`` say what it can do, whatever its kind."""

    id: int
    name: str
    slug: str
    kind: str
    brand: Annotated[str, via("brand", "name")]
    desk: Annotated[str, via("desk", "name")]
    state: Literal["active", "paused", "failing"]
    state_reason: str
    capabilities: list[str] = []
    last_success_at: datetime | None
    last_arrival_at: datetime | None

    @classmethod
    def of(cls, channel: Channel) -> "ChannelOut":
        shown = cls.model_validate(channel)
        shown.capabilities = sorted(registry.capabilities(channel))
        return shown


PostState = Literal["waiting", "sent", "failed"]

_Url = Annotated[str, Field(max_length=500, pattern=rf"^https?://[A-Za-z0-9][^{UNSEEN}]*$")]
_Kind = Annotated[str, Field(pattern=r"^[a-z_]{1,30}\.([a-z_]{1,29}|\*)$")]


class WebhookIn(Given):
    url: _Url
    kinds: list[_Kind] = Field(
        [], max_length=100, description="Kinds of events, or beginnings (`message.*`); none: all."
    )


class WebhookOut(Shown):
    """An address outside that is told of events.

    After five failures in a row it is broken: posts wait, but for probes at `probe_at`, until one
    is taken.
    """

    id: int
    url: str
    kinds: list[str]
    is_active: bool
    paused_reason: str
    failures: int = Field(description="In a row.")
    broken_at: datetime | None
    probe_at: datetime | None
    created_at: datetime


class SecretOut(Shown):
    secret: str = Field(description="`whsec_` and a key in base64. It is not shown again.")


class NewWebhookOut(WebhookOut, SecretOut):
    """A webhook just made, with its secret."""


class WebhookPostOut(Shown):
    """One event on its way to one webhook, with how the last try went."""

    id: int
    webhook_id: int
    event_id: int
    kind: str
    body: str = Field(description="What is posted and signed, as it is.")
    state: PostState
    attempts: int
    next_try_at: datetime | None
    status: int | None = Field(description="What was answered; null when nothing was.")
    reason: str
    duration_ms: int | None
    created_at: datetime
    sent_at: datetime | None


class ReplayedOut(Shown):
    count: int

"""Channels as the API shows them: never their settings, which may say more than programs should know."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from unsilo.channels import registry
from unsilo.channels.models import Channel


class ChannelOut(BaseModel):
    """A connected account. ``capabilities`` say what it can do, whatever its kind."""

    id: int
    name: str
    slug: str
    kind: str
    brand: str
    desk: str
    state: Literal["active", "paused", "failing"]
    state_reason: str
    capabilities: list[str]
    last_success_at: datetime | None
    last_arrival_at: datetime | None

    @classmethod
    def of(cls, channel: Channel) -> "ChannelOut":
        return cls(
            id=channel.pk,
            name=channel.name,
            slug=channel.slug,
            kind=channel.kind,
            brand=channel.brand.name,
            desk=channel.desk.name,
            state=channel.state,
            state_reason=channel.state_reason,
            capabilities=sorted(registry.capabilities(channel)),
            last_success_at=channel.last_success_at,
            last_arrival_at=channel.last_arrival_at,
        )

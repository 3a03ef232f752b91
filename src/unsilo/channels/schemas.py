"""Channels as the API shows them: never their settings, which say more than programs should know."""

from datetime import datetime
from typing import Annotated, Literal

from unsilo.channels import registry
from unsilo.channels.models import Channel
from unsilo.core.rest import Shown, via


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

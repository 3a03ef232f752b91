"""What a connector with public pages of its own may ask of its channels.

Together with ``contract`` and ``posted`` all that connectors see of this app.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from unsilo.channels import configs, registry
from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Arrival, Channel
from unsilo.channels.services import arrivals
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class OpenChannel:
    """A channel as the public may know it."""

    id: int
    slug: str
    brand_name: str
    desk_name: str
    config: BaseModel
    is_open: bool


def open_channel(*, kind: str, slug: str) -> OpenChannel:
    """The live channel at a public address. Raises ``NotFound``."""
    found = Channel.objects.live().select_related("brand", "desk")
    channel = found.filter(kind=kind, slug=slug).first()
    if channel is None:
        raise NotFound
    model = registry.connector_class(kind).info.config_model
    return OpenChannel(
        id=channel.pk,
        slug=channel.slug,
        brand_name=channel.brand.name,
        desk_name=channel.desk.name,
        config=configs.validate(model, channel.config),
        is_open=channel.state != Channel.State.PAUSED,
    )


def receive(channel: OpenChannel, raws: Sequence[RawArrival]) -> None:
    """Keep what came in."""
    arrivals.receive(Channel.objects.get(pk=channel.id), raws, by=SYSTEM)


def newest_arrivals(channel: OpenChannel, count: int) -> list[tuple[datetime, str]]:
    """When the newest came, and their ``meta["visitor"]``."""
    newest = Arrival.objects.filter(channel=channel.id).order_by("-id")[:count]
    return [
        (at, visitor or "") for at, visitor in newest.values_list("received_at", "meta__visitor")
    ]

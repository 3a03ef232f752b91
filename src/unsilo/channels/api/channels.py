"""REST: the connected accounts. What comes in through them is in ``intake.api``."""

from ninja import Router

from unsilo.channels.models import Channel
from unsilo.channels.queries import channel_for
from unsilo.channels.schemas import ChannelOut
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, each, page_by_id

router = Router(tags=["Channels"])


@router.get("channels", response=Listed[ChannelOut], summary="List channels")
def list_channels(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[ChannelOut]:
    live = Channel.objects.live().visible_to(request.access).select_related("brand", "desk")
    return each(page_by_id(live, cursor=cursor, limit=limit), ChannelOut.of)


@router.get("channels/{channel_id}", response=ChannelOut, summary="Get a channel")
def get_channel(request: ApiRequest, channel_id: Id) -> ChannelOut:
    return ChannelOut.of(channel_for(request.access, channel_id))

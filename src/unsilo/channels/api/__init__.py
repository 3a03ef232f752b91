"""REST: the connected accounts, and the programs that are told of events."""

from ninja import Router

from unsilo.channels.api import channels, webhooks

router = Router()
for part in (channels, webhooks):
    router.add_router("", part.router)

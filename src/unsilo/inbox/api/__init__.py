"""REST: conversations, what is said in them, where they stand, deliveries and events."""

from ninja import Router

from unsilo.inbox.api import (
    answers,
    conversations,
    deliveries,
    drafts,
    events,
    hidings,
    messages,
    placements,
)

router = Router()
for part in (conversations, messages, answers, drafts, placements, hidings, deliveries, events):
    router.add_router("", part.router)

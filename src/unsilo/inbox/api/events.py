"""REST: everything that happened, since a cursor."""

from typing import Annotated

from ninja import Router
from pydantic import Field

from unsilo.channels.services.webhooks import may_see
from unsilo.core import events
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Limit, Listed
from unsilo.inbox.schemas.events import EventOut

router = Router(tags=["Events"])

LOOKED_AT = 1000  # events in one request, however few of them may be seen

FromNow = Annotated[
    bool, Field(description="No events, only the cursor behind which new ones will come.")
]


@router.get("events", response=Listed[EventOut], summary="List events since a cursor")
def list_events(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30, from_now: FromNow = False
) -> Page[EventOut]:
    """Oldest first, from the beginning without a cursor. None is ever missed or told twice.

    `next_cursor` is never null: ask again with it later. A page may hold few events, or none,
    though more follow at once: those in between are not for this user. At the present end the
    cursor stays the same.
    """
    access = request.access
    start = events.horizon() if from_now else int(cursor or 0)
    page = events.since(start, limit=LOOKED_AT)
    seen = [event for event in page.events if may_see(access, event)]
    end = seen[limit - 1].pk if len(seen) > limit else page.cursor
    shown = [EventOut.of(event, access.desk_ids) for event in seen[:limit]]
    return Page(shown, next_cursor=str(end))

"""REST: everything that happened, since a cursor, as pages and as a stream."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Header, Router
from pydantic import Field

from unsilo.accounts.access import Access
from unsilo.channels.services.webhooks import may_see
from unsilo.core import events
from unsilo.core.errors import Conflict
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Limit, Listed
from unsilo.inbox.schemas.events import EventOut

router = Router(tags=["Events"])

LOOKED_AT = 1000  # events in one request, however few of them may be seen
STANDS_AT = "Unsilo-Cursor"  # header of a stream's beginning, for who carries it on

After = Annotated[
    str, Field(pattern=r"^[0-9]{1,18}$", description="The last event you know, by its `id`.")
]
FromNow = Annotated[
    bool, Field(description="No events, only the cursor behind which new ones will come.")
]
LastEventId = Annotated[str | None, Header(alias="Last-Event-ID", pattern=r"^[0-9]{1,18}$")]


@router.get("events", response=Listed[EventOut], summary="List events since a cursor")
def list_events(
    request: ApiRequest,
    after: After | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
    from_now: FromNow = False,
) -> Page[EventOut]:
    """Oldest first, from the beginning without a cursor. None is ever missed or told twice.

    `next_cursor` is never null: ask again with it later. A page may hold few events, or none,
    though more follow at once: those in between are not for this user. At the present end the
    cursor stays the same. `after` is another name for `cursor`.
    """
    if after is not None and cursor is not None:
        raise Conflict("after and cursor are one; send one of them.")
    start = events.horizon() if from_now else int(cursor or after or 0)
    shown, end = told_since(request.access, start, limit=limit)
    return Page(shown, next_cursor=str(end))


@router.get(
    "events/stream",
    response={200: None},
    summary="Follow events",
    openapi_extra={"x-media": "text/event-stream"},
)
def stream_events(
    request: ApiRequest,
    after: After | None = None,
    last_event_id: LastEventId = None,
) -> HttpResponse:
    """Server-Sent Events, from now on without `Last-Event-ID` or `after`.

    First comes `start` with the cursor; then each event as in the list, its `id` being the cursor
    behind it. Send the last `id` back as `Last-Event-ID` after a broken line and nothing is missed.
    There is a comment every 15 seconds when nothing happens. A token may hold three streams open.
    """
    given = last_event_id or after
    start = int(given) if given else events.horizon()
    frames, end = frames_since(request.access, start)
    hello = f'retry: 3000\nid: {start}\nevent: start\ndata: {{"cursor": "{start}"}}\n\n'
    beginning = HttpResponse(hello.encode() + frames, content_type="text/event-stream")
    beginning[STANDS_AT] = str(end)
    beginning["X-Accel-Buffering"] = "no"
    return beginning


def told_since(access: Access, cursor: int, *, limit: int) -> tuple[list[EventOut], int]:
    """Events after a cursor that a user may know of, and where to go on."""
    page = events.since(cursor, limit=LOOKED_AT)
    seen = [event for event in page.events if may_see(access, event)]
    end = seen[limit - 1].pk if len(seen) > limit else page.cursor
    return [EventOut.of(event, access.desk_ids) for event in seen[:limit]], end


def frames_since(access: Access, cursor: int) -> tuple[bytes, int]:
    """The same as Server-Sent Events."""
    shown, end = told_since(access, cursor, limit=LOOKED_AT)
    frames = [f"id: {event.id}\ndata: {event.model_dump_json()}\n\n" for event in shown]
    return "".join(frames).encode(), end

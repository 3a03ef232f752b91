"""What the inbox benchmark asks for, and what only the database can tell about it."""

import time
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, User
from unsilo.bench.ground import USER
from unsilo.core.models import Event
from unsilo.core.pagination import encode_cursor
from unsilo.inbox.models import Conversation, Message, Placement, State
from unsilo.inbox.queries.lists import PAGE_SIZE, Listing, list_page

Fields = dict[str, str]
Requests = dict[str, list[tuple[str, Fields | None]]]  # by name: paths, with a form to post

DEEP = 10  # one part in so many of the open ones lies above the deep page
TIMES = 200

# A page of one desk by its index, with what one row of it must show.
_BARE = """
SELECT p.active_at, c.id, c.subject, c.preview, c.message_count
  FROM inbox_placement p JOIN inbox_conversation c ON c.id = p.conversation_id
 WHERE p.desk_id = %s AND p.state = 'open'
 ORDER BY p.active_at DESC, p.conversation_id DESC LIMIT %s
"""


def requests(conversations: int, replies: int) -> Requests:
    """Pages and forms by the name of what they are for."""
    long = Conversation.objects.filter(message_count=20, is_spam=False).order_by("-id")
    desk = Desk.objects.live()[0]
    return {
        "inbox page": [("/inbox/", None)],
        "inbox page, deep": [(f"/inbox/?after={_deep_cursor()}", None)],
        "inbox page of a desk": [(f"/inbox/desks/{desk.slug}/", None)],
        "conversation of 20": [
            (f"/inbox/c/{pk}/", None) for pk in long.values_list("pk", flat=True)[:conversations]
        ],
        "reply": [_reply(one) for one in _to_answer(replies)],
    }


def _deep_cursor() -> str:
    open_ones = Placement.objects.filter(state=State.OPEN).order_by("-active_at", "-conversation")
    row = open_ones[open_ones.count() // DEEP]
    return encode_cursor(row.active_at, row.conversation_id)


def _to_answer(count: int) -> list[Conversation]:
    waiting = Conversation.objects.filter(placements__state=State.OPEN, is_spam=False)
    short = waiting.filter(message_count__lt=6).select_related("person").distinct()[:count]
    # Where conversations are long, there are too few short ones among a small number.
    return list(
        short if len(short) == count else waiting.select_related("person").distinct()[:count]
    )


def _reply(conversation: Conversation) -> tuple[str, Fields]:
    heard = Message.objects.filter(conversation=conversation, direction="in").latest("id")
    event = Event.objects.filter(conversation_id=conversation.pk).latest("id")
    fields = {
        "kind": "reply",
        "text": "Thank you for writing. It is **on its way** and should be with you on Friday.",
        "to": heard.author_address,
        "answered": str(heard.pk),
        "seen_version": str(conversation.version),
        "seen": f"{conversation.messages.latest('id').pk}-{event.pk}",
        "then": "waiting",
    }
    return f"/inbox/c/{conversation.pk}/send/", fields


def statements(asked: Requests) -> dict[str, int]:
    """SQL statements that the first of each kind takes, in a process that is warm."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "whitenoise" not in one]
    client = Client()
    client.force_login(User.objects.get(email=USER))
    found = {}
    for name, many in asked.items():
        for path, fields in many[-2:]:
            with CaptureQueriesContext(connection) as captured:
                if fields is None:
                    client.get(path)
                else:
                    client.post(path, fields)
            found[name] = sum(
                not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET "))
                for query in captured.captured_queries
            )
    return found


def list_sql() -> tuple[float, float, float]:
    """Milliseconds of the list's query, of all that fills its rows, and of the bare query."""
    access = Access.of(User.objects.get(email=USER))
    desk = access.desks[0]
    list_page(access, Listing())
    with CaptureQueriesContext(connection) as captured:
        list_page(access, Listing())
    keys, *rows = [query["sql"] for query in captured.captured_queries]
    bare = _median(_BARE, [desk.pk, PAGE_SIZE + 1])
    return _median(keys), _median(keys) + sum(_median(one) for one in rows), bare


def _median(sql: str, values: list[Any] | None = None) -> float:
    seconds = []
    with connection.cursor() as cursor:
        for _ in range(TIMES):
            begun = time.perf_counter()
            cursor.execute(sql, values)
            cursor.fetchall()
            seconds.append(time.perf_counter() - begun)
    return median(seconds) * 1000


def note_path() -> str:
    """Where a note can be sent to."""
    return f"/inbox/c/{_to_answer(1)[0].pk}/note/"

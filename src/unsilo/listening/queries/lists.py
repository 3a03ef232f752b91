"""The lists of Watch, keyset-paged."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet
from django.db.models.functions import Left, Lower
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.inbox.models import Conversation
from unsilo.listening.matching import LONGEST, Matcher, Terms
from unsilo.listening.models import (
    Alert,
    AlertKind,
    Audience,
    Closing,
    Feed,
    Fetch,
    Hears,
    Mention,
    Query,
    Sighting,
    Status,
)
from unsilo.listening.queries.watch import Telling, TopicRow, of_mention, of_message, rows_of
from unsilo.listening.services.counting import counted_messages, heard_mention, heard_of
from unsilo.triage.models import Reading

PAGE = 50
PREVIEWED = timedelta(days=30)
PREVIEW_LOOKS_AT = 5_000  # messages, and as many mentions
SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """What a query would have found in the last 30 days.

    ``looked_at`` counts the newest messages and mentions; ``is_part`` says that there are more.
    """

    private: int
    public: int
    people: int
    looked_at: int
    is_part: bool
    samples: tuple[tuple[datetime, str], ...]

    @property
    def found(self) -> int:
        return self.private + self.public


def queries_page(
    access: Access, *, q: str = "", archived: bool = False, cursor: str = "", limit: int = PAGE
) -> Page[TopicRow]:
    found = Query.objects.visible_to(access).filter(archived_at__isnull=not archived)
    if q := q.strip():
        found = found.filter(Q(name__icontains=q) | Q(any_of__icontains=q))
    page = _by_name(found.select_related("brand"), cursor, limit)
    return Page(rows_of(page.items), page.next_cursor)


def feeds_page(
    access: Access, *, archived: bool = False, cursor: str = "", limit: int = PAGE
) -> Page[Feed]:
    found = Feed.objects.visible_to(access).filter(archived_at__isnull=not archived)
    return _by_name(found.select_related("brand"), cursor, limit)


def fetches_of(feed: Feed, *, limit: int = 20) -> list[Fetch]:
    return list(feed.fetches.order_by("-pk")[:limit])


def alerts_page(
    access: Access, *, kind: str = "", closing: str = "", status: str = "", days: int = 0,
    query: int | None = None, cursor: str = "", limit: int = PAGE,
) -> Page[Alert]:  # fmt: skip
    found = Alert.objects.visible_to(access).related()
    if kind in AlertKind.values:
        found = found.filter(kind=kind)
    if closing in Closing.values:
        found = found.filter(closing=closing)
    if status in Status.values:
        found = found.filter(status=status)
    if status == "open":
        found = found.exclude(status=Status.CLOSED)
    if days:
        found = found.filter(raised_at__gte=timezone.now() - timedelta(days=days))
    if query is not None:
        found = found.filter(query=query)
    return _newest(found, "raised_at", cursor, limit)


def mentions_page(
    access: Access, *, q: str = "", state: str = "", place: str = "", query: int | None = None,
    feed: int | None = None, cursor: str = "", limit: int = PAGE,
) -> Page[Mention]:  # fmt: skip
    """Newest first. ``state`` is waiting, inbox, dismissed, or empty for all."""
    found = Mention.objects.visible_to(access).select_related("feed", "brand", "conversation")
    if state == "waiting":
        found = found.waiting()
    elif state == "inbox":
        found = found.filter(conversation__isnull=False)
    elif state == "dismissed":
        found = found.filter(dismissed_at__isnull=False)
    if place:
        found = found.filter(place=place)
    if query is not None:
        found = found.filter(queries=query)
    if feed is not None:
        found = found.filter(feed=feed)
    if q := q.strip():
        vector = SearchVector("title", "author", "text", "source", config="simple")
        asked = SearchQuery(q, config="simple", search_type="websearch")
        found = found.annotate(document=vector).filter(document=asked)
    return _newest(found.prefetch_related("queries"), "published_at", cursor, limit)


def items_page(
    access: Access, query: Query, *, since: datetime | None, until: datetime | None,
    public: bool | None = None, cursor: str = "", limit: int = PAGE,
) -> Page[Telling]:  # fmt: skip
    """What a topic counted, newest first, as far as the reader may see it."""
    readable = Conversation.objects.visible_to(access)
    found = Sighting.objects.filter(series__query=query).filter(
        Q(mention__isnull=False) | Q(message__conversation__in=readable)
    )
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    if public is not None:
        found = found.filter(series__public=public)
    related = found.select_related("mention", "message__channel", "message__conversation")
    page = _newest(related, "at", cursor, limit)
    feelings = dict(
        Reading.objects.current()
        .filter(message__in=[one.message_id for one in page.items if one.message_id])
        .values_list("message_id", "feeling")
    )
    rows = [
        of_mention(one.mention)
        if one.mention
        else of_message(one.message, feelings.get(one.message_id, ""))
        for one in page.items
    ]
    return Page(rows, page.next_cursor)


def preview(brand: Brand, access: Access, terms: Terms, *, hears: str, audience: str) -> Preview:
    """Try a query on the last 30 days without keeping anything."""
    since = timezone.now() - PREVIEWED
    heard = []
    is_part = False
    if hears != Hears.MENTIONS:
        readable = Conversation.objects.visible_to(access)
        rows = counted_messages(since).filter(conversation__brand=brand, conversation__in=readable)
        looked = list(rows[: PREVIEW_LOOKS_AT + 1])
        is_part = len(looked) > PREVIEW_LOOKS_AT
        heard += [heard_of(row) for row in looked[:PREVIEW_LOOKS_AT]]
    if hears != Hears.CONVERSATIONS:
        mentions = Mention.objects.filter(brand=brand, published_at__gte=since).order_by("-pk")
        short = mentions.annotate(short=Left("text", LONGEST))
        found = list(short[: PREVIEW_LOOKS_AT + 1])
        is_part = is_part or len(found) > PREVIEW_LOOKS_AT
        heard += [heard_mention(one) for one in found[:PREVIEW_LOOKS_AT]]
    if audience != Audience.ALL:
        heard = [one for one in heard if one.public == (audience == Audience.PUBLIC)]
    matcher = Matcher()
    matcher.add(0, terms)
    matched = [one for one in heard if matcher.match(one.text)]
    matched.sort(key=lambda one: one.at, reverse=True)
    return Preview(
        private=sum(not one.public for one in matched),
        public=sum(one.public for one in matched),
        people=len({one.author for one in matched}),
        looked_at=len(heard),
        is_part=is_part,
        samples=tuple((one.at, " ".join(one.text.split())[:240]) for one in matched[:SAMPLES]),
    )


def _by_name(found: QuerySet[Any], cursor: str, limit: int) -> Page[Any]:
    found = found.annotate(sort=Lower("name"))
    if cursor:
        name, last_id = decode_cursor(cursor, str, int)
        found = found.filter(Q(sort__gt=name) | Q(sort=name, id__gt=last_id))
    rows = list(found.order_by("sort", "id")[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], encode_cursor(last.sort, last.pk) if last else None)


def _newest(found: QuerySet[Any], field: str, cursor: str, limit: int) -> Page[Any]:
    if cursor:
        at, last_id = decode_cursor(cursor, datetime, int)
        found = found.filter(Q(**{f"{field}__lt": at}) | Q(**{field: at}, pk__lt=last_id))
    rows = list(found.order_by(f"-{field}", "-pk")[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], encode_cursor(getattr(last, field), last.pk) if last else None)

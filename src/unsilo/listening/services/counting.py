"""Count what is heard: a sighting for each series that it belongs to, all of a batch at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Sum
from django.db.models.functions import Extract, Left
from django.utils import timezone

from unsilo.accounts.models import Desk
from unsilo.channels.contract import MessageClass
from unsilo.inbox.models import Direction, Kind, Message
from unsilo.listening.matching import LONGEST, Matcher, Terms
from unsilo.listening.models import Audience, Hears, Mark, Mention, Query, QueryKind
from unsilo.listening.services.topics import series_of
from unsilo.triage.models import Reading
from unsilo.triage.texts import words_of

KEPT = timedelta(days=90)  # for which sightings stay
LEARNED = timedelta(days=60)  # of the past that a new query looks at
LATE = timedelta(minutes=15)  # longest that a writer may take from now() to its commit
FRESH = timedelta(hours=6)  # a message that was just read counts from when it was read
CHUNK = 1_000

_INSERT = """
INSERT INTO listening_sighting (series_id, at, author, message_id, mention_id, counted_at)
SELECT given.series, given.at, given.author, given.message, given.mention, %s
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::bigint[], %s::bigint[])
       AS given(series, at, author, message, mention)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message or mention that is to be counted, and when we heard of it."""

    brand_id: int
    public: bool
    text: str
    at: datetime
    author: str
    message_id: int | None = None
    mention_id: int | None = None


@dataclass(slots=True)
class _Listening:
    """The live queries, made ready. ``version`` says of which state of the table."""

    version: Any = None
    queries: dict[int, Query] = field(default_factory=dict)
    everything: dict[int, list[int]] = field(default_factory=dict)  # by brand
    matchers: dict[int, Matcher] = field(default_factory=dict)  # by brand
    series: dict[tuple[int, bool], int] = field(default_factory=dict)

    def fill(self, queries: Iterable[Query]) -> None:
        for query in queries:
            self.queries[query.pk] = query
            if query.kind == QueryKind.BRAND:
                self.everything.setdefault(query.brand_id, []).append(query.pk)
            elif query.kind == QueryKind.WORDS:
                matcher = self.matchers.setdefault(query.brand_id, Matcher())
                matcher.add(query.pk, Terms(query.any_of, query.all_of, query.none_of))
        self.series = series_of(self.queries.values())

    def match(self, one: Heard) -> list[int]:
        found = set(self.everything.get(one.brand_id, ()))
        if matcher := self.matchers.get(one.brand_id):
            found |= matcher.match(one.text)
        return [pk for pk in found if _wants(self.queries[pk], one)]


_known = _Listening()


def count(heard: Sequence[Heard]) -> list[list[int]]:
    """Count in the running transaction, in three statements. Returns the queries of each."""
    if not heard:
        return []
    listening = _listening()
    matched = [listening.match(one) for one in heard]
    _insert(listening.series, zip(heard, matched, strict=True))
    return matched


def by_words(heard: Sequence[Heard]) -> list[list[int]]:
    """The queries of words that would find these. Counts nothing."""
    listening = _listening()
    return [
        [pk for pk in listening.match(one) if not listening.queries[pk].is_automatic]
        for one in heard
    ]


def restricted_desks() -> set[int]:
    """Desks whose conversations are counted nowhere: others would learn of them by the numbers."""
    return set(Desk.objects.filter(is_restricted=True).values_list("pk", flat=True))


def learn() -> None:
    """Count the past of queries that are new, so that what is usual is known from the start."""
    while new := list(Query.objects.live().filter(learned_at__isnull=True)[:50]):
        for query in new:
            _learn(query)


def count_readings(now: datetime | None = None) -> None:
    """Count what triage has read since the last time, by what people want."""
    now = now or timezone.now()
    queries = list(Query.objects.live().filter(kind=QueryKind.INTENT, learned_at__isnull=False))
    mark = Mark.objects.filter(name="readings").first()
    if queries:
        _count_readings(queries, since=(mark.at if mark else now) - LATE, now=now)
    Mark.objects.update_or_create(name="readings", defaults={"at": now})


def _learn(query: Query) -> None:
    now = timezone.now()
    since = now - LEARNED
    if query.kind == QueryKind.INTENT:
        _count_readings([query], since=None, now=now)
    else:
        listening = _Listening()
        listening.fill([query])
        for some in (_past_messages(query.brand_id, since), _past_mentions(query.brand_id, since)):
            for chunk in some:
                _insert(listening.series, [(one, listening.match(one)) for one in chunk])
        if query.kind == QueryKind.WORDS:
            _join_mentions(query, listening)
    Query.objects.filter(pk=query.pk, updated_at=query.updated_at).update(learned_at=now)


def _join_mentions(query: Query, listening: _Listening) -> None:
    """Mentions name the queries that found them, also one that was made later."""
    series = [pk for (query_id, _), pk in listening.series.items() if query_id == query.pk]
    found = Mention.objects.filter(sightings__series__in=series)
    query.mentions.set(found)


def _past_messages(brand_id: int, since: datetime) -> Iterator[list[Heard]]:
    rows = counted_messages(since).filter(conversation__brand=brand_id)
    below: int | None = None
    while True:
        chunk = list((rows if below is None else rows.filter(pk__lt=below))[:CHUNK])
        if not chunk:
            return
        below = chunk[-1]["pk"]
        yield [heard_of(row) for row in chunk]


def counted_messages(since: datetime) -> Any:
    """Rows for ``heard_of``, newest first."""
    return (
        Message.objects.filter(
            direction=Direction.IN,
            kind=Kind.MESSAGE,
            message_class=MessageClass.HUMAN,
            sent_at__gte=since,
            conversation__is_spam=False,
        )
        .exclude(conversation__channel__desk__is_restricted=True)
        .annotate(short=Left("reply_text", LONGEST), whole=Left("text", LONGEST))
        .order_by("-pk")
        .values(
            "pk", "subject", "short", "whole", "sent_at", "person_id", "author_address",
            "conversation__brand_id", "conversation__public",
        )
    )  # fmt: skip


def heard_of(row: dict[str, Any]) -> Heard:
    return Heard(
        brand_id=row["conversation__brand_id"],
        public=row["conversation__public"],
        text=words_of(row["subject"], row["short"], row["whole"]),
        at=row["sent_at"],
        author=author_of(row["person_id"], row["author_address"]),
        message_id=row["pk"],
    )


def author_of(person_id: int | None, name: str) -> str:
    return f"p{person_id}" if person_id else f"a{name.casefold()}"[:80]


def heard_mention(mention: Mention) -> Heard:
    return Heard(
        brand_id=mention.brand_id,
        public=True,
        text=f"{mention.title}\n{mention.text}",
        at=mention.heard_at,
        author=author_of(None, mention.author or mention.key),
        mention_id=mention.pk,
    )


def _past_mentions(brand_id: int, since: datetime) -> Iterator[list[Heard]]:
    rows = Mention.objects.filter(brand=brand_id, heard_at__gte=since).order_by("-pk")
    below: int | None = None
    while True:
        chunk = list((rows if below is None else rows.filter(pk__lt=below))[:CHUNK])
        if not chunk:
            return
        below = chunk[-1].pk
        yield [heard_mention(one) for one in chunk]


def _count_readings(queries: Sequence[Query], *, since: datetime | None, now: datetime) -> None:
    wanted = {(query.brand_id, query.intent): query for query in queries}
    series = series_of(queries)
    rows = Reading.objects.current().filter(
        intents__overlap=sorted({query.intent for query in queries}),
        is_spam=False,
        message__direction=Direction.IN,
        message__message_class=MessageClass.HUMAN,
        message__sent_at__gte=now - LEARNED,
    ).exclude(message__conversation__channel__desk__is_restricted=True)  # fmt: skip
    if since is not None:
        rows = rows.filter(made_at__gte=since)
    found: list[tuple[Heard, list[int]]] = []
    for row in rows.values(
        "intents", "made_at", "message_id", "message__sent_at", "message__person_id",
        "message__author_address", "message__conversation__brand_id",
        "message__conversation__public",
    ).iterator(CHUNK):  # fmt: skip
        sent_at = row["message__sent_at"]
        fresh = since is not None and row["made_at"] - sent_at < FRESH
        one = Heard(
            brand_id=row["message__conversation__brand_id"],
            public=row["message__conversation__public"],
            text="",
            at=row["made_at"] if fresh else sent_at,
            author=author_of(row["message__person_id"], row["message__author_address"]),
            message_id=row["message_id"],
        )
        asked = [wanted.get((one.brand_id, intent)) for intent in row["intents"]]
        found.append((one, [query.pk for query in asked if query and _wants(query, one)]))
        if len(found) == CHUNK:
            _insert(series, found)
            found = []
    _insert(series, found)


def _listening() -> _Listening:
    """The live queries as they are now, kept from call to call as long as nobody changes one."""
    global _known
    live = Query.objects.live().exclude(kind=QueryKind.INTENT)
    version = live.aggregate(
        many=Count("pk"), last=Max("updated_at"), all=Sum(Extract("updated_at", "epoch"))
    )
    if _known.version != version:
        fresh = _Listening(version)
        fresh.fill(live)
        _known = fresh
    return _known


def _wants(query: Query, one: Heard) -> bool:
    if query.audience != Audience.ALL and (query.audience == Audience.PUBLIC) != one.public:
        return False
    if query.hears == Hears.ALL:
        return True
    return (query.hears == Hears.MENTIONS) == (one.mention_id is not None)


def _insert(
    series: dict[tuple[int, bool], int], found: Iterable[tuple[Heard, Sequence[int]]]
) -> None:
    rows = [
        (series[query_id, one.public], one.at, one.author, one.message_id, one.mention_id)
        for one, queries in found
        for query_id in queries
    ]
    if rows:
        with connection.cursor() as cursor:
            columns = [list(column) for column in zip(*sorted(rows, key=_place), strict=True)]
            cursor.execute(_INSERT, [timezone.now(), *columns])


def _place(row: tuple[int, datetime, str, int | None, int | None]) -> tuple[int, int, int]:
    """The same order for all writers, so that two of them can't wait for each other."""
    return row[0], row[3] or 0, row[4] or 0

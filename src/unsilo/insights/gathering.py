"""What a week holds, read from events and data for the briefing. Plain values, no writing.

Briefings go to everybody who sees the brand, so restricted desks stay out of them altogether.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import sqrt

from django.db import connection

from unsilo.accounts.models import Brand, Desk, User
from unsilo.inbox.models import Conversation
from unsilo.insights.queries.numbers import DAY, Period, Scope, Summary, summaries, zone_of
from unsilo.insights.sources import PRAISE
from unsilo.listening.models import Alert
from unsilo.routing.models import HandOff, Promise, PromiseState
from unsilo.stories.models import Coverage
from unsilo.triage.reader.intents import KINDS
from unsilo.triage.redaction import redact

WEEKS_BEFORE = 8  # what is usual is taken from
NUMBERS = (
    "arrived", "first_reply", "backlog", "promises_kept", "buying_answered", "ways_won",
    "revenue_direct", "feeling", "complaints", "praise", "flags", "coverage", "mentions", "alerts",
)  # fmt: skip
CHARTED = ("first_reply", "backlog", "feeling")
CHART_DAYS = 28
LEAST = 3  # conversations that a topic needs to be spoken of
MOMENTS, WORTH, SHOWN = 3, 3, 8
QUOTE = 280
GOOD = (*PRAISE, "word_of_mouth", "advocacy_defence")
LABELS = {kind.name: kind.label for kind in KINDS}
_PASSING = ("humour_banter", "spam_scam", "troll_bait")


@dataclass(frozen=True, slots=True)
class Topic:
    """How often something was wanted this week, and how often it usually is."""

    intent: str
    now: int
    usual: float

    @property
    def name(self) -> str:
        return str(LABELS.get(self.intent, self.intent))

    @property
    def is_rising(self) -> bool:
        return self.now >= LEAST and self.now - self.usual > 2 * sqrt(self.usual + 1)

    @property
    def is_falling(self) -> bool:
        return self.usual >= LEAST and self.usual - self.now > 1.5 * sqrt(self.usual + 1)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of somebody, without what could say who they are."""

    message_id: int
    conversation_id: int
    words: str
    channel: str


@dataclass(frozen=True, slots=True)
class Week:
    brand: Brand
    period: Period
    numbers: dict[str, Summary]
    month: dict[str, Summary]
    topics: Sequence[Topic]
    moments: Sequence[Quote]
    worth: Sequence[Quote]
    coverage: Sequence[Coverage]
    alerts: Sequence[Alert]
    broken: Sequence[Promise]
    coming: Sequence[Promise]
    waiting: Sequence[HandOff]
    oldest: Sequence[Conversation]


def week_of(monday: date) -> Period:
    return Period(monday, monday + DAY * 6)


def gather(brand: Brand, monday: date) -> Week:
    period = week_of(monday)
    desks = tuple(Desk.objects.filter(is_restricted=False).values_list("pk", flat=True))
    scope = Scope(None, open_desks=desks, brand_id=brand.pk)
    begin, end = moments(brand, period)
    praised = _quotes(brand, desks, begin, end, PRAISE, limit=MOMENTS)
    told = {quote.conversation_id for quote in praised}
    worth = [
        quote
        for quote in _quotes(brand, desks, begin, end, None, limit=WORTH + MOMENTS)
        if quote.conversation_id not in told
    ]
    hidden = Conversation.objects.exclude(placements__desk__in=desks)
    promises = Promise.objects.filter(conversation__brand=brand, desk__in=desks).select_related(
        "conversation__person", "desk"
    )
    return Week(
        brand=brand,
        period=period,
        numbers=summaries(scope, NUMBERS, period),
        month=summaries(
            scope, (*CHARTED, "placed", "closed"), Period.until(period.last, CHART_DAYS)
        ),
        topics=_topics(brand, desks, begin, end),
        moments=praised,
        worth=worth[:WORTH],
        coverage=list(
            Coverage.objects.confirmed()
            .filter(brand=brand, published_at__gte=begin, published_at__lt=end)
            .exclude(story__conversation__in=hidden)
            .select_related("outlet", "story")
            .order_by("published_at", "pk")[:SHOWN]
        ),
        alerts=list(
            Alert.objects.filter(
                query__brand=brand, raised_at__gte=begin, raised_at__lt=end
            ).order_by("raised_at")[:SHOWN]
        ),
        broken=list(
            promises.filter(state=PromiseState.BROKEN, due_at__gte=begin, due_at__lt=end).order_by(
                "due_at", "pk"
            )[:SHOWN]
        ),
        coming=list(
            promises.filter(
                settled_at__isnull=True, due_at__gte=end, due_at__lt=end + timedelta(days=7)
            ).order_by("due_at", "pk")[:SHOWN]
        ),
        waiting=list(
            HandOff.objects.filter(
                conversation__brand=brand,
                to_desk__in=desks,
                asked_at__lt=end,
                ended_at__isnull=True,
                state="waiting",
            )
            .select_related("conversation__person", "to_desk")
            .order_by("asked_at", "pk")[:SHOWN]
        ),
        oldest=_oldest(brand, desks, end),
    )


def moments(brand: Brand, period: Period) -> tuple[datetime, datetime]:
    """When the week begins and ends where the brand is at home."""
    zone = zone_of(brand.pk)
    return (
        datetime.combine(period.first, time(), zone),
        datetime.combine(period.last + DAY, time(), zone),
    )


_TOPICS = """
SELECT named.intent, c.created_at >= %(begin)s AS is_now, count(DISTINCT c.id)
  FROM inbox_conversation c
  JOIN triage_conversationreading r ON r.conversation_id = c.id
 CROSS JOIN LATERAL unnest(r.intents) AS named (intent)
 WHERE c.brand_id = %(brand)s AND NOT c.is_spam
   AND c.created_at >= %(before)s AND c.created_at < %(end)s
   AND EXISTS (SELECT 1 FROM inbox_placement p
                WHERE p.conversation_id = c.id AND p.desk_id = ANY(%(desks)s))
 GROUP BY named.intent, is_now
"""


def _topics(brand: Brand, desks: Sequence[int], begin: datetime, end: datetime) -> list[Topic]:
    before = begin - timedelta(weeks=WEEKS_BEFORE)
    now: dict[str, int] = {}
    usual: dict[str, float] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _TOPICS,
            {
                "brand": brand.pk,
                "desks": list(desks),
                "begin": begin,
                "before": before,
                "end": end,
            },
        )
        for intent, is_now, n in cursor.fetchall():
            if intent in _PASSING:
                continue
            if is_now:
                now[intent] = n
            else:
                usual[intent] = n / WEEKS_BEFORE
    found = [Topic(one, now.get(one, 0), usual.get(one, 0.0)) for one in {*now, *usual}]
    return sorted(found, key=lambda topic: (topic.usual - topic.now, topic.intent))


_QUOTES = """
SELECT m.id, c.id, coalesce(nullif(m.reply_text, ''), m.text), ch.name, p.name
  FROM inbox_message m
  JOIN inbox_conversation c ON c.id = m.conversation_id
  JOIN channels_channel ch ON ch.id = c.channel_id
  JOIN people_person p ON p.id = c.person_id
  JOIN triage_reading r ON r.message_id = m.id AND r.is_current AND r.is_read
 WHERE c.brand_id = %(brand)s AND NOT c.is_spam AND m.direction = 'in' AND m.kind = 'message'
   AND m.sent_at >= %(begin)s AND m.sent_at < %(end)s
   AND (%(intents)s::varchar[] IS NULL AND r.is_story
        OR r.feeling = 'positive' AND r.intents && %(intents)s::varchar[])
   AND length(m.text) BETWEEN 30 AND 4000
   AND EXISTS (SELECT 1 FROM inbox_placement d
                WHERE d.conversation_id = c.id AND d.desk_id = ANY(%(desks)s))
 ORDER BY r.news_value DESC, m.id LIMIT %(limit)s
"""


def _quotes(
    brand: Brand,
    desks: Sequence[int],
    begin: datetime,
    end: datetime,
    intents: Sequence[str] | None,
    *,
    limit: int,
) -> list[Quote]:
    """One from each conversation, those that would make news first."""
    with connection.cursor() as cursor:
        cursor.execute(
            _QUOTES,
            {
                "brand": brand.pk,
                "desks": list(desks),
                "begin": begin,
                "end": end,
                "intents": list(intents) if intents else None,
                "limit": limit * 4,
            },
        )
        rows = cursor.fetchall()
    colleagues = list(User.objects.values_list("name", flat=True)) if rows else []
    found: dict[int, Quote] = {}
    for message_id, conversation_id, text, channel, person in rows:
        words = redact(" ".join(text.split()), [person, *colleagues])
        if len(words) > QUOTE:
            words = words[:QUOTE].rsplit(" ", 1)[0] + " …"
        found.setdefault(conversation_id, Quote(message_id, conversation_id, words, channel))
    return list(found.values())[:limit]


def _oldest(brand: Brand, desks: Sequence[int], end: datetime) -> list[Conversation]:
    """Who waits longest for a first answer."""
    found = Conversation.objects.filter(
        brand=brand,
        is_spam=False,
        placements__desk__in=desks,
        placements__state="open",
        last_outbound_at__isnull=True,
        created_at__gte=end - timedelta(weeks=WEEKS_BEFORE),
        created_at__lt=end - timedelta(days=3),
    )
    return list(found.select_related("person").distinct().order_by("created_at", "pk")[:5])

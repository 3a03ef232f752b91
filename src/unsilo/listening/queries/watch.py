"""What the page Watch shows: topics that moved, alerts and how good they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import Call
from unsilo.channels import registry
from unsilo.inbox.models import Conversation, Message
from unsilo.listening.models import Alert, Hour, Mention, Query, QueryKind, Series, Sighting
from unsilo.listening.queries.drawing import spark
from unsilo.triage.models import Reading
from unsilo.triage.texts import words_of

FRESH = timedelta(minutes=150)  # a finding older than that says nothing of now
NOW = timedelta(hours=2)
WEEKS = 8
MOVED = 10
SHOWN = 600  # characters of a telling message


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic: what was heard in the last two hours beside what is usual, and eight weeks of it."""

    query: Query
    heard: int
    factor: float | None
    surprise: float
    spark: str
    alert: Alert | None


@dataclass(frozen=True, slots=True)
class Telling:
    """A message or mention that says what an alert is about."""

    at: datetime
    author: str
    text: str
    url: str
    icon: str
    label: str
    feeling: str
    public: bool


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert with what belongs to it, as far as the reader may see it."""

    alert: Alert
    telling: tuple[Telling, ...]
    hidden: int
    words: tuple[tuple[str, int, int], ...]
    head_start: timedelta | None
    call: Call | None


def moved(access: Access, *, now: datetime | None = None) -> list[TopicRow]:
    """Topics that stand out most, then those that people set up."""
    now = now or timezone.now()
    visible = Query.objects.visible_to(access).live()
    fresh = Series.objects.filter(query__in=visible, scored_until__gte=now - FRESH)
    lively = fresh.order_by("-surprise", "pk").values_list("query_id", flat=True)
    chosen = list(dict.fromkeys(lively[: 2 * MOVED]))[:MOVED]
    if len(chosen) < MOVED:
        more = visible.exclude(pk__in=chosen).filter(kind=QueryKind.WORDS).order_by("name", "pk")
        chosen += more.values_list("pk", flat=True)[: MOVED - len(chosen)]
    by_id = {query.pk: query for query in visible.filter(pk__in=chosen).select_related("brand")}
    return rows_of([by_id[pk] for pk in chosen], now=now)


def rows_of(queries: Sequence[Query], *, now: datetime | None = None) -> list[TopicRow]:
    """A fixed number of look-ups, however many topics there are."""
    now = now or timezone.now()
    pks = [query.pk for query in queries]
    heard = dict(
        Sighting.objects.filter(series__query__in=pks, at__gt=now - NOW, at__lte=now)
        .values_list("series__query")
        .annotate(n=Count("pk"))
    )
    fresh: dict[int, Series] = {}
    for series in Series.objects.filter(query__in=pks, scored_until__gte=now - FRESH):
        known = fresh.get(series.query_id)
        if known is None or series.surprise > known.surprise:
            fresh[series.query_id] = series
    weeks = _weeks(pks, now)
    ongoing = {one.query_id: one for one in Alert.objects.ongoing().filter(query__in=pks)}
    return [
        TopicRow(
            query=query,
            heard=heard.get(query.pk, 0),
            factor=_factor(fresh.get(query.pk)),
            surprise=fresh[query.pk].surprise if query.pk in fresh else 0.0,
            spark=spark(weeks[query.pk]),
            alert=ongoing.get(query.pk),
        )
        for query in queries
    ]


def ongoing(access: Access) -> list[Alert]:
    """Open alerts: those that nobody looks after first, then the gravest, those of a topic that
    somebody set up before what is counted anyway."""
    found = Alert.objects.visible_to(access).ongoing().related()
    rows: list[Alert] = list(found.order_by("-severity", "-raised_at")[:50])
    return sorted(
        rows,
        key=lambda one: (one.acknowledged_at is not None, -one.severity, one.query.is_automatic),
    )


def alert_view(access: Access, alert: Alert, *, now: datetime | None = None) -> AlertView:
    now = now or timezone.now()
    found = _telling(access, alert.telling)
    most = max((count for _word, count in alert.words), default=1)
    calls = Call.objects.filter(key__startswith=f"alert:{alert.pk}:").select_related("settled_by")
    return AlertView(
        alert=alert,
        telling=tuple(found),
        hidden=len(alert.telling) - len(found),
        words=tuple((word, count, round(100 * count / most)) for word, count in alert.words),
        head_start=alert.head_start(now),
        call=calls.order_by("-pk").first(),
    )


def _telling(access: Access, pairs: Iterable[Sequence[object]]) -> list[Telling]:
    wanted = [(str(noun), int(str(pk))) for noun, pk in pairs]
    messages = {
        one.pk: one
        for one in Message.objects.filter(
            pk__in=[pk for noun, pk in wanted if noun == "message"],
            conversation__in=Conversation.objects.visible_to(access),
        ).select_related("channel", "conversation")
    }
    mentions = Mention.objects.visible_to(access).in_bulk(
        [pk for noun, pk in wanted if noun == "mention"]
    )
    feelings = dict(
        Reading.objects.current().filter(message__in=messages).values_list("message_id", "feeling")
    )
    found = []
    for noun, pk in wanted:
        if noun == "message" and pk in messages:
            found.append(of_message(messages[pk], feelings.get(pk, "")))
        elif noun == "mention" and pk in mentions:
            found.append(of_mention(mentions[pk]))
    return found


def of_message(message: Message, feeling: str) -> Telling:
    channel = message.channel
    info = registry.connector_class(channel.kind).info if channel else None
    return Telling(
        at=message.sent_at,
        author=message.author_name,
        text=words_of(message.subject, message.reply_text, message.text)[:SHOWN],
        url=reverse("inbox:conversation", args=[message.conversation_id]),
        icon=info.icon if info else "mail",
        label=channel.name if channel else "",
        feeling=feeling,
        public=message.conversation.public,
    )


def of_mention(mention: Mention) -> Telling:
    return Telling(
        at=mention.published_at,
        author=mention.author or mention.source,
        text=f"{mention.title}\n{mention.text}".strip()[:SHOWN],
        url=reverse("listening:mention", args=[mention.pk]),
        icon="globe",
        label=mention.source or mention.get_place_display(),
        feeling=mention.feeling,
        public=True,
    )


def _weeks(query_ids: Sequence[int], now: datetime) -> dict[int, list[int]]:
    begin = now - WEEKS * timedelta(days=7)
    found = {pk: [0] * WEEKS for pk in query_ids}
    rows = (
        Hour.objects.filter(series__query__in=query_ids, at__gte=begin, at__lte=now, count__gt=0)
        .values_list("series__query", "at__date")
        .annotate(n=Sum("count"))
    )
    for query_id, day, count in rows:
        week = (day - begin.date()).days // 7
        found[query_id][min(max(week, 0), WEEKS - 1)] += count
    return found


def _factor(series: Series | None) -> float | None:
    if series is None or not series.expected or not series.observed:
        return None
    return series.observed / series.expected

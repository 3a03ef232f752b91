"""Count days, and count again what has changed since.

What a change may have touched is found from the event log and from new readings; its days are
marked, and counted anew from the sources. Nothing is added to a number that stands.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from unsilo.core import events
from unsilo.core.locks import hold
from unsilo.insights.metrics import METRICS, Shape
from unsilo.insights.models import Cell, DirtyDay, Progress
from unsilo.insights.sources import FOOTPRINT, SOURCES

DAY = timedelta(days=1)
RUN = 31  # days that are counted in one go
ALWAYS = 3  # the newest days, counted every time: what has no events is new there
NIGHTLY = 35  # days counted again every night, whatever the log says
COUNTED = tuple(one for one in METRICS if one.shape is not Shape.LEVEL)

ZONES = """
SELECT b.id, coalesce(h.time_zone, %(zone)s) AS zone
  FROM accounts_brand b LEFT JOIN routing_businesshours h ON h.brand_id = b.id"""


def _count_sql(source: str) -> str:
    return f"""
WITH zones AS MATERIALIZED ({ZONES}), source AS ({source}), dated AS (
    SELECT source.*, (source.at AT TIME ZONE zones.zone)::date AS day
      FROM source JOIN zones ON zones.id = source.brand_id)
INSERT INTO insights_cell
       (metric, day, brand_id, channel_id, desks, part, counted, hits, total, numbers)
SELECT %(metric)s, day, brand_id, channel_id, desks, part, count(*), count(*) FILTER (WHERE hit),
       coalesce(sum(value), 0),
       CASE WHEN %(keeps)s THEN array_agg(value ORDER BY value) ELSE '{{}}' END
  FROM dated WHERE day BETWEEN %(first)s AND %(last)s
 GROUP BY day, brand_id, channel_id, desks, part
"""


_COUNT = {metric.key: _count_sql(SOURCES[metric.key]) for metric in COUNTED}
_MARK = f"""
WITH zones AS MATERIALIZED ({ZONES}),
touched AS MATERIALIZED (
    SELECT DISTINCT conversation_id AS id FROM core_event
     WHERE id > %(since)s AND id <= %(top)s AND conversation_id IS NOT NULL
    UNION
    SELECT DISTINCT m.conversation_id FROM triage_reading r
      JOIN inbox_message m ON m.id = r.message_id WHERE r.made_at >= %(read_since)s),
moments AS ({FOOTPRINT})
INSERT INTO insights_dirtyday (day)
SELECT DISTINCT (moments.at AT TIME ZONE zones.zone)::date
  FROM moments JOIN zones ON zones.id = moments.brand_id WHERE moments.at IS NOT NULL
ON CONFLICT DO NOTHING
"""
_FIRST = """
SELECT least((SELECT min(created_at) FROM inbox_conversation),
             (SELECT min(published_at) FROM listening_mention))
"""


def refresh(*, now: datetime | None = None) -> int:
    """Bring all numbers up to date; returns how many days were counted."""
    now = now or timezone.now()
    with transaction.atomic():
        hold("insights.rollups")
        progress, _made = Progress.objects.get_or_create(pk=1)
        top = events.horizon()
        if progress.first_day is None:
            _mark_everything(now)
            progress.first_day = min(DirtyDay.objects.values_list("day", flat=True), default=None)
        else:
            _mark_touched(progress, top)
        newest = now.date() + DAY  # where the day begins earliest, it is tomorrow
        mark([newest - DAY * n for n in range(ALWAYS + 1)])
        days = sorted(DirtyDay.objects.values_list("day", flat=True))
        for first, last in _runs(days):
            count(first, last)
        DirtyDay.objects.all().delete()
        progress.event_id = max(top, progress.event_id)
        progress.counted_at = now
        progress.save()
    return len(days)


def count(first: date, last: date) -> None:
    """Count all metrics of these days anew, from what is there now."""
    Cell.objects.filter(day__range=(first, last)).delete()
    with connection.cursor() as cursor:
        for metric in COUNTED:
            cursor.execute(
                _COUNT[metric.key],
                {
                    **bounds(first, last),
                    "metric": metric.key,
                    "keeps": metric.shape is Shape.TIME,
                    "first": first,
                    "last": last,
                    "zone": settings.TIME_ZONE,
                },
            )


def mark(days: Iterable[date]) -> None:
    """Have these days counted again."""
    DirtyDay.objects.bulk_create([DirtyDay(day=day) for day in days], ignore_conflicts=True)


def mark_recent(*, now: datetime | None = None) -> None:
    """What the log did not tell of is found within a night."""
    today = (now or timezone.now()).date()
    mark([today - DAY * n for n in range(NIGHTLY)])


def forget() -> None:
    """Have everything counted again from the beginning."""
    Progress.objects.update(first_day=None)


def bounds(first: date, last: date) -> dict[str, Any]:
    """Moments around whole days, wherever on earth they are days."""
    begin = datetime(first.year, first.month, first.day, tzinfo=timezone.get_default_timezone())
    until = datetime(last.year, last.month, last.day, tzinfo=timezone.get_default_timezone())
    return {"begin": begin - 2 * DAY, "until": until + 3 * DAY}


def _mark_everything(now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FIRST)
        row = cursor.fetchone()
    if row and row[0]:
        span = (now.date() - row[0].date()).days + 1
        mark([now.date() - DAY * n for n in range(span + 1)])


def _mark_touched(progress: Progress, top: int) -> None:
    assert progress.counted_at is not None
    with connection.cursor() as cursor:
        cursor.execute(
            _MARK,
            {
                "since": progress.event_id,
                "top": top,
                "read_since": progress.counted_at - timedelta(minutes=5),
                "zone": settings.TIME_ZONE,
            },
        )


def _runs(days: Sequence[date]) -> Iterable[tuple[date, date]]:
    """Days that follow each other, at most so many at a time."""
    first: date | None = None
    last: date | None = None
    for day in days:
        if first is not None and last is not None:
            if day - last == DAY and day - first < RUN * DAY:
                last = day
                continue
            yield first, last
        first = last = day
    if first is not None and last is not None:
        yield first, last

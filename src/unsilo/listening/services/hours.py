"""Hours of series: counted again from their sightings wherever one was added."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from unsilo.listening.models import Mark, Sighting
from unsilo.listening.services.counting import KEPT, LATE

_RECOUNT = """
INSERT INTO listening_hour (series_id, at, count, people)
SELECT series_id, date_trunc('hour', at, 'UTC') AS hour, count(*), count(DISTINCT author)
  FROM listening_sighting
 WHERE (series_id, date_trunc('hour', at, 'UTC')) IN (
       SELECT series_id, date_trunc('hour', at, 'UTC') FROM listening_sighting
        WHERE counted_at >= %s AND at >= %s)
   AND at >= %s
 GROUP BY series_id, hour
ON CONFLICT (series_id, at) DO UPDATE SET count = excluded.count, people = excluded.people
"""


@transaction.atomic
def recount(now: datetime | None = None) -> None:
    """Count the hours in which something was heard since the last time.

    The same sighting may be looked at twice, but none is passed over: a writer that began before
    the last look has committed long before ``LATE`` is over.
    """
    now = now or timezone.now()
    mark = Mark.objects.select_for_update().filter(name="hours").first()
    kept_since = _hour(now - KEPT) + timedelta(hours=1)
    since = mark.at - LATE if mark else now - KEPT
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, [since, kept_since, kept_since])
    Mark.objects.update_or_create(name="hours", defaults={"at": now})


def forget_old(now: datetime | None = None) -> int:
    """Delete sightings whose hours are all that is needed of them."""
    before = _hour((now or timezone.now()) - KEPT)
    deleted, _rows = Sighting.objects.filter(at__lt=before).delete()
    return deleted


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)

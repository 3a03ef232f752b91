"""What is asked of the installation again and again. Nothing here reads a table from end to end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateWorker

from unsilo.core.models import Event

WORKER_SILENT = timedelta(minutes=1)
BACKUP_OLD = timedelta(hours=36)
BACKUP_WRITTEN = "backup.written"

# A job without a time of its own waits since it was deferred.
_QUEUES = """
SELECT job.queue_name, count(*),
       coalesce(extract(epoch FROM now() - min(coalesce(job.scheduled_at, deferred.at))), 0)
  FROM procrastinate_jobs AS job
  LEFT JOIN LATERAL (
       SELECT min(at) AS at FROM procrastinate_events
        WHERE job_id = job.id AND type = 'deferred') AS deferred ON true
 WHERE job.status = 'todo' AND coalesce(job.scheduled_at, now()) <= now()
 GROUP BY job.queue_name
"""


@dataclass(frozen=True, slots=True)
class QueueLength:
    """Jobs of a queue that could run now, and how long the oldest has waited."""

    queue: str
    waiting: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Backup:
    """The last time that everything was written elsewhere."""

    at: datetime
    place: str


def last_heartbeat() -> datetime | None:
    """The newest sign of life of any worker."""
    found = ProcrastinateWorker.objects.order_by("-last_heartbeat")
    return found.values_list("last_heartbeat", flat=True).first()


def queue_lengths() -> list[QueueLength]:
    with connection.cursor() as cursor:
        cursor.execute(_QUEUES)
        return [QueueLength(name, n, max(float(age), 0.0)) for name, n, age in cursor.fetchall()]


def last_backup() -> Backup | None:
    """Every backup leaves an event, so that all machines know of it."""
    event = Event.objects.filter(kind=BACKUP_WRITTEN).order_by("-id").first()
    return Backup(event.at, event.data["place"]) if event else None

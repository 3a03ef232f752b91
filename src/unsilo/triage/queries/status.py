"""How reading goes on: the model, what waits, and runs over what was read before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from unsilo.triage.models import ReaderState, Rereading

RUNS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Status:
    """``given_up`` counts messages that were tried often enough; ``unread`` is by language."""

    version: str
    problem: str
    per_second: float
    seen_at: datetime | None
    read: int
    waiting: int
    given_up: int
    unread: Sequence[tuple[str, int]]
    of_other_versions: int
    run: Rereading | None
    past_runs: Sequence[Rereading]

    @property
    def is_busy(self) -> bool:
        running = self.run is not None and self.run.state == Rereading.State.RUNNING
        return running or (self.waiting > 0 and not self.problem)

    @property
    def left(self) -> timedelta | None:
        """How long the open run will still take, by its own speed."""
        if self.run is None or not self.run.per_second:
            return None
        return timedelta(seconds=max(self.run.total - self.run.done, 0) / self.run.per_second)


_COUNTS = """
SELECT (SELECT count(*) FROM triage_reading WHERE is_current),
       (SELECT count(*) FROM triage_duereading WHERE next_try_at IS NOT NULL),
       (SELECT count(*) FROM triage_duereading WHERE next_try_at IS NULL),
       (SELECT count(*) FROM triage_reading WHERE is_current AND version <> %s)
"""
_UNREAD = """
SELECT language, count(*) FROM triage_reading WHERE is_current AND NOT is_read
 GROUP BY 1 ORDER BY 2 DESC LIMIT 8
"""


def status() -> Status:
    state = ReaderState.objects.first()
    version = state.version if state else ""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [version])
        read, waiting, given_up, of_other_versions = cursor.fetchone()
        cursor.execute(_UNREAD)
        unread = cursor.fetchall()
    runs = list(Rereading.objects.order_by("-id")[: RUNS_SHOWN + 1])
    return Status(
        version=version,
        problem=state.problem if state else "",
        per_second=state.per_second if state else 0.0,
        seen_at=state.seen_at if state else None,
        read=read,
        waiting=waiting,
        given_up=given_up,
        unread=unread,
        of_other_versions=of_other_versions,
        run=next((run for run in runs if run.is_open), None),
        past_runs=[run for run in runs if not run.is_open][:RUNS_SHOWN],
    )

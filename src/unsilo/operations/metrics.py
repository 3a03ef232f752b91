"""What Prometheus is told: the counts of this machine's serving processes, and the state of the work.

The state comes from the database, so every process of every machine says the same of it. Each query
reads the few rows that are open, or a bounded number of the newest: none grows with the archive.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.utils import timezone

from unsilo import __version__
from unsilo.channels.models import Channel
from unsilo.core.events import horizon
from unsilo.core.tally import CLASSES, DOORS, LIMITS, tally
from unsilo.operations.models import Trouble
from unsilo.operations.queries import last_backup, last_heartbeat, queue_lengths

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NEWEST = 5000  # rows of which the ledgers' recent outcomes are counted
RECENT = "15 minutes"
MOST_OPEN = 10_000  # an open state is counted up to here
QUICK = "2s"  # a query that takes longer is ended: a scrape must not be a load

Sample = tuple[Mapping[str, str], float]


@dataclass(frozen=True, slots=True)
class Metric:
    """One name, what it means, and its values. ``suffixed`` are the samples of a histogram."""

    name: str
    kind: str
    meaning: str
    samples: Iterable[Sample]
    suffixed: Iterable[tuple[str, Mapping[str, str], float]] = ()


def exposition() -> str:
    """Everything, in Prometheus' text format."""
    lines: list[str] = []
    for metric in (*_serving(), *_work()):
        lines += [f"# HELP {metric.name} {metric.meaning}", f"# TYPE {metric.name} {metric.kind}"]
        lines += [_line(metric.name, labels, value) for labels, value in metric.samples]
        lines += [_line(metric.name + end, labels, value) for end, labels, value in metric.suffixed]
    return "\n".join(lines) + "\n"


def _line(name: str, labels: Mapping[str, str], value: float) -> str:
    shown = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"{name}{{{shown}}} {_number(value)}" if shown else f"{name} {_number(value)}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


# --- This machine's serving processes


def _serving() -> Iterator[Metric]:
    yield Metric("unsilo_info", "gauge", "The version.", [({"version": __version__}, 1)])
    yield Metric(
        "unsilo_requests_total", "counter", "Requests answered.",
        [({"door": door, "status": status}, tally.total(f"requests {door} {status}"))
         for door in DOORS for status in CLASSES],
    )  # fmt: skip
    yield Metric(
        "unsilo_request_seconds", "histogram", "Time until a request was answered.", (),
        [one for door in DOORS for one in _histogram(door)],
    )  # fmt: skip
    yield Metric(
        "unsilo_sql_seconds_total", "counter", "Time requests waited for the database.",
        [({}, tally.total("sql seconds"))],
    )  # fmt: skip
    yield Metric(
        "unsilo_sql_statements_total", "counter", "Statements of requests.",
        [({}, tally.total("sql statements"))],
    )  # fmt: skip
    yield Metric(
        "unsilo_live_streams",
        "gauge",
        "Browsers with live updates.",
        [({}, tally.total("streams"))],
    )
    memory = [({"process": str(row + 1)}, size) for row, pid in tally.processes()
              if (size := _memory(pid))]  # fmt: skip
    yield Metric("unsilo_process_memory_bytes", "gauge", "Resident memory.", memory)


def _histogram(door: str) -> Iterator[tuple[str, Mapping[str, str], float]]:
    count = 0.0
    for n in range(len(LIMITS) + 1):
        count += tally.total(f"bucket {door} {n}")
        limit = f"{LIMITS[n]:g}" if n < len(LIMITS) else "+Inf"
        yield "_bucket", {"door": door, "le": limit}, count
    yield "_sum", {"door": door}, tally.total(f"seconds {door}")
    yield "_count", {"door": door}, count


def _memory(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):  # it ended just now, or there is no /proc
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


# --- The work

_LEDGER = """
SELECT state, count(*) FROM (
    SELECT {state} AS state, {at} AS at FROM {table} ORDER BY id DESC LIMIT %s) AS newest
 WHERE at > now() - %s::interval GROUP BY state
"""
_OPEN = """
SELECT state, (SELECT count(*) FROM (
    SELECT FROM {table} WHERE {column} = state LIMIT %s) AS few) FROM unnest(%s::text[]) AS state
"""
_EVENTS = "SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM core_event_id_seq"
_ARRIVED = "SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM channels_arrival_id_seq"
_HOOKS = "SELECT coalesce(%s - min(cursor), 0) FROM channels_webhook WHERE is_active AND cursor > 0"


def _work() -> Iterator[Metric]:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [QUICK])

        def rows(query: str, *values: int | str | list[str]) -> list[tuple[str, float]]:
            cursor.execute(query, values)
            return list(cursor.fetchall())

        recent = rows(_LEDGER.format(state="outcome", at="received_at", table="channels_arrival"),
                      NEWEST, RECENT)  # fmt: skip
        waiting = rows(_OPEN.format(table="channels_arrival", column="outcome"),
                       MOST_OPEN, ["pending", "held", "failed"])  # fmt: skip
        sent = rows(_LEDGER.format(state="state", at="created_at", table="channels_delivery"),
                    NEWEST, RECENT)  # fmt: skip
        unsent = rows(_OPEN.format(table="channels_delivery", column="state"),
                      MOST_OPEN, ["waiting", "sending", "failed", "uncertain"])  # fmt: skip
        cursor.execute(_ARRIVED)
        [arrived] = cursor.fetchone()
        cursor.execute(_EVENTS)
        [last_event] = cursor.fetchone()
        readable = horizon()
        cursor.execute(_HOOKS, [readable])
        [behind] = cursor.fetchone()
    yield Metric("unsilo_arrivals_total", "counter", "Arrivals ever kept.", [({}, arrived)])
    yield Metric(
        "unsilo_arrivals_recent", "gauge",
        "Arrivals of the last 15 minutes by outcome, among the newest 5000.",
        [({"outcome": name}, n) for name, n in recent],
    )  # fmt: skip
    yield Metric(
        "unsilo_arrivals_open", "gauge", "Arrivals that need work or a look, up to 10000.",
        [({"outcome": name}, n) for name, n in waiting],
    )  # fmt: skip
    yield Metric(
        "unsilo_deliveries_recent", "gauge",
        "Answers of the last 15 minutes by state, among the newest 5000.",
        [({"state": name}, n) for name, n in sent],
    )  # fmt: skip
    yield Metric(
        "unsilo_deliveries_open", "gauge", "Answers that wait or need a look, up to 10000.",
        [({"state": name}, n) for name, n in unsent],
    )  # fmt: skip
    yield Metric("unsilo_events_total", "counter", "Events ever written.", [({}, last_event)])
    yield Metric(
        "unsilo_events_unreadable", "gauge", "Events above which a transaction is still open.",
        [({}, max(last_event - readable, 0))],
    )  # fmt: skip
    yield Metric(
        "unsilo_webhooks_behind", "gauge", "Events of which the slowest webhook has not heard.",
        [({}, behind)],
    )  # fmt: skip
    queues = queue_lengths()
    yield Metric(
        "unsilo_jobs_waiting", "gauge", "Jobs that could run now.",
        [({"queue": one.queue}, one.waiting) for one in queues],
    )  # fmt: skip
    yield Metric(
        "unsilo_jobs_oldest_seconds", "gauge", "How long the oldest of them has waited.",
        [({"queue": one.queue}, one.oldest_seconds) for one in queues],
    )  # fmt: skip
    beat = last_heartbeat()
    yield Metric(
        "unsilo_worker_silent_seconds", "gauge", "Since the last sign of life of any worker.",
        [({}, (now - beat).total_seconds())] if beat else [],
    )  # fmt: skip
    channels = list(Channel.objects.live())
    yield Metric(
        "unsilo_channel_silent_seconds", "gauge", "Since a channel was last asked with success.",
        [({"channel": one.slug}, (now - one.last_success_at).total_seconds())
         for one in channels if one.last_success_at],
    )  # fmt: skip
    yield Metric(
        "unsilo_channel_lag_seconds", "gauge", "How long the newest message waited elsewhere.",
        [({"channel": one.slug}, one.lag_seconds) for one in channels
         if one.lag_seconds is not None],
    )  # fmt: skip
    yield Metric(
        "unsilo_channel_failing", "gauge", "1 for a channel that fails.",
        [({"channel": one.slug}, float(one.state == Channel.State.FAILING)) for one in channels],
    )  # fmt: skip
    troubles = Trouble.objects.filter(ended_at__isnull=True).count()
    yield Metric("unsilo_troubles", "gauge", "What people were called for.", [({}, troubles)])
    backup = last_backup()
    yield Metric(
        "unsilo_backup_age_seconds", "gauge", "Since the last backup.",
        [({}, (now - backup.at).total_seconds())] if backup else [],
    )  # fmt: skip

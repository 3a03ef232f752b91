"""The database itself: version, tables, what holds it up."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection

from unsilo.core.schema import missing_migrations
from unsilo.operations.checks.finding import Finding, fail, ok, warn

OLDEST = 15
LONG = timedelta(minutes=10)
DEAD_SHARE = 0.2
DEAD_ROWS = 100_000
KEPT_FOR_SLOTS = 2_000_000_000  # bytes of write-ahead log that nobody has fetched


def _rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return list(cursor.fetchall())


def server() -> Iterator[Finding]:
    [(version, number, size)] = _rows(
        "SELECT current_setting('server_version'), current_setting('server_version_num')::int,"
        " pg_database_size(current_database())"
    )
    yield ok("database", f"PostgreSQL {version}, {size / 1e6:,.0f} MB")
    if number // 10_000 < OLDEST:
        yield fail("database", f"This is PostgreSQL {version}.", "unsilo needs 15 or newer.")
    if missing := missing_migrations():
        yield fail("database", f"{len(missing)} migrations wait.", "Run `unsilo migrate`.")


def extensions() -> Iterator[Finding]:
    found = dict(_rows("SELECT name, installed_version FROM pg_available_extensions"))
    if found.get("vector"):
        yield ok("extensions", f"pgvector {found['vector']}")
    elif "vector" in found:
        yield warn("extensions", "pgvector could be used and is not.", "Run `unsilo triage index`.")
    else:
        yield ok("extensions", "without pgvector: what is alike is sought in the newest 5,000")


def transactions() -> Iterator[Finding]:
    """One that stays open keeps events from being read and dead rows from being cleared."""
    found = _rows(
        "SELECT pid, extract(epoch FROM now() - xact_start)::int, state FROM pg_stat_activity"
        " WHERE datname = current_database() AND xact_start < now() - %s"
        " AND backend_type = 'client backend' ORDER BY xact_start LIMIT 5",
        LONG,
    )
    for pid, seconds, state in found:
        yield warn(
            "database",
            f"A transaction of process {pid} has been open for {seconds // 60} minutes ({state}).",
            f"If nobody needs it: SELECT pg_terminate_backend({pid}).",
        )


def dead_rows() -> Iterator[Finding]:
    found = _rows(
        "SELECT relname, n_dead_tup, last_autovacuum FROM pg_stat_user_tables"
        " WHERE n_dead_tup > greatest(%s, %s * n_live_tup) ORDER BY n_dead_tup DESC LIMIT 5",
        DEAD_ROWS, DEAD_SHARE,
    )  # fmt: skip
    for name, dead, cleared in found:
        last = f"last cleared {cleared:%Y-%m-%d %H:%M}Z" if cleared else "never cleared"
        yield warn(
            "database",
            f"{name} has {dead:,} dead rows, {last}.",
            "Look for long transactions; give autovacuum more, or run VACUUM.",
        )


def archive() -> Iterator[Finding]:
    """What a continuous backup has not fetched is kept on the server's disk until it does."""
    found = _rows(
        "SELECT slot_name, active, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)"
        " FROM pg_replication_slots WHERE slot_type = 'physical' AND NOT pg_is_in_recovery()"
    )
    for name, active, behind in found:
        text = f"{name} is {behind / 1e6:,.0f} MB behind"
        if behind > KEPT_FOR_SLOTS:
            yield fail(
                "archive",
                f"{text}, which the database keeps for it.",
                f"Start what reads it again, or SELECT pg_drop_replication_slot('{name}').",
            )
        elif not active:
            yield warn(
                "archive", f"Nobody reads {name}.", "Start `unsilo backup --continuous` again."
            )
        else:
            yield ok("archive", text)

"""What is said to the database connection itself."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from django.conf import settings
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg.pq import TransactionStatus
from psycopg_pool import PoolTimeout

from unsilo.core.logs import brief

logger = logging.getLogger(__name__)

# Lines that can't be had or broke, a server that stops or starts, and one that takes no more lines.
_AWAY = ("08", "57P", "53300")
RETRY_AFTER = 5  # seconds; a server that was killed is back after about so long


@contextmanager
def forgettable() -> Iterator[None]:
    """A transaction that a power cut may forget: its commit does not wait for the disk.

    For what is found out again without it. The death of a process takes nothing away.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        yield


class _PreparingCursor(psycopg.Cursor[Any]):
    """Leaves the values to the server, and has it plan a statement once for each connection."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        try:
            return super().execute(query, params, prepare=True, **options)
        except psycopg.errors.FeatureNotSupported:
            # A migration altered a column under its plan. A transaction is lost with that, and
            # rolling back forgets all plans; outside of one nobody need notice.
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(query, params, prepare=True, **options)


def prepared() -> CursorWrapper:
    """A cursor for a statement that every other request asks: it is planned once, not each time.

    Planning a short statement takes longer than answering it. Only for those that are the same text
    again and again, and whose plan is the same whatever is asked for; values that stand where their
    type can't be seen say it (``%s::bigint``). Behind a pooler nothing is prepared.
    """
    # Behind a pooler; and who reads statements wants to see their values.
    if settings.DIRECT_DATABASE is not None or connection.queries_logged:
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor: Any = _PreparingCursor(connection.connection)
    return connection.make_cursor(cursor)


def release_connection() -> None:
    """Give the thread's connection back (to the pool) until it is needed again.

    For threads that are about to wait for a network: a pool of a dozen connections then serves
    any number of them. Inside a transaction nothing happens.
    """
    if not connection.in_atomic_block:
        connections.close_all()


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database can't be reached, and nothing of what was asked."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(_AWAY)


_FOR_DJANGO = {"pool", "prepare_threshold"}


def conninfo() -> str:
    """The database of this process for a connection of its own, one that listens.

    That is the server itself, also where DATABASE_URL names a pooler.
    """
    config = settings.DIRECT_DATABASE or settings.DATABASES["default"]
    options = {k: v for k, v in config["OPTIONS"].items() if k not in _FOR_DJANGO}
    return psycopg.conninfo.make_conninfo(
        "",
        **{
            "dbname": connection.settings_dict["NAME"],
            "user": config["USER"] or None,
            "password": config["PASSWORD"] or None,
            "host": config["HOST"] or None,
            "port": config["PORT"] or None,
            **options,
        },
    )


# --- A session of our own, for locks that outlive transactions


class _Session(threading.local):
    line: "psycopg.Connection | None" = None
    holders = 0


_session = _Session()


@contextmanager
def session() -> Iterator[Callable[[str, Sequence[Any]], Any]]:
    """Ask on one database session for as long as this lasts; nested uses of a thread share it.

    Django's connection is one, unless a pooler gives it out anew for each transaction.
    """
    if settings.DIRECT_DATABASE is None:
        yield _ask_django
        return
    if _session.line is None:
        with _in_djangos_words():
            _session.line = psycopg.connect(conninfo(), autocommit=True)
    _session.holders += 1
    try:
        yield _ask_session
    finally:
        _session.holders -= 1
        if not _session.holders:
            _session.line.close()
            _session.line = None


def _ask_django(query: str, values: Sequence[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()


def _ask_session(query: str, values: Sequence[Any]) -> Any:
    assert _session.line is not None
    with _in_djangos_words():
        return _session.line.execute(query.encode(), values).fetchone()


@contextmanager
def _in_djangos_words() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise OperationalError(*error.args) from error


# --- A replica, for what may be a little stale

REPLICA = "replica"
MAY_LAG = 30.0  # seconds
LOOK_EVERY = 10.0

_LAG = """
SELECT CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
            ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END
"""
_looked: dict[str, Any] = {"at": -LOOK_EVERY, "good": False}


def reader() -> BaseDatabaseWrapper:
    """The connection for a statement that may miss the last seconds: searches, numbers.

    The replica, if there is one and it keeps up. Never inside a transaction, which may have written
    what it reads; and never for rows that are shown to who has just changed them.
    """
    if REPLICA not in connections.settings or connection.in_atomic_block:
        return connections[DEFAULT_DB_ALIAS]
    return connections[REPLICA if _keeps_up() else DEFAULT_DB_ALIAS]


def read(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of such a statement. A replica that goes away over it is asked no more for a while."""
    line = reader()
    try:
        return _rows(line, sql, values)
    except (DatabaseError, InterfaceError, PoolTimeout) as error:
        if line.alias == DEFAULT_DB_ALIAS or not _is_the_replicas_fault(error):
            raise
        logger.warning("the replica is left alone for a while: %s", brief(error))
        _looked.update(at=time.monotonic(), good=False)
    return _rows(connections[DEFAULT_DB_ALIAS], sql, values)


def _rows(line: BaseDatabaseWrapper, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with line.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _is_the_replicas_fault(error: Exception) -> bool:
    """It is away, or threw the statement out for what it had to replay."""
    conflict = getattr(error.__cause__, "sqlstate", None) == "40001"
    return conflict or isinstance(error, PoolTimeout) or is_away(error)


def _keeps_up() -> bool:
    now = time.monotonic()
    if now - _looked["at"] > LOOK_EVERY:
        try:
            with connections[REPLICA].cursor() as cursor:
                cursor.execute(_LAG)
                [lag] = cursor.fetchone()
            _looked["good"] = lag is not None and lag < MAY_LAG
        except (DatabaseError, InterfaceError, PoolTimeout) as error:
            logger.warning("the replica is left alone for a while: %s", brief(error))
            _looked["good"] = False
        _looked["at"] = now
    return bool(_looked["good"])

"""Whether this process can do its work, for load balancers and for `unsilo up`.

``/healthz`` says that the process runs; ``/readyz`` that it is of use. Both are answered by ``server``,
before Django and its threads: a page that waits for the database does not make a process look dead.
"""

import threading
from functools import cache

import psycopg
from django.db import Error

from unsilo.core.db import conninfo, release_connection
from unsilo.core.schema import missing_migrations

PATIENCE = 2  # seconds

leaving = threading.Event()  # this process was told to stop

# One line of its own each time: asking must not wait for the pool when the database is away.
_ASK = "SELECT pg_is_in_recovery(), (SELECT count(*) FROM (SELECT FROM procrastinate_jobs LIMIT 1) AS job)"


@cache
def _is_current() -> bool:
    """Asked once it is true, and not again: nothing takes migrations back while we run."""
    if missing_migrations():
        raise _Behind
    return True


class _Behind(Exception):
    """The database is older than this version."""


def readiness() -> tuple[int, str]:
    """A status and a word. Blocks for as long as the database may take."""
    if leaving.is_set():
        return 503, "stopping\n"
    try:
        with psycopg.connect(conninfo(), connect_timeout=PATIENCE) as line:
            line.execute(f"SET LOCAL statement_timeout = '{PATIENCE}s'")
            asked = line.execute(_ASK).fetchone()
        _is_current()
    except (psycopg.errors.UndefinedTable, _Behind):
        return 503, "migrations wait: run `unsilo migrate`\n"
    except (psycopg.Error, Error):
        return 503, "the database does not answer\n"
    finally:
        release_connection()
    if asked and asked[0]:
        return 503, "the database can't be written to: it is a replica\n"
    return 200, "ready\n"

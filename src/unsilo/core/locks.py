"""Advisory locks: one at a time per name, across processes and machines, freed by a crash."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from unsilo.core.db import session


def _key(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


def hold(*names: str) -> None:
    """Wait for the locks of all ``names`` and keep them until the transaction ends.

    Taken in one fixed order, so that two holders of overlapping sets can't wait for each other.
    """
    if names:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key",
                [sorted({_key(name) for name in names})],
            )


def try_hold(name: str) -> bool:
    """Take the lock of ``name`` until the transaction ends, unless somebody holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_key(name)])
        row = cursor.fetchone()
    return bool(row and row[0])


@contextmanager
def session_lock(name: str) -> Iterator[bool]:
    """Try to be the only one doing ``name``; yields whether this process is.

    Held by the database session, for work that spans transactions (fetching a mailbox).
    """
    key = _key(name)
    with session() as ask:
        mine = bool(ask("SELECT pg_try_advisory_lock(%s)", [key])[0])
        try:
            yield mine
        finally:
            if mine:
                ask("SELECT pg_advisory_unlock(%s)", [key])


def assure_session() -> None:
    """Raise a database error when the session that holds this thread's locks is gone."""
    with session() as ask:
        ask("SELECT 1", [])

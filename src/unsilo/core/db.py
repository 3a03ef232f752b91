"""What is said to the database connection itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection, transaction


@contextmanager
def forgettable() -> Iterator[None]:
    """A transaction that a power cut may forget: its commit does not wait for the disk.

    For what is found out again without it. The death of a process takes nothing away.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        yield


def release_connection() -> None:
    """Give the thread's connection back (to the pool) until it is needed again.

    For threads that are about to wait for a network: a pool of a dozen connections then serves
    any number of them. Inside a transaction nothing happens.
    """
    if not connection.in_atomic_block:
        connection.close()


def conninfo() -> str:
    """The database of this process for a connection of its own, one that listens."""
    config = settings.DATABASES["default"]
    options = {k: v for k, v in config["OPTIONS"].items() if k != "pool"}
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

"""The database connection of a thread that also waits for the outside world."""

from django.db import connection


def release_connection() -> None:
    """Give the thread's connection back (to the pool) until it is needed again.

    For threads that are about to wait for a network: a pool of a dozen connections then serves
    any number of them. Inside a transaction nothing happens.
    """
    if not connection.in_atomic_block:
        connection.close()

"""Keeps our own database server running, for the commands that run as long as it does."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from unsilo.cli.supervisor import LONGEST_PAUSE, STEADY_AFTER
from unsilo.cli.talk import say
from unsilo.core.pgprograms import PostgresError
from unsilo.core.postgres import EmbeddedPostgres

EVERY = 1.0  # seconds between two looks


class DatabaseKeeper:
    """Starts the server again when it died: by a kill, or where the machine ran out of memory.

    A server of somebody else's (None) is left to them.
    """

    def __init__(self, server: EmbeddedPostgres | None) -> None:
        self._server = server
        self._tries = 0
        self._tried_at = 0.0

    def look(self) -> bool:
        """Never waits for the server: it may have to go through what it wrote last, for minutes.

        Always true: a supervisor that has this for a tick goes on.
        """
        now = time.monotonic()
        pause = min(LONGEST_PAUSE, 0.25 * 2**self._tries) if self._tries else 0
        if self._server is None or now < self._tried_at + pause:
            return True
        try:
            if not self._server.revive():
                if now > self._tried_at + STEADY_AFTER:
                    self._tries = 0
                return True
            trouble = ""
        except (OSError, PostgresError) as error:  # a full disk, for example
            trouble = f" That failed: {error}."
        self._tries += 1
        self._tried_at = now
        log = self._server.log
        say(f"The database server ended. Starting it again; it writes into {log}.{trouble}")
        return True


@contextmanager
def kept(server: EmbeddedPostgres | None) -> Iterator[None]:
    """Look after the server from a thread, for as long as this lasts."""
    if server is None:
        yield
        return
    keeper = DatabaseKeeper(server)
    over = threading.Event()

    def run() -> None:
        while not over.wait(EVERY):
            keeper.look()

    thread = threading.Thread(target=run, name="database", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()

"""Background jobs: procrastinate on the same database, so a job commits with what it is about.

Work that must not be lost does not live in the job: arrivals and deliveries are rows with a state,
and their jobs only say "there is something to do". A job may therefore run twice or late.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from unsilo.core.db import forgettable

logger = logging.getLogger(__name__)

__all__ = ["app", "run_worker", "wake"]


def wake(task_name: str, *, lock: str, at: datetime | None = None, queue: str = "default") -> None:
    """Once this transaction commits, have ``task_name`` run soon (or ``at``).

    One waiting job per ``lock`` is enough. Should the process die in between, the periodic sweep
    of the same task finds the work.
    """

    def defer() -> None:
        job = app.configure_task(task_name, queue=queue, queueing_lock=lock, schedule_at=at)
        try:
            with forgettable():
                job.defer()
        except exceptions.AlreadyEnqueued:
            logger.debug("%s already waits", lock)

    transaction.on_commit(defer)


def run_worker(
    *, queues: Sequence[str] | None, stop: threading.Event, concurrency: int = 6
) -> None:
    """Run jobs until SIGTERM, SIGINT or ``stop``. Blocks."""

    async def main() -> None:
        worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
        async with worker_app.open_async():
            task = asyncio.create_task(
                worker_app.run_worker_async(
                    queues=queues,  # type: ignore[arg-type]  # None, documented as all queues
                    concurrency=concurrency,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=2,
                    abort_job_polling_interval=30,
                    shutdown_graceful_timeout=10,
                    delete_jobs="successful",
                )
            )
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stop.set)
            while not stop.is_set() and not task.done():
                await asyncio.sleep(0.2)
            task.cancel()
            try:
                await task
            except asyncio.CancelledError:
                logger.info("worker stopped")

    asyncio.run(main())

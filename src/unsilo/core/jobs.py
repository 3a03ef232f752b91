"""Background jobs: procrastinate on the same database, so a job commits with what it is about.

Work that must not be lost does not live in the job: arrivals and deliveries are rows with a state,
and their jobs only say "there is something to do". A job may therefore run twice or late.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction
from procrastinate import App, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from unsilo.core.db import forgettable

logger = logging.getLogger(__name__)

DEAD_AFTER = 20.0  # seconds without a sign of life after which a worker counts as dead

_asleep: ContextVar[bool] = ContextVar("asleep", default=False)

__all__ = ["app", "nobody_woken", "run_worker", "wake"]


def wake(
    task_name: str,
    *,
    lock: str | None,
    at: datetime | None = None,
    queue: str = "default",
) -> None:
    """Once this transaction commits, have ``task_name`` run soon (or ``at``).

    One waiting job per ``lock`` is enough. Should the process die in between, the periodic sweep
    of the same task finds the work. Without a lock there is a job for each call, as part of the
    transaction.
    """
    if _asleep.get():
        return
    job = app.configure_task(task_name, queue=queue, queueing_lock=lock, schedule_at=at)

    def defer() -> None:
        try:
            with forgettable():
                job.defer()
        except exceptions.AlreadyEnqueued:
            logger.debug("%s already waits", lock)

    if lock is None:
        job.defer()
    else:
        transaction.on_commit(defer)


@contextmanager
def nobody_woken() -> Iterator[None]:
    """For who does all the work at once: ``wake`` does nothing meanwhile."""
    token = _asleep.set(True)
    try:
        yield
    finally:
        _asleep.reset(token)


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
                    update_heartbeat_interval=DEAD_AFTER / 4,
                    stalled_worker_timeout=DEAD_AFTER,
                    delete_jobs="successful",
                )
            )
            freeing = asyncio.create_task(_free_locks_of_the_dead(worker_app))
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stop.set)
            while not stop.is_set() and not task.done():
                await asyncio.sleep(0.2)
            freeing.cancel()
            task.cancel()
            try:
                await task
            except asyncio.CancelledError:
                logger.info("worker stopped")

    asyncio.run(main())


async def _free_locks_of_the_dead(worker_app: App) -> None:
    """End jobs over which a worker died. Nobody else would, and jobs with the same lock would wait
    for them for ever."""
    while True:
        try:
            stalled = await worker_app.job_manager.get_stalled_jobs(
                seconds_since_heartbeat=DEAD_AFTER
            )
            for job in stalled:
                logger.warning("a worker died over %s", job.task_name)
                await worker_app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        except exceptions.ConnectorException as error:  # or another worker was quicker
            logger.info("dead workers could not be cleared away: %s", error)
        await asyncio.sleep(DEAD_AFTER / 2)

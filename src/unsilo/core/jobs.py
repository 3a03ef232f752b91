"""Background jobs: procrastinate on the same database, so a job commits with what it is about.

Work that must not be lost does not live in the job: arrivals and deliveries are rows with a state,
and their jobs only say "there is something to do". A job may therefore run twice or late.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.db import transaction
from procrastinate import App, JobContext, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status
from procrastinate.periodic import PeriodicRegistry
from procrastinate.psycopg_connector import PsycopgConnector

from unsilo.core import requestid
from unsilo.core.db import conninfo, forgettable, release_connection
from unsilo.core.logs import brief

logger = logging.getLogger(__name__)

DEAD_AFTER = 20.0  # seconds without a sign of life after which a worker counts as dead
AWAY_FOR = 2.0  # seconds until a lost database is asked for again
REQUEST_ID = "request_id"

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
    carried = {REQUEST_ID: requestid.current()} if requestid.current() else {}

    def defer() -> None:
        try:
            with forgettable():
                job.defer(**carried)
        except exceptions.AlreadyEnqueued:
            logger.debug("%s already waits", lock)

    if lock is None:
        job.defer(**carried)
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


@dataclass(frozen=True, slots=True)
class Lane:
    """Queues that share so many threads, and leave those of other lanes alone."""

    queues: frozenset[str]
    threads: int


def lanes(queues: Sequence[str] | None = None) -> list[Lane]:
    """How a worker's threads are divided. What comes in and what goes out never waits for the rest:
    readings, counting, briefings may take all of their own threads for minutes."""
    if queues:
        return [Lane(frozenset(queues), 6)]
    prompt = [Lane(frozenset({"outbox"}), 3), Lane(frozenset({"intake"}), 2)]
    taken = frozenset().union(*(lane.queues for lane in prompt))
    return [*prompt, Lane(frozenset(task.queue for task in app.tasks.values()) - taken, 4)]


def run_worker(*, queues: Sequence[str] | None, stop: threading.Event) -> None:
    """Run jobs until SIGTERM, SIGINT or ``stop``, then let those that run end. Blocks.

    A lost database is waited for.
    """

    async def main() -> None:
        # As with ours: a pool that gives up early begins afresh, instead of asking ever rarer.
        connector = PsycopgConnector(conninfo=conninfo(), timeout=10, reconnect_timeout=2)
        worker_app = app.with_connector(connector)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        divided = lanes(queues)
        # The loop's own threads are as many as the machine has cores and four: too few.
        loop.set_default_executor(ThreadPoolExecutor(sum(lane.threads for lane in divided) + 2))
        async with worker_app.open_async():
            apps = [worker_app, *(_without_clock(connector) for _ in divided[1:])]
            tasks = [asyncio.create_task(_work(*pair)) for pair in zip(apps, divided, strict=True)]
            beside = [
                asyncio.create_task(_free_locks_of_the_dead(worker_app)),
                asyncio.create_task(_release_the_clocks_line()),
            ]
            while not stop.is_set() and not any(task.done() for task in tasks):
                await asyncio.sleep(0.2)
            for task in (*beside, *tasks):
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            await sync_to_async(release_connection)()
            for result in ended:
                if isinstance(result, Exception):
                    raise result

    while True:
        try:
            asyncio.run(main())
            away = "a line broke"
        except (exceptions.ConnectorException, psycopg.OperationalError) as error:
            away = brief(error)
        if stop.is_set():
            break
        logger.warning("the database is away (%s); jobs go on when it is back", away)
        stop.wait(AWAY_FOR)
    logger.info("worker stopped")


async def _work(worker_app: App, lane: Lane) -> None:
    await worker_app.run_worker_async(
        queues=sorted(lane.queues),
        concurrency=lane.threads,
        install_signal_handlers=False,
        fetch_job_polling_interval=2,
        abort_job_polling_interval=30,
        shutdown_graceful_timeout=10,
        update_heartbeat_interval=DEAD_AFTER / 4,
        stalled_worker_timeout=DEAD_AFTER,
        delete_jobs="successful",
        task_middleware=[_in_its_place],
    )


def _without_clock(connector: Any) -> App:
    """The same tasks for another lane; one lane alone calls what is periodic."""
    lane_app = app.with_connector(connector)
    lane_app.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
    return lane_app


def _in_its_place(run: Callable[[], Any], context: JobContext, _worker: object) -> Any:
    """Run a job in the name of the request that asked for it, and give its connection back."""
    try:
        with requestid.working_for(str(context.job.task_kwargs.pop(REQUEST_ID, ""))):
            return run()
    finally:
        release_connection()


async def _release_the_clocks_line() -> None:
    """Give back the line on which periodic jobs are asked for, whatever became of it.

    procrastinate asks through Django, in a thread of asgiref's that nobody else looks after: a line
    that broke there would stay, and fail every job from then on.
    """
    while True:
        await sync_to_async(release_connection)()
        await asyncio.sleep(1)


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

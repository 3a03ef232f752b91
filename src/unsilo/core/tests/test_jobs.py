"""Wake-up calls are not the work: however many there are, one job waits."""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections, transaction
from psycopg_pool import AsyncConnectionPool
from tests.waiting import wait_until

from unsilo.core import jobs, requestid
from unsilo.core.db import conninfo
from unsilo.core.jobs import app, lanes, run_worker, wake

pytestmark = pytest.mark.django_db(transaction=True)
TASK = "channels.post_webhooks"


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [TASK])
        return int(cursor.fetchone()[0])


def test_r36_a_hundred_calls_leave_one_job() -> None:
    for _n in range(100):
        with transaction.atomic():
            wake(TASK, lock="one")
    assert waiting() == 1
    wake(TASK, lock="another")
    assert waiting() == 2


@pytest.fixture
def only_what_is_woken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing periodic runs, and tasks that a test adds are gone after it."""
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    before = dict(app.tasks)
    yield
    app.tasks.clear()
    app.tasks.update(before)


def test_r36_mail_and_answers_never_wait_for_slow_work(only_what_is_woken: None) -> None:
    stop, quick, waited = threading.Event(), [], []

    @app.task(name="tests.slow", queue="triage")
    def slow() -> None:
        waited.append(stop.wait(20))

    @app.task(name="tests.quick")
    def done() -> None:
        quick.append(1)
        if len(quick) == 2:
            stop.set()

    for _n in range(20):
        wake("tests.slow", lock=None, queue="triage")
    for queue in ("intake", "outbox"):
        wake("tests.quick", lock=None, queue=queue)
    run_worker(queues=None, stop=stop)
    assert len(quick) == 2
    assert waited
    assert all(waited)


def test_every_queue_has_a_lane() -> None:
    served = [queue for lane in lanes() for queue in lane.queues]
    assert sorted(served) == sorted({task.queue for task in app.tasks.values()})


def test_a_job_runs_in_the_name_of_the_request_that_asked_for_it(only_what_is_woken: None) -> None:
    stop, names = threading.Event(), []

    @app.task(name="tests.named")
    def named() -> None:
        names.append(requestid.current())
        if len(names) == 2:
            stop.set()

    with requestid.working_for("abcdef12"):
        wake("tests.named", lock="one")
    wake("tests.named", lock=None)
    run_worker(queues=None, stop=stop)
    assert sorted(names) == ["", "abcdef12"]


def test_a_job_gives_its_connection_back_whatever_became_of_it(only_what_is_woken: None) -> None:
    stop, used = threading.Event(), []

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        used.append(connections["default"])
        if len(used) == 2:
            stop.set()

    @app.task(name="tests.asks")
    def asks() -> None:
        ask()

    @app.task(name="tests.fails")
    def fails() -> None:
        ask()
        raise RuntimeError

    for name in ("tests.asks", "tests.fails"):
        wake(name, lock=None)
    run_worker(queues=None, stop=stop)
    assert [one.connection for one in used] == [None, None]


@pytest.mark.once
def test_a_lost_database_is_waited_for(
    only_what_is_woken: None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "AWAY_FOR", 0.1)
    stop, patient = threading.Event(), AsyncConnectionPool.open

    async def opens(pool: AsyncConnectionPool, wait: bool = False, timeout: float = 30) -> None:
        await patient(pool, wait, min(timeout, 1.0))  # half a minute is too long for a test

    monkeypatch.setattr(AsyncConnectionPool, "open", opens)

    @app.task(name="tests.after_all")
    def after_all() -> None:
        stop.set()

    def lose_it_for_a_while() -> None:
        name = connection.settings_dict["NAME"]
        address = psycopg.conninfo.make_conninfo(conninfo(), dbname="postgres")
        with psycopg.connect(address, autocommit=True) as line:
            lines = "FROM pg_stat_activity WHERE datname = %s AND query LIKE '%%procrastinate%%'"
            wait_until(lambda: line.execute(f"SELECT {lines}", [name]).fetchall(), timeout=60)
            line.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
            try:
                line.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    [name],
                )
                wait_until(lambda: "the database is away (Conn" in caplog.text, timeout=60)
                wait_until(lambda: "the database is away (PoolT" in caplog.text, timeout=60)
            finally:
                line.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())
        wake("tests.after_all", lock=None)
        connection.close()

    connection.close()
    losing = threading.Thread(target=lose_it_for_a_while)
    losing.start()
    run_worker(queues=None, stop=stop)
    losing.join()


@pytest.mark.once
def test_what_is_periodic_goes_on_after_lines_broke(
    only_what_is_woken: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AWAY_FOR", 0.1)
    stop, ticks, broken_at = threading.Event(), [], []

    @app.periodic(cron="* * * * * *")
    @app.task(name="tests.tick", pass_context=False)
    def tick(timestamp: int) -> None:
        ticks.append(time.time())

    def break_lines() -> None:
        try:
            wait_until(lambda: ticks, timeout=60, what="the clock")
            address = psycopg.conninfo.make_conninfo(conninfo(), dbname="postgres")
            for _n in range(3):
                with psycopg.connect(address, autocommit=True) as line:
                    sql = (
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
                    )
                    line.execute(sql, [connection.settings_dict["NAME"]])
                broken_at.append(time.time())
                wait_until(lambda: ticks[-1] > broken_at[-1], timeout=60, what="the clock again")
        finally:
            stop.set()

    connection.close()
    breaking = threading.Thread(target=break_lines)
    breaking.start()
    run_worker(queues=None, stop=stop)
    breaking.join()
    assert len(broken_at) == 3
    assert ticks[-1] > broken_at[-1]

"""unsilo behind a pooler: PgBouncer, and one that gives out another connection for each transaction."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.db import OperationalError, connection, connections, transaction

from tests.servers.pgbouncer import MISSING, PgBouncer
from tests.servers.pooler import Pooler
from tests.servers.ports import free_port
from unsilo.accounts.models import Brand, Desk
from unsilo.channels.models import Arrival, Delivery, Outcome
from unsilo.channels.services import sending
from unsilo.channels.services.arrivals import receive
from unsilo.channels.services.channels import create_channel
from unsilo.channels.tests.factories import make_channel, make_delivery, make_raw
from unsilo.core import db, events
from unsilo.core.actor import SYSTEM
from unsilo.core.db import conninfo, reader
from unsilo.core.jobs import app, run_worker, wake
from unsilo.core.locks import session_lock
from unsilo.inbox.models import Message
from unsilo.intake import pipeline
from unsilo.intake.tests.conftest import letter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["strict", pytest.param("pgbouncer", marks=pytest.mark.pgbouncer)])
def pooler(request: pytest.FixtureRequest, settings) -> Iterator[Pooler | PgBouncer]:
    """Django's connections go through it; the server itself is named as what it is."""
    settings.DIRECT_DATABASE = dict(settings.DATABASES["default"])
    config = connection.settings_dict
    server = {"HOST": config["HOST"], "PORT": config["PORT"]}
    if request.param == "strict":
        made: Pooler | PgBouncer = Pooler(host=server["HOST"], port=server["PORT"])
    elif MISSING:
        pytest.skip(MISSING)
    else:
        made = PgBouncer(host=server["HOST"], port=server["PORT"], user=config["USER"])
    with made as pooler:
        connection.close()
        config.update(HOST="127.0.0.1", PORT=str(pooler.port))
        yield pooler
        connection.close()
        config.update(server)


def is_free(name: str) -> bool:
    """Whether somebody else could take a lock now."""
    found: list[bool] = []

    def look() -> None:
        with session_lock(name) as mine:
            found.append(mine)
        connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


def test_locks_outlive_transactions_on_a_line_of_their_own(
    pooler: Pooler | PgBouncer, settings
) -> None:
    with session_lock("mailbox") as mine, session_lock("another"):
        assert mine
        for _n in range(3):
            with transaction.atomic():
                events.record("test.happened", by=SYSTEM)
        assert not is_free("mailbox")
    assert is_free("mailbox")
    # Without that line they would not: the pooler is as strict as it says.
    settings.DIRECT_DATABASE = None
    with session_lock("mailbox") as mine:
        assert mine
        assert is_free("mailbox")


def test_a_server_that_is_away_is_djangos_error_like_any_other(
    pooler: Pooler | PgBouncer, settings
) -> None:
    settings.DIRECT_DATABASE["PORT"] = str(free_port())
    settings.DIRECT_DATABASE["HOST"] = "127.0.0.1"
    with pytest.raises(OperationalError), session_lock("mailbox"):
        pass


def test_what_happens_is_heard(pooler: Pooler | PgBouncer) -> None:
    with psycopg.connect(conninfo(), autocommit=True) as line:
        line.execute(f"LISTEN {events.NOTIFY_CHANNEL}")
        before = events.horizon()
        with transaction.atomic():
            made = events.record("test.happened", by=SYSTEM)
        assert [notice.channel for notice in line.notifies(timeout=10, stop_after=1)]
    assert [event.pk for event in events.since(before).events] == [made]


def test_mail_comes_in_and_answers_go_out(
    pooler: Pooler | PgBouncer, brand: Brand, support: Desk
) -> None:
    address = {"address": "help@marmaladefox.example"}
    channel = create_channel(
        kind="email", name="Help", brand=brand, desk=support, config=address, by=SYSTEM
    )
    [arrival] = receive(channel, [make_raw(content=letter())], by=SYSTEM)
    pipeline.process(arrival)
    assert Arrival.objects.get().outcome == Outcome.IMPORTED
    assert Message.objects.exists()
    delivery = make_delivery(make_channel("console"))
    sending.send_due()
    assert Delivery.objects.get(pk=delivery.pk).state == Delivery.State.SENT
    assert pooler.transactions > 20


def test_a_worker_does_its_jobs(
    pooler: Pooler | PgBouncer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    before = dict(app.tasks)
    stop = threading.Event()
    app.task(name="tests.stop")(lambda: stop.set())
    try:
        with transaction.atomic():
            wake("tests.stop", lock="one")
        run_worker(queues=["default"], stop=stop)
    finally:
        app.tasks.clear()
        app.tasks.update(before)
    assert stop.is_set()


@pytest.fixture
def replica(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same database under a second name."""
    config = dict(connection.settings_dict)
    monkeypatch.setitem(connections.settings, db.REPLICA, config)
    monkeypatch.setitem(db._looked, "at", -db.LOOK_EVERY)
    connections[db.REPLICA].connect()
    yield
    connections[db.REPLICA].close()
    del connections[db.REPLICA]


def test_what_may_be_stale_is_read_from_a_replica_outside_transactions(replica: None) -> None:
    assert reader().alias == db.REPLICA
    with transaction.atomic():
        assert reader().alias == "default"


def test_a_replica_that_is_away_is_left_alone(replica: None) -> None:
    line = connections[db.REPLICA].connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [line.info.backend_pid])
    assert reader().alias == "default"


def test_without_a_replica_all_is_read_from_the_one_database() -> None:
    assert reader().alias == "default"

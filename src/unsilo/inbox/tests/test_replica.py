"""Searches on a real streaming replica: one that follows, one that falls behind, one that dies."""

from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from tests.servers.replica import Replica
from tests.waiting import wait_until

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.core import db
from unsilo.core.db import reader
from unsilo.inbox import search
from unsilo.inbox.tests.conftest import Converse

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def replica(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    config = dict(connection.settings_dict)
    with Replica(host=config["HOST"], port=config["PORT"], user=config["USER"]) as replica:
        config.update(HOST=replica.HOST, PORT=str(replica.port))
        monkeypatch.setitem(connections.settings, db.REPLICA, config)
        connections[db.REPLICA].connect()
        look_now(monkeypatch)
        yield replica
        connections[db.REPLICA].close()
        del connections[db.REPLICA]


def look_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(db._looked, "at", -db.LOOK_EVERY)


def found(user: User, words: str) -> list[str]:
    page = search.search_page(Access.of(user), words)
    return [hit.row.subject for hit in page.items]


def ask_replica(sql: str) -> str:
    with connections[db.REPLICA].cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def is_left_alone(user: User) -> bool:
    """Its last processes end a moment after it: until then they answer."""
    assert found(user, "pelikan") == ["Pelikan ink"]
    return reader().alias == "default"


def is_paused() -> bool:
    return ask_replica("SELECT pg_get_wal_replay_pause_state()") == "paused"


def test_searches_are_read_from_a_replica_as_long_as_it_follows(
    replica: Replica, bob: User, converse: Converse, monkeypatch: pytest.MonkeyPatch
) -> None:
    converse(subject="Pelikan ink")
    wait_until(lambda: found(bob, "pelikan"), timeout=30, what="the conversation on the replica")
    with CaptureQueriesContext(connections[db.REPLICA]) as asked:
        assert found(bob, "pelikan") == ["Pelikan ink"]
    assert len(asked) > 0

    # It stands still: what is written now is not seen there, and soon it is asked no more.
    ask_replica("SELECT pg_wal_replay_pause()")
    wait_until(is_paused, timeout=30, what="the replica to stand still")
    converse(subject="Albatros ink")
    assert found(bob, "albatros") == []
    monkeypatch.setattr(db, "MAY_LAG", 0.2)

    def left_alone() -> bool:
        look_now(monkeypatch)
        return reader().alias == "default"

    wait_until(left_alone, timeout=30, what="a replica that is behind to be left alone")
    assert found(bob, "albatros") == ["Albatros ink"]

    # It catches up, and is asked again.
    ask_replica("SELECT pg_wal_replay_resume()")
    wait_until(lambda: not left_alone(), timeout=30, what="a replica that follows again")
    wait_until(lambda: found(bob, "albatros"), timeout=30, what="what it had missed")

    # It dies, and whoever was about to ask it gets the primary's answer.
    assert reader().alias == db.REPLICA
    replica.die()
    assert found(bob, "pelikan") == ["Pelikan ink"]
    wait_until(lambda: is_left_alone(bob), timeout=30, what="a dead replica to be left alone")
    look_now(monkeypatch)
    assert found(bob, "pelikan") == ["Pelikan ink"]
    assert reader().alias == "default"

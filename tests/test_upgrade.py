"""A database of long ago is brought up to date, while somebody goes on writing into it."""

import gzip
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from tests.waiting import wait_until

OLD = Path(__file__).with_name("upgrade") / "first.sql.gz"
WRITE = """
INSERT INTO core_event (at, kind, actor_kind, actor_label, desk_ids, data)
VALUES (now(), 'test.written', 'system', 'test', '{}', '{}')
"""


@pytest.fixture
def old(django_db_setup: None) -> Iterator[str]:
    """The address of a database as it was; the server is that of the other tests."""
    given = connection.settings_dict
    host, port = quote(str(given["HOST"]), safe=""), given["PORT"] or 5432
    server = f"postgresql://{given['USER']}@/{{}}?host={host}&port={port}"
    name = f"unsilo_upgrade_{os.getpid()}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as line:
        line.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        line.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'".encode())
        with psycopg.connect(server.format(name), autocommit=True) as database:
            database.execute(gzip.decompress(OLD.read_bytes()))
        yield server.format(name)
        line.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


class Writer(threading.Thread):
    """Somebody of the release before, who does not know that anything happens."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.written = 0
        self.failed: list[str] = []
        self.done = threading.Event()
        self._address = address

    def run(self) -> None:
        with psycopg.connect(self._address, autocommit=True) as line:
            while not self.done.wait(0.02):
                try:
                    line.execute(WRITE)
                except psycopg.Error as error:
                    self.failed.append(repr(error))
                    return
                self.written += 1


class SlowReader(threading.Thread):
    """Somebody whose transaction holds up a step, and goes on until that step has given way."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.reads = threading.Event()
        self._address = address

    def run(self) -> None:
        with psycopg.connect(self._address) as line:
            line.execute("SELECT count(*) FROM channels_channel")
            self.reads.set()
            for somebody_waits in (True, False):
                wait_until(lambda wanted=somebody_waits: self._waited_for(line) == wanted, timeout=120,
                           what="a step that waits")  # fmt: skip

    @staticmethod
    def _waited_for(line: psycopg.Connection) -> bool:
        return line.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted"
            " AND relation = 'channels_channel'::regclass)"
        ).fetchone() == (True,)


def migrate(address: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "UNSILO_DATA_DIR"}
    environment |= {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "unsilo.config.settings_test",
    }
    return subprocess.run(
        [sys.executable, "-m", "unsilo.cli", "migrate", "--data-dir", str(data_dir)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.once
def test_an_old_database_keeps_everything_and_its_users_go_on(old: str, tmp_path: Path) -> None:
    writer = Writer(old)
    reader = SlowReader(old)
    reader.start()
    assert reader.reads.wait(30)
    writer.start()
    done = migrate(old, tmp_path)
    writer.done.set()
    writer.join()
    reader.join()
    assert done.returncode == 0, done.stderr
    assert "channels.0002_state_original waits for others to finish." in done.stderr
    assert "migrations applied" in done.stderr
    assert writer.failed == []
    assert writer.written > 20
    with psycopg.connect(old) as line:

        def ask(query: str) -> tuple[object, ...] | None:
            return line.execute(query.encode()).fetchone()

        assert ask("SELECT count(*) FROM core_event WHERE kind = 'test.written'") == (
            writer.written,
        )
        assert ask("SELECT count(*), count(DISTINCT text) FROM inbox_message") == (40, 40)
        assert ask("SELECT count(*) FROM inbox_placement WHERE state = 'open' AND desk_id = 1") == (
            20,
        )
        assert ask("SELECT cursor->>'uid', config->>'address' FROM channels_channel") == (
            "42",
            "help@marmaladefox.example",
        )
        assert ask("SELECT count(*) FROM people_identity JOIN people_person ON person_id = "
                   "people_person.id") == (20,)  # fmt: skip
        assert ask("SELECT count(*) FROM channels_arrival WHERE outcome = 'imported'") == (40,)
        found = "SELECT count(*) FROM inbox_message WHERE search @@ websearch_to_tsquery('lantern')"
        assert ask(found) == (40,)

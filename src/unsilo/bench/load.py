"""Fill an empty installation with a made-up past by COPY.

Secondary indexes are taken off before and made again afterwards, which is several times quicker
than keeping them up row by row. The search column is filled by its trigger as always. Reference:
the same messages copied into a bare table without keys, indexes and trigger.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from psycopg import sql

from unsilo.accounts import services as accounts
from unsilo.accounts.models import Brand, Desk
from unsilo.bench.ground import PASSWORD, USER
from unsilo.bench.history import COLUMNS, Channel, History
from unsilo.bench.report import Report
from unsilo.channels.services import blobs
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict
from unsilo.inbox.models import Tag

PROCESSES = 2
AGENTS = 8
TAGS = 40
BLOBS = 20
SAMPLE = 5  # chunks that the reference copies

# Tables whose ids are set by hand.
_NUMBERED = (
    "people_person",
    "inbox_conversation",
    "inbox_message",
    "channels_arrival",
    "channels_delivery",
)

_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
 WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique ORDER BY indexrelid
"""


def migrate() -> None:
    """Make the tables."""
    call_command("migrate", interactive=False, verbosity=0)


def fill(conversations: int, messages_per: int = 3) -> Report:
    """Load the database of the running Django. It must not hold a company yet."""
    begun = time.monotonic()
    if Brand.objects.exists():
        raise Conflict("There is a company in this database already. Load into an empty one.")
    history = found(conversations, messages_per)
    connection.close()  # nothing that a fork could share
    with _without_indexes():
        copying = time.monotonic()
        with get_context("fork").Pool(PROCESSES, _prepare, [_dsn(), history]) as pool:
            for _ in pool.imap_unordered(_copy_chunk, range(history.chunks)):
                pass
        copied = time.monotonic()
    _settle()
    done = time.monotonic()
    report = Report("load", f"{conversations:,} conversations, {history.messages:,} messages")
    report.add("all of it, with indexes and statistics", done - begun, "s")
    if not conversations:
        return report
    speed, bare = history.messages / (copied - copying), _bare_speed(history)
    report.add("messages with all that belongs to them, by COPY", speed, "/s")
    report.add("reference: messages alone into a bare table", bare, "/s")
    report.ratio("bare COPY to ours", bare / speed)
    return report


def found(conversations: int, messages_per: int) -> History:
    """The company: an admin, agents, a mail channel for each desk, tags, and some files."""
    admin = accounts.set_up_first_admin(
        name="Ada Bench", email=USER, password=PASSWORD, brand_name="Bench"
    )
    desks = list(Desk.objects.live())
    agents = [
        accounts.create_user(
            email=f"agent{number}@bench.example",
            name=f"Agent Number{number}",
            role="agent",
            password=None,
            desks=[desks[number % len(desks)]],
            by=SYSTEM,
        )
        for number in range(AGENTS)
    ]
    brand = Brand.objects.get()
    return History(
        conversations=conversations,
        messages_per=messages_per,
        until=timezone.now().replace(hour=0, minute=0, second=0, microsecond=0),
        brand_id=brand.pk,
        channels=[_channel(brand, desk) for desk in desks],
        users=[(user.pk, user.name) for user in agents],
        readers=[admin.pk, agents[0].pk, agents[1].pk],
        tag_ids=[tag.pk for tag in _tags()],
        blobs=[
            (blob.pk, blob.size)
            for blob in blobs.put_many(
                [b"%PDF-1.7 bench " + b"%d " % n * 999 for n in range(BLOBS)]
            )
        ],
    )


def _channel(brand: Brand, desk: Desk) -> Channel:
    address = f"{desk.slug}@bench.example"
    config = {"address": address, "smtp_host": "127.0.0.1", "smtp_security": "none"}
    row = create_channel(
        kind="email", name=desk.name, brand=brand, desk=desk, config=config, by=SYSTEM
    )
    return Channel(row.pk, desk.pk, address)


def _tags() -> Sequence[Tag]:
    return Tag.objects.bulk_create(Tag(name=f"tag {number}") for number in range(TAGS))


# --- Copying, in processes of their own

_line: psycopg.Connection
_history: History


def _prepare(dsn: str, history: History) -> None:
    global _line, _history
    _line, _history = psycopg.connect(dsn, autocommit=True), history
    _line.execute("SET synchronous_commit = off")


def _copy_chunk(number: int) -> None:
    rows = _history.rows(number)
    with _line.transaction():
        for table, columns in COLUMNS.items():
            _copy(_line, table, columns.split(), rows[table])


def _copy(
    line: psycopg.Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with line.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _dsn() -> str:
    with connection.cursor():
        return str(connection.connection.info.dsn)


@contextmanager
def _without_indexes() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES, [list(COLUMNS)])
        definitions: Mapping[str, str] = dict(cursor.fetchall())
        for name in definitions:
            cursor.execute(f"DROP INDEX {name}")
    connection.close()
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for definition in definitions.values():
            cursor.execute(definition)


def _settle() -> None:
    """Tell the sequences, and let the planner know what there is, as time does in an installation."""
    with connection.cursor() as cursor:
        for table in _NUMBERED:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                f" (SELECT COALESCE(max(id), 1) FROM {table}))"
            )
        for table in COLUMNS:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def _bare_speed(history: History) -> float:
    columns = COLUMNS["inbox_message"].split()
    chunks = range(min(SAMPLE, history.chunks))
    rows = [row for chunk in chunks for row in history.rows(chunk)["inbox_message"]]
    with psycopg.connect(_dsn(), autocommit=True) as line:
        line.execute(
            "CREATE TEMPORARY TABLE bare AS"
            f" SELECT {', '.join(columns)} FROM inbox_message WITH NO DATA"
        )
        begun = time.perf_counter()
        _copy(line, "bare", columns, rows)
        return len(rows) / (time.perf_counter() - begun)

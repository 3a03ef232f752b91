"""Questions that every request asks, put into SQL once and planned once.

Django puts a queryset together anew each time, which takes longer than the database's answer to a
short one. Two requests differ by values only: a kept question is written with stand-ins for them, and
from then on only those are exchanged, in a prepared statement. For the few that stand on the hottest paths; it knows how
Django's ``ModelIterable`` and ``SQLCompiler`` work together.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

from unsilo.core.db import prepared

M = TypeVar("M", bound=Model)

# A value of each type that nobody else uses, by its number.
_STAND_INS: Mapping[type, Callable[[int], Any]] = {
    int: lambda number: 2**62 + number,
    str: lambda number: f"\x01{number}",
    datetime: lambda number: datetime(1, 1, 1, tzinfo=UTC) + timedelta(microseconds=number),
}


class Kept(Generic[M]):
    """A queryset of one shape. ``make`` gets as many values as there are ``types`` (int, str, datetime)
    and must do the same with whatever they are: no branches on them, no lists made of them.

        _by_name = Kept(lambda name: Desk.objects.filter(name=name), str)
        _by_name.first("Support")
    """

    def __init__(self, make: Callable[..., QuerySet[M]], *types: type) -> None:
        self._make = make
        self._types = types
        self._written: tuple[SQLCompiler, str, list[Any]] | None = None

    def all(self, *values: Any) -> list[M]:
        """What the queryset would find for these values."""
        compiler, sql, params = self._written or self._write()
        connection = connections[DEFAULT_DB_ALIAS]
        if compiler.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("Rows are locked inside a transaction only.")
        given = [one.of(values) if isinstance(one, _Place) else one for one in params]
        compiler = copy(compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda *_, **__: _answered(sql, given)  # type: ignore[method-assign, assignment]
        return list(ModelIterable(_Asked(compiler)))  # type: ignore[arg-type]

    def first(self, *values: Any) -> M | None:
        """The first of them; ``make`` says how many are fetched."""
        return next(iter(self.all(*values)), None)

    def _write(self) -> tuple[SQLCompiler, str, list[Any]]:
        stand_ins = [_STAND_INS[one](number) for number, one in enumerate(self._types)]
        query = self._make(*stand_ins).query
        compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        marked = [_marked(value, stand_ins) for value in params]
        places = {one.number for one in marked if isinstance(one, _Place)}
        traces = [repr(one).strip("'") for one in stand_ins]
        inside = [value for value in marked if any(trace in repr(value) for trace in traces)]
        if inside or places != set(range(len(stand_ins))):
            raise ValueError(f"Not every value is asked for as it is given: {sql}")
        compiler.connection = None  # that of this thread; everybody brings their own
        self._written = compiler, sql, marked
        return self._written


def _answered(sql: str, values: list[Any]) -> list[Any]:
    """What ``SQLCompiler.execute_sql`` answers: rows, in portions."""
    with prepared() as cursor:
        cursor.execute(sql, values)
        return [cursor.fetchall()]


def insert(row: Model) -> None:
    """Store a new row with the defaults its model has, as ``save`` does, but no signals."""
    meta = row._meta
    connection = connections[DEFAULT_DB_ALIAS]
    fields = [one for one in meta.local_concrete_fields if one is not meta.pk or row.pk is not None]
    values = [one.get_db_prep_save(one.pre_save(row, True), connection) for one in fields]
    with prepared() as cursor:
        cursor.execute(_insertion(type(row), len(fields)), values)
        [row.pk] = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@lru_cache
def _insertion(model: type[Model], count: int) -> str:
    meta = model._meta
    fields = meta.local_concrete_fields
    columns = [one for one in fields if len(fields) == count or one is not meta.pk]
    named = ", ".join(f'"{one.column}"' for one in columns)
    places = ", ".join(["%s"] * len(columns))
    into = f'INSERT INTO "{meta.db_table}" ({named})'
    return f'{into} VALUES ({places}) RETURNING "{meta.pk.column}"'


# SQL and its values; None where nothing can match.
Question = tuple[str, tuple[Any, ...]] | None


class Written:
    """Querysets as SQL, put together once for each key: that of the rights, say, that they depend on."""

    def __init__(self, most: int = 2048) -> None:
        self._most = most
        self._questions: dict[Hashable, Question] = {}

    def of(self, key: Hashable, make: Callable[[], QuerySet[Any, Any] | None]) -> Question:
        question = self._questions.get(key, ...)
        if question is ...:
            if len(self._questions) >= self._most:
                self._questions.clear()
            question = self._questions[key] = in_sql(make())
        return question


def in_sql(rows: QuerySet[Any, Any] | None) -> Question:
    if rows is None:
        return None
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, tuple(params)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one of the values goes, and as what: a field may wrap it (psycopg's ``Int8``)."""

    number: int
    kind: type | None

    def of(self, values: Sequence[Any]) -> Any:
        value = values[self.number]
        return value if self.kind is None else self.kind(value)


def _marked(value: Any, stand_ins: Sequence[Any]) -> Any:
    for number, one in enumerate(stand_ins):
        if isinstance(value, type(one)) and value == one:
            return _Place(number, None if type(value) is type(one) else type(value))
    return value


class _Asked:
    """As much of a queryset as its iterable asks for."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: Mapping[Any, Any] = {}

    def __init__(self, compiler: SQLCompiler) -> None:
        self.query = self
        self._compiler = compiler

    def get_compiler(self, using: str) -> SQLCompiler:
        return self._compiler

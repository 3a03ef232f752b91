"""A database that is away is told from a statement that failed, on real servers and lines."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import RequestFactory

from unsilo.api import problems
from unsilo.core.db import is_away
from unsilo.ui.views import server_error


@pytest.fixture
def line(db: None) -> Iterator[BaseDatabaseWrapper]:
    """A line of its own, to be broken."""
    line = connection.copy()
    yield line
    line.close()


def failure(line: BaseDatabaseWrapper, statement: str) -> OperationalError:
    with pytest.raises(OperationalError) as raised:
        ask(line, statement)
    return raised.value


def ask(line: BaseDatabaseWrapper, statement: str) -> None:
    with line.cursor() as cursor:
        cursor.execute(statement)


def test_a_server_that_is_not_there_is_away(line: BaseDatabaseWrapper) -> None:
    line.settings_dict = {**line.settings_dict, "HOST": "127.0.0.1", "PORT": "1"}
    assert is_away(failure(line, "SELECT 1"))


def test_a_line_that_the_server_ends_is_away(line: BaseDatabaseWrapper) -> None:
    assert is_away(failure(line, "SELECT pg_terminate_backend(pg_backend_pid())"))


def test_a_statement_that_takes_too_long_is_not(line: BaseDatabaseWrapper) -> None:
    ask(line, "SET statement_timeout = '10ms'")
    assert not is_away(failure(line, "SELECT pg_sleep(10)"))
    assert not is_away(ValueError())


def test_both_doors_ask_for_patience_meanwhile(
    line: BaseDatabaseWrapper, rf: RequestFactory
) -> None:
    try:
        raise failure(line, "SELECT pg_terminate_backend(pg_backend_pid())")
    except OperationalError as error:
        page = server_error(rf.get("/inbox/"))
        answer = problems.answer(error)
    assert (page.status_code, answer.status_code) == (503, 503)
    assert "The database does not answer" in page.content.decode()
    assert page["Retry-After"] == answer["Retry-After"] == "5"


def test_other_faults_stay_faults_of_ours(rf: RequestFactory) -> None:
    try:
        raise ValueError
    except ValueError:
        assert server_error(rf.get("/inbox/")).status_code == 500

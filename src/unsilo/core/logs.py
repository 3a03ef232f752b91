"""How log lines look, and what must not be in them: nothing that customers wrote.

Whoever logs names rows by their ids. What a stranger may have worded comes in through exceptions: a
database error quotes the row, a decoding error the bytes. So of an exception only its type, the place
and what is ours to say (an error's code, an SQLSTATE) are written. With UNSILO_DEBUG all of it is.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg
from django.conf import settings

from unsilo.core import requestid
from unsilo.core.errors import UnsiloError

# What is tried again and again may hang on all errors before it, or on itself.
_LONGEST_CHAIN = 8
_PACKAGES = Path(__file__).resolve().parents[2]
_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


def brief(error: BaseException) -> str:
    """An error in a word that holds nothing of what it was about."""
    name = type(error).__name__
    if isinstance(error, psycopg.Error) and error.sqlstate:
        said = " ".join(filter(None, [error.sqlstate, error.diag.constraint_name]))
        return f"{name} [{said}]"
    if isinstance(error, UnsiloError):
        return f"{name} [{error.code}]"
    if isinstance(error, OSError) and error.errno:
        return f"{name} [{error.errno}]"
    return name


class LineFormatter(logging.Formatter):
    """One line for people; the lines of an exception follow."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # which another handler may have put there
        line = super().format(record)
        request_id = requestid.current()
        first, newline, rest = line.partition("\n")
        return f"{first} [{request_id}]{newline}{rest}" if request_id else line

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        return super().formatException(ei) if settings.DEBUG else "\n".join(_told(ei))


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines that collect them."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if request_id := requestid.current():
            line["request"] = request_id
        if record.exc_info and record.exc_info[0] is not None:
            told = list(_told(record.exc_info))
            line["error"], line["trace"] = told[-1], told[:-1]
        return json.dumps(line, ensure_ascii=False, default=str)


def _told(raised: Any) -> Iterator[str]:
    """The places an exception passed, and at last what it was; first what it was caused by."""
    _kind, error, trace = raised
    chain = [(error, trace)]
    while (cause := _cause(chain[-1][0])) and len(chain) < _LONGEST_CHAIN:
        chain.append((cause, cause.__traceback__))
    for one, path in reversed(chain):
        for frame in traceback.extract_tb(path):
            place = Path(frame.filename)
            if place.is_relative_to(_PACKAGES):
                place = place.relative_to(_PACKAGES)
            yield f"  {place}:{frame.lineno} in {frame.name}"
        yield brief(one)


def _cause(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)

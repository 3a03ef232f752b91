"""A series as lines of text: ``timestamp,value`` and perhaps ``authors``, after a header or without."""

from datetime import datetime
from math import isinf, nan
from typing import NamedTuple

from unsilo.core.errors import Invalid

COLUMNS = ["timestamp", "value", "authors"]
LONGEST_SHOWN = 60  # characters of what can't be read


class Row(NamedTuple):
    """One row, with its cells as they were written."""

    at: datetime
    value: float
    authors: int | None
    cells: list[str]


def is_header(line: str) -> bool:
    """Whether a first line names the columns; one that names others is an error."""
    names = [cell.casefold() for cell in _cells(line)]
    if names in (COLUMNS[:2], COLUMNS):
        return True
    try:
        read_row(line)
    except Invalid:
        raise Invalid(
            f"the columns are timestamp,value or timestamp,value,authors, not {_short(line)}"
        ) from None
    return False


def read_row(line: str) -> Row:
    cells = _cells(line)
    if not 2 <= len(cells) <= len(COLUMNS):
        raise Invalid(f"timestamp,value or timestamp,value,authors is needed, not {_short(line)}")
    return Row(
        _time(cells[0]), _value(cells[1]), _authors(cells[2]) if len(cells) > 2 else None, cells
    )


def _cells(line: str) -> list[str]:
    """No cell can hold a comma, so that quotes are all there is to take off."""
    if '"' in line:
        line = line.replace('"', "")
    return [cell.strip() for cell in line.split(",")]


def _time(cell: str) -> datetime:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        raise Invalid(f"{_short(cell)} is no time such as 2026-11-22 14:05:00") from None


def _value(cell: str) -> float:
    """A count; an empty cell says that nobody counted."""
    try:
        value = float(cell) if cell else nan
    except ValueError:
        value = float("inf")
    if isinf(value):
        raise Invalid(f"{_short(cell)} is no number")
    return value


def _authors(cell: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit() and len(cell) < 16):
        raise Invalid(f"{_short(cell)} is no number of authors")
    return int(cell)


def _short(text: str) -> str:
    return repr(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "...")

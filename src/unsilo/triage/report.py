"""The figures that were measured of the shipped model, from the file beside its weights."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from unsilo.triage import reader

FILE = Path(reader.__file__).parent / "weights" / "report.json"


@dataclass(frozen=True, slots=True)
class Report:
    """A table as the evaluation wrote it; empty when there is no file."""

    version: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    note: str = ""


@cache
def report(file: Path = FILE) -> Report:
    """Read once for each process. Takes the first list of objects for the table."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return Report()
    if not isinstance(found, dict):
        return Report()
    tables = [value for value in found.values() if _is_table(value)]
    table: list[dict[str, Any]] = tables[0] if tables else []
    columns = list(dict.fromkeys(name for row in table for name in row))
    return Report(
        version=str(found.get("version", "")),
        columns=columns,
        rows=[[_cell(row.get(name)) for name in columns] for row in table],
        note=str(found.get("note", "")),
    )


def _is_table(value: Any) -> bool:
    return bool(isinstance(value, list) and value and all(isinstance(one, dict) for one in value))


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:,.4g}" if isinstance(value, float) else str(value)

"""What a chart is."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.functional import Promise

Words = str | Promise
Row = Mapping[str, Any]

# Everything that all charts have in common.
LOOK: dict[str, Any] = {
    "background": "transparent",
    "font": "Noto Sans, Liberation Sans, system-ui, sans-serif",
    "aria": False,  # the figure has a name and a table; marks would only be noise
    "view": {"stroke": None},
    "axis": {
        "labelColor": "$ink-3",
        "labelFontSize": 11,
        "labelFont": "Noto Sans, Liberation Sans, system-ui, sans-serif",
        "titleFontSize": 11,
        "titleColor": "$ink-3",
        "titleFontWeight": "normal",
        "gridColor": "$chart-grid",
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    },
    "axisX": {"grid": False, "labelFlush": True, "labelOverlap": "greedy"},
    "axisY": {"tickCount": 4, "labelFlush": False},
    "text": {"fontSize": 11, "color": "$ink-2"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a chart's table: of text, of numbers, or of days."""

    key: str
    label: Words
    kind: str = "number"
    digits: int = 0

    def show(self, value: Any) -> str:
        if value is None or value == "":
            return "–"
        if self.kind == "day":
            day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])
            return formats.date_format(day, "j M Y")
        if self.kind == "number":
            return formats.number_format(round(Decimal(value), self.digits), self.digits)
        return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """A line of the legend: a token of colour and how it is drawn (line, dash, block)."""

    label: Words
    colour: str
    shape: str = "line"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as the table shows it, and what it opens."""

    text: str
    url: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing with its rows.

    ``label`` says in one sentence what is to be seen. ``height`` is kept free from the beginning, so
    that nothing moves when it is drawn. A row's ``url`` is the list behind it: the
    mark of the drawing and the row of the table open it.
    """

    key: str
    title: Words
    label: Words
    spec: Mapping[str, Any]
    rows: Sequence[Row]
    columns: Sequence[Column]
    sub: Words = ""
    unit: Words = ""
    definition: Words = ""
    legend: Sequence[Legend] = field(default=())
    height: int = 172

    def full_spec(self, *, width: int) -> dict[str, Any]:
        """The specification with its data, its look and its size; colours are still names."""
        own = dict(self.spec)
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": width,
            "height": self.height,
            "autosize": {"type": "fit", "contains": "padding"},
            "padding": {"left": 0, "right": 8, "top": 6, "bottom": 0},
            "data": {"values": [dict(row) for row in self.rows]},
            **own,
            "config": {**LOOK, **own.get("config", {})},
        }

    @property
    def as_json(self) -> str:
        """For the page, whose script decides about width and colours."""
        return json.dumps(self.full_spec(width=0), default=str, ensure_ascii=False)

    @property
    def table(self) -> list[list[Cell]]:
        return [
            [
                Cell(
                    column.show(row.get(column.key)),
                    str(row.get("url", "")) if place == 0 else "",
                    column.kind == "number",
                )
                for place, column in enumerate(self.columns)
            ]
            for row in self.rows
        ]

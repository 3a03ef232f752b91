"""The shapes that are needed often. Any other specification fits into a ``Chart`` as well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unsilo.ui.charts.model import Chart, Column, Legend, Row, Words

DAYS = {"type": "utc"}  # days and hours of rows are drawn as they stand, in no other zone


@dataclass(frozen=True, slots=True)
class Series:
    """A line: which key of the rows, its name, a token of colour, dashed or not."""

    key: str
    label: Words
    colour: str = "chart-2"
    dashed: bool = False
    digits: int = 1


def lines(
    *,
    key: str,
    title: Words,
    label: Words,
    rows: Sequence[Row],
    series: Sequence[Series],
    x: str = "day",
    x_label: Words = "",
    goal: float | None = None,
    goal_label: Words = "",
    **rest: Any,
) -> Chart:
    """Values over days. The last known value of the first line has a dot and its figure.

    A line of which nothing is known is neither drawn nor named; the first always stands.
    """
    known = [one for one in series[1:] if any(row.get(one.key) is not None for row in rows)]
    series = [*series[:1], *known]
    layers: list[dict[str, Any]] = []
    for line in series:
        dash: dict[str, Any] = {"strokeDash": [3, 3]} if line.dashed else {}
        layers.append(
            {
                "mark": {
                    "type": "line",
                    "color": f"${line.colour}",
                    "strokeWidth": 1.25 if line.dashed else 1.75,
                    "strokeJoin": "round",
                    **dash,
                },
                "encoding": {"y": {"field": line.key, "type": "quantitative", "title": None}},
            }
        )
    last = next((row for row in reversed(rows) if row.get(series[0].key) is not None), None)
    if last is not None:
        layers.append(
            {
                "data": {"values": [dict(last)]},
                "mark": {"type": "point", "filled": True, "size": 42, "color": "$accent-text"},
                "encoding": {"y": {"field": series[0].key, "type": "quantitative"}},
            }
        )
    if goal is not None:
        layers.append(
            {
                "data": {"values": [{"goal": goal}]},
                "mark": {"type": "rule", "color": "$ok", "strokeDash": [5, 4]},
                "encoding": {"y": {"field": "goal", "type": "quantitative"}, "x": None},
            }
        )
    layers.append(_hover(x, [(one.key, one.label) for one in series]))
    legend = [
        Legend(label=line.label, colour=line.colour, shape="dash" if line.dashed else "line")
        for line in series
    ]
    if goal is not None:
        legend.append(Legend(label=goal_label, colour="ok", shape="dash"))
    return Chart(
        key=key,
        title=title,
        label=label,
        rows=rows,
        spec={"encoding": {"x": _days(x)}, "layer": layers},
        columns=(
            Column(key=x, label=x_label or x, kind="day"),
            *(Column(key=one.key, label=one.label, digits=one.digits) for one in series),
        ),
        legend=legend if len(legend) > 1 else (),
        **rest,
    )


def bars(
    *,
    key: str,
    title: Words,
    label: Words,
    rows: Sequence[Row],
    value: str,
    value_label: Words,
    x: str = "day",
    x_label: Words = "",
    tones: Mapping[str, tuple[str, Words]] | None = None,
    digits: int = 0,
    **rest: Any,
) -> Chart:
    """One bar a day. A row's ``tone`` names its colour among ``tones`` and stacks within a day."""
    tones = tones or {}
    y: dict[str, Any] = {"field": value, "type": "quantitative", "title": None}
    encoding: dict[str, Any] = {
        "x": {**_days(x), "timeUnit": "utcyearmonthdate", "bandPosition": 0.5},
        "y": y,
        "tooltip": [_tip_day(x), {"field": value, "title": str(value_label), "format": ","}],
    }
    colour = "$chart-bar"
    if tones:
        encoding["color"] = {
            "field": "tone",
            "legend": None,
            "scale": {
                "domain": list(tones),
                "range": [f"${token}" for token, _ in tones.values()],
            },
        }
        encoding["order"] = {"field": "order"}
    return Chart(
        key=key,
        title=title,
        label=label,
        rows=rows,
        spec={
            "mark": {"type": "bar", "color": colour, "width": {"band": 0.72}},
            "encoding": encoding,
        },
        columns=(
            Column(key=x, label=x_label or x, kind="day"),
            *([Column(key="what", label="", kind="text")] if tones else []),
            Column(key=value, label=value_label, digits=digits),
        ),
        legend=[
            Legend(label=words, colour=token, shape="block") for token, words in tones.values()
        ],
        **rest,
    )


def ranked(
    *,
    key: str,
    title: Words,
    label: Words,
    rows: Sequence[Row],
    name: str = "name",
    name_label: Words = "",
    value: str = "value",
    value_label: Words = "",
    digits: int = 0,
    **rest: Any,
) -> Chart:
    """Names with a bar each, in the order of the rows. ``tone`` of a row is a token of colour."""
    scale = {"domain": ["", "danger", "accent"], "range": ["$chart-bar", "$danger", "$chart-2"]}
    y = {
        "field": name,
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelLimit": 220, "labelColor": "$ink", "labelFontSize": 12, "labelPadding": 10},
    }
    x = {"field": value, "type": "quantitative", "axis": None}
    return Chart(
        key=key,
        title=title,
        label=label,
        rows=[{"tone": "", **row} for row in rows],
        spec={
            "encoding": {"y": y, "x": x},
            "layer": [
                {
                    "mark": {"type": "bar", "height": 8, "cornerRadius": 2},
                    "encoding": {"color": {"field": "tone", "scale": scale, "legend": None}},
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 6, "color": "$ink"},
                    "encoding": {
                        "text": {"field": value, "format": f",.{digits}f"},
                    },
                },
            ],
        },
        columns=(
            Column(key=name, label=name_label, kind="text"),
            Column(key=value, label=value_label, digits=digits),
        ),
        height=26 * max(len(rows), 1),
        **rest,
    )


def heat(
    *,
    key: str,
    title: Words,
    label: Words,
    rows: Sequence[Row],
    days: Sequence[str],
    value_label: Words,
    **rest: Any,
) -> Chart:
    """Weekdays by hours: rows of ``day`` (one of ``days``), ``hour`` and ``value``."""
    most = max((row["value"] for row in rows), default=0) or 1
    return Chart(
        key=key,
        title=title,
        label=label,
        rows=rows,
        spec={
            "mark": {"type": "rect", "cornerRadius": 3, "stroke": "$surface", "strokeWidth": 2},
            "encoding": {
                "x": {
                    "field": "hour",
                    "type": "ordinal",
                    "title": None,
                    "axis": {
                        "orient": "top",
                        "labelAngle": 0,
                        "labelFlush": False,
                        "values": list(range(0, 24, 3)),
                    },
                },
                "y": {"field": "day", "type": "ordinal", "sort": list(days), "title": None},
                "color": {
                    "field": "value",
                    "type": "quantitative",
                    "legend": None,
                    "scale": {"domain": [0, most], "range": ["$chip", "$chart-2"]},
                },
                "tooltip": [
                    {"field": "day", "title": ""},
                    {"field": "hour", "title": "h"},
                    {"field": "value", "title": str(value_label), "format": ",.1f"},
                ],
            },
        },
        columns=(
            Column(key="day", label="", kind="text"),
            Column(key="hour", label="h"),
            Column(key="value", label=value_label, digits=1),
        ),
        **rest,
    )


def _days(field: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "temporal",
        "scale": DAYS,
        "title": None,
        "axis": {"format": "%-d %b", "tickCount": 6},
    }


def _tip_day(field: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "temporal",
        "title": "",
        "timeUnit": "utcyearmonthdate",
        "format": "%a %-d %b",
    }


def _hover(x: str, fields: Sequence[tuple[str, Words]]) -> dict[str, Any]:
    """An unseen mark as wide as a day: points at a day's values and opens its list."""
    return {
        "mark": {"type": "rule", "strokeWidth": 14, "color": "$surface", "opacity": 0},
        "encoding": {
            "tooltip": [
                _tip_day(x),
                *({"field": key, "title": str(words), "format": ",.1f"} for key, words in fields),
            ]
        },
    }

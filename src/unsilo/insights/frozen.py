"""A chart as data, so that a page shows later what was seen then."""

from dataclasses import asdict
from typing import Any

from unsilo.ui.charts import Chart, Column, Legend


def freeze(chart: Chart) -> dict[str, Any]:
    data = asdict(chart)
    for name in ("title", "label", "sub", "unit", "definition"):
        data[name] = str(data[name])
    for part in (*data["columns"], *data["legend"]):
        part["label"] = str(part["label"])
    return data


def thaw(data: dict[str, Any]) -> Chart:
    return Chart(
        **{
            **data,
            "columns": [Column(**column) for column in data["columns"]],
            "legend": [Legend(**line) for line in data["legend"]],
        }
    )

"""A shared graph as those without a login see it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.insights.metrics import BY_KEY, Metric
from unsilo.insights.models import SharedGraph
from unsilo.ui.charts import Chart, Series, lines


@dataclass(frozen=True, slots=True)
class Shown:
    graph: SharedGraph
    metric: Metric
    chart: Chart


def shown(graph: SharedGraph) -> Shown | None:
    """None when the metric is no more."""
    one = BY_KEY.get(graph.metric)
    if one is None:
        return None
    half = len(graph.rows) // 2
    rows = [
        {"day": row["day"], "value": row["value"], "before": before["value"]}
        for row, before in zip(graph.rows[half:], graph.rows[:half], strict=True)
    ]
    known = [row for row in rows if row["value"] is not None]
    chart = lines(
        key="shared",
        title=str(one.name),
        sub=" ".join(str(part) for part in (one.sign, graph.desk_name) if part),
        label=_("%(name)s, day by day, with the period before.") % {"name": one.name}
        if known
        else _("Nothing was counted in this time."),
        definition=str(one.formula),
        rows=rows if known else [],
        series=[
            Series("value", str(one.name), digits=one.digits),
            Series("before", _("period before"), "chart-4", True, one.digits),
        ],
        x_label=_("day"),
        height=260,
    )
    return Shown(graph, one, chart)


def own_shares(access: Access) -> list[SharedGraph]:
    """What the user has shared; leads see what everybody has."""
    found = SharedGraph.objects.select_related("shared_by")
    if not access.is_lead:
        found = found.filter(shared_by=access.user)
    return list(found.order_by("-pk")[:100])

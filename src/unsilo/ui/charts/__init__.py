"""Charts: one value that is drawn on a page, in a letter and on paper, always with its table.

    chart = lines(key="first-reply", title=_("Hours to first reply"), rows=rows, x="day",
                  series=[Series("median", _("median"), "chart-2")], label=..., definition=...)
    {% chart chart %}

A specification is Vega-Lite. Its colours are names of tokens, ``"$chart-2"``, so that a page's theme
decides; pictures outside of pages are light. Times in rows are text in the zone of who looks, and
are drawn as they stand.
"""

from unsilo.ui.charts.model import Chart, Column, Legend
from unsilo.ui.charts.shapes import Series, bars, heat, lines, ranked

__all__ = ["Chart", "Column", "Legend", "Series", "bars", "heat", "lines", "ranked"]

"""Every number, once: what it is called, what it means, and which way is better.

What a metric counts is the SQL of the same key in ``sources``. The number, its rollup and the list
it opens all come from there.
"""

from unsilo.core.errors import NotFound
from unsilo.insights.metrics.community import COMMUNITY
from unsilo.insights.metrics.model import GROUPS, Better, Metric, Shape, Words
from unsilo.insights.metrics.pr import PR
from unsilo.insights.metrics.support import SUPPORT

__all__ = ["BY_KEY", "GROUPS", "METRICS", "Better", "Metric", "Shape", "Words", "metric"]

METRICS = (*SUPPORT, *COMMUNITY, *PR)
BY_KEY = {one.key: one for one in METRICS}


def metric(key: str) -> Metric:
    """The metric of this key. Raises ``NotFound``."""
    try:
        return BY_KEY[key]
    except KeyError:
        raise NotFound from None

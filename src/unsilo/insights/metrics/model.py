"""What a metric is."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Shape(StrEnum):
    """How many become one number."""

    COUNT = "count"  # how many
    SHARE = "share"  # percent of those counted that hit
    TIME = "time"  # the median of the values, p90 and mean beside it
    BALANCE = "balance"  # happy less unhappy, in percent of those counted
    MONEY = "money"  # sums, one for each currency
    LEVEL = "level"  # how many there are at the end of a day: from what came and what went


class Better(StrEnum):
    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = ""


GROUPS: dict[str, Words] = {
    "support": _("Support"),
    "community": _("Community and marketing"),
    "pr": _("PR"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A number. ``formula`` says in words how it is counted, ``opens`` what its list holds."""

    key: str
    name: Words
    group: str
    shape: Shape
    formula: Words
    opens: Words
    better: Better = Better.NEITHER
    unit: Words = ""
    digits: int = 0
    goal: float | None = None

    @property
    def sign(self) -> Words:
        """The unit as it stands behind a figure."""
        return "%" if self.shape in (Shape.SHARE, Shape.BALANCE) else self.unit

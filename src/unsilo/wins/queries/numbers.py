"""The numbers of the page Wins. Each is the length, or the sum, of a list that it opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.core.money import amounts
from unsilo.wins.models import Attribution, Conversion, Link, Proof, RequestForm, WayKind

PERIODS = (7, 30, 90)  # days


@dataclass(frozen=True, slots=True)
class Money:
    """How many there were, and their value by currency."""

    count: int = 0
    sums: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return amounts(self.sums)


@dataclass(frozen=True, slots=True)
class WayRow:
    """What became of one way to win."""

    way: WayKind
    offered: int
    clicked: int
    bought: Money

    @property
    def rate(self) -> int | None:
        """Percent of the links that were followed."""
        return round(100 * self.clicked / self.offered) if self.offered else None


@dataclass(frozen=True, slots=True)
class Numbers:
    """A period in numbers. The three kinds of attribution overlap: they are never added up."""

    days: int
    ways: tuple[WayRow, ...]
    by_attribution: Mapping[str, Money]
    unmatched: int

    @property
    def links(self) -> Sequence[WayRow]:
        """All but request forms, which have a list of their own."""
        return [row for row in self.ways if row.way != WayKind.REQUEST]

    @property
    def requests(self) -> WayRow:
        return next(row for row in self.ways if row.way == WayKind.REQUEST)

    @property
    def offered(self) -> int:
        return sum(row.offered for row in self.links)

    @property
    def clicked(self) -> int:
        return sum(row.clicked for row in self.links)

    @property
    def bought(self) -> int:
        return sum(row.bought.count for row in self.ways)


def period(days: int) -> int:
    return days if days in PERIODS else PERIODS[1]


def since(days: int, now: datetime | None = None) -> datetime:
    return (now or timezone.now()) - timedelta(days=days)


def numbers(access: Access, days: int) -> Numbers:
    begin = since(days)
    links = Link.objects.visible_to(access).filter(offered_at__gte=begin)
    offered = {
        row["way"]: row
        for row in links.values("way")
        .annotate(offered=Count("id"), clicked=Count("id", filter=Q(clicks__gt=0)))
        .order_by()
    }
    made = RequestForm.objects.visible_to(access).filter(made_at__gte=begin)
    offered[WayKind.REQUEST] = made.aggregate(
        offered=Count("id"), clicked=Count("id", filter=Q(proof__gte=Proof.OPENED))
    )
    conversions = Conversion.objects.visible_to(access).filter(happened_at__gte=begin)
    direct = conversions.filter(attribution=Attribution.DIRECT, link__isnull=False)
    bought = _money(direct, "link__way")
    return Numbers(
        days=days,
        ways=tuple(
            WayRow(
                way=way,
                offered=offered.get(way, {}).get("offered", 0),
                clicked=offered.get(way, {}).get("clicked", 0),
                bought=bought.get(way, Money()),
            )
            for way in WayKind
        ),
        by_attribution={one.value: Money() for one in Attribution}
        | _money(conversions, "attribution"),
        unmatched=Conversion.objects.unmatched().count(),
    )


def _money(conversions: object, by: str) -> dict[str, Money]:
    counts: dict[str, int] = {}
    sums: dict[str, dict[str, Decimal]] = {}
    rows = (
        conversions.values(by, "currency")  # type: ignore[attr-defined]  # any queryset of them
        .annotate(n=Count("id"), total=Sum("value"))
        .order_by()
    )
    for row in rows:
        key = row[by]
        counts[key] = counts.get(key, 0) + row["n"]
        sums.setdefault(key, {})[row["currency"]] = row["total"]
    return {key: Money(counts[key], sums[key]) for key in counts}

"""How good the alerts are, as people judged them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, F
from django.utils.translation import gettext as _

from unsilo.listening.models import Alert, Closing, QueryKind, Status


@dataclass(frozen=True, slots=True)
class DetectorQuality:
    """One way of finding, and what its alerts turned out to be."""

    label: str
    real: int
    false: int

    @property
    def precision(self) -> int | None:
        """Percent of what it said that was real; what was known already counts neither way."""
        judged = self.real + self.false
        return round(100 * self.real / judged) if judged else None


@dataclass(frozen=True, slots=True)
class Quality:
    """Alerts of a time by what they turned out to be. ``head_start`` is the median."""

    real: int
    false: int
    known: int
    unsaid: int
    ongoing: int
    head_start: timedelta | None
    detectors: tuple[DetectorQuality, ...]

    @property
    def precision(self) -> int | None:
        return DetectorQuality("", self.real, self.false).precision

    @property
    def judged(self) -> int:
        return self.real + self.false


def quality(brand_ids: Sequence[int] | None, *, since: datetime) -> Quality:
    alerts = Alert.objects.filter(raised_at__gte=since)
    if brand_ids is not None:
        alerts = alerts.filter(query__brand__in=brand_ids)
    counted: dict[str, int] = {}
    by_detector: dict[tuple[str, bool], dict[str, int]] = {}
    for row in (
        alerts.filter(status=Status.CLOSED)
        .values("closing", "query__kind", "series__public")
        .annotate(n=Count("pk"))
        .order_by("query__kind", "series__public")
    ):
        counted[row["closing"]] = counted.get(row["closing"], 0) + row["n"]
        found = by_detector.setdefault((row["query__kind"], row["series__public"]), {})
        found[row["closing"]] = row["n"]
    starts = (
        alerts.filter(private__gt=0, public_at__gt=F("since"))
        .exclude(closing=Closing.FALSE)
        .values_list("since", "public_at")
    )
    lengths = [(public_at - begin).total_seconds() for begin, public_at in starts if public_at]
    return Quality(
        real=counted.get(Closing.REAL, 0),
        false=counted.get(Closing.FALSE, 0),
        known=counted.get(Closing.KNOWN, 0),
        unsaid=counted.get(Closing.UNSAID, 0),
        ongoing=alerts.exclude(status=Status.CLOSED).count(),
        head_start=timedelta(seconds=median(lengths)) if lengths else None,
        detectors=tuple(
            DetectorQuality(
                _detector(kind, public),
                found.get(Closing.REAL, 0),
                found.get(Closing.FALSE, 0),
            )
            for (kind, public), found in by_detector.items()
            if found.keys() & {Closing.REAL, Closing.FALSE}
        ),
    )


def _detector(kind: str, public: bool) -> str:
    label = QueryKind(kind).label
    return (
        _("%(kind)s, public") % {"kind": label}
        if public
        else _("%(kind)s, private") % {"kind": label}
    )

"""Let the detectors hear each series, five minutes at a time, and raise what stands out.

A series that heard nothing for two hours costs nothing: its detector is told of the silence when
there is something to be heard again. Rows are only ever told in order and once.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from unsilo.core.locks import session_lock
from unsilo.listening.detecting import Detector, Finding, Settings
from unsilo.listening.models import Hour, Series, Sighting
from unsilo.listening.services import alerts

STEP = timedelta(minutes=5)
LISTENS = timedelta(hours=2)  # the longest window of the detector
PER_AUTHOR = 3  # sightings of one author that count within that time
HISTORY = timedelta(days=56)
FIRST_DAY = timedelta(days=1)  # of a series, in which nothing is said: nothing is usual yet
FRESH = timedelta(hours=2)  # what ended before is learned from, and no alert any more
LEAST_DRAWN = 0.01
BATCH = 50
SETTINGS = Settings()


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding that is an alert, and the row at whose end it was made."""

    series: Series
    finding: Finding
    at: datetime


def score(now: datetime | None = None) -> None:
    """Score all rows that are over. One worker does this at a time; others leave at once."""
    now = now or timezone.now()
    with session_lock("listening.score") as mine:
        if not mine:
            return
        until = floor(now)
        due = list(_due(until).values_list("pk", flat=True))
        for first in range(0, len(due), BATCH):
            _score_batch(due[first : first + BATCH], until)
        alerts.follow(now)


def floor(at: datetime) -> datetime:
    """The beginning of the five minutes that a moment lies in."""
    return at - timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)


def _due(until: datetime) -> QuerySet[Series]:
    """Series that heard something a window ago at most, as seen from where they stand."""
    heard = Sighting.objects.filter(series=OuterRef("pk"), at__lt=until)
    lately = heard.filter(at__gte=OuterRef("scored_until") - LISTENS)
    return (
        Series.objects.filter(query__archived_at__isnull=True, query__learned_at__isnull=False)
        .filter(Q(scored_until__isnull=True) | Q(scored_until__lt=until))
        .filter(
            Q(scored_until__isnull=True) & Exists(heard)
            | Q(scored_until__isnull=False) & Exists(lately)
        )
        .order_by("pk")
    )


@transaction.atomic
def _score_batch(pks: Sequence[int], until: datetime) -> None:
    many = list(
        Series.objects.select_for_update(of=("self",))
        .filter(pk__in=pks)
        .select_related("query__brand")
        .order_by("pk")
    )
    begins = _beginnings(many, until)
    raised: list[Raised] = []
    hours: list[Hour] = []
    for series in many:
        raised += _score_one(series, begins[series.pk], until, hours)
    Series.objects.bulk_update(
        many, ["state", "scored_until", "observed", "expected", "surprise"], batch_size=BATCH
    )
    Hour.objects.bulk_create(
        hours,
        update_conflicts=True,
        unique_fields=["series", "at"],
        update_fields=["expected", "spread"],
        batch_size=1_000,
    )
    for one in sorted(raised, key=lambda one: -one.finding.surprise):
        alerts.raise_alert(one.series, one.finding, at=one.at)


def _beginnings(many: Sequence[Series], until: datetime) -> dict[int, datetime]:
    """Where each series has to be told from: where it stands, or where its brand begins to talk.

    A topic that nobody spoke of was silent, and that is known as far back as anything is.
    """
    brands = {series.query.brand_id for series in many if series.scored_until is None}
    talked = dict(
        Sighting.objects.filter(series__query__brand__in=brands, at__gte=until - HISTORY)
        .values_list("series__query__brand")
        .annotate(first=Min("at"))
    )
    return {
        series.pk: series.scored_until or floor(talked[series.query.brand_id]) for series in many
    }


def _score_one(
    series: Series, begin: datetime, until: datetime, hours: list[Hour]
) -> Iterator[Raised]:
    detector = Detector.restore(series.state, SETTINGS) if series.state else Detector(SETTINGS)
    finding: Finding | None = None
    for at, count, people in _rows(series, begin, until):
        finding = detector.update(at, count, people)
        end = at + STEP
        if at.minute == 55 and finding.usual >= LEAST_DRAWN:
            hours.append(
                Hour(
                    series=series,
                    at=at.replace(minute=0),
                    expected=round(finding.usual, 3),
                    spread=round(finding.spread, 3),
                )
            )
        if finding.is_alert and end > until - FRESH and detector.rows > FIRST_DAY / STEP:
            yield Raised(series, finding, end)
    if finding is not None:
        series.observed, series.expected = finding.observed, round(finding.expected, 3)
        series.surprise = round(finding.surprise, 3)
    series.state, series.scored_until = detector.dump(), until


def _rows(series: Series, begin: datetime, until: datetime) -> Iterator[tuple[datetime, int, int]]:
    """Five minutes after five minutes: how many were heard, and how many people not heard before.

    Within two hours, the same person is one of the people once and counts three times at most.
    """
    heard = deque(
        Sighting.objects.filter(series=series, at__gte=begin - LISTENS, at__lt=until)
        .order_by("at", "pk")
        .values_list("at", "author")
    )
    recent: deque[tuple[datetime, str]] = deque()
    times: dict[str, int] = {}

    def forget(before: datetime) -> None:
        while recent and recent[0][0] < before:
            author = recent.popleft()[1]
            times[author] -= 1
            if not times[author]:
                del times[author]

    while heard and heard[0][0] < begin:
        at, author = heard.popleft()
        recent.append((at, author))
        times[author] = times.get(author, 0) + 1
    at = begin
    while at < until:
        end, count, people = at + STEP, 0, 0
        forget(end - LISTENS)
        while heard and heard[0][0] < end:
            moment, author = heard.popleft()
            known = times.get(author, 0)
            people += not known
            count += known < PER_AUTHOR
            times[author] = known + 1
            recent.append((moment, author))
        yield at, count, people
        at = end

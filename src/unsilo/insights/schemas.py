"""What the API says and takes of insights."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from unsilo.core.rest import Given, Shown, Unquoted
from unsilo.insights.metrics import Metric
from unsilo.insights.models import Briefing
from unsilo.insights.queries.briefings import Edition, Row
from unsilo.insights.queries.numbers import Figure, Summary


class FigureOut(Shown):
    """``value`` is what the metric says: a number, a percentage, a median, a sum; null for nothing."""

    value: float | None
    counted: int
    hits: int
    median: float | None
    p90: float | None
    mean: float | None
    sums: dict[str, float]

    @classmethod
    def of(cls, figure: Figure) -> "FigureOut":
        return cls(
            value=figure.value,
            counted=figure.counted,
            hits=figure.hits,
            median=figure.median,
            p90=figure.p90,
            mean=figure.mean,
            sums={part: float(total) for part, total in figure.sums.items()},
        )


class MetricItem(Shown):
    """A number and what it means."""

    key: str
    name: str
    group: str
    shape: str
    unit: str
    better: str
    definition: str
    opens: str

    @classmethod
    def of(cls, one: Metric) -> "MetricItem":
        return cls(
            key=one.key,
            name=str(one.name),
            group=one.group,
            shape=one.shape,
            unit=str(one.sign),
            better=one.better,
            definition=str(one.formula),
            opens=str(one.opens),
        )


class MetricList(Shown):
    items: list[MetricItem]


class DayOut(FigureOut):
    day: date


class MetricOut(MetricItem):
    """A number over a period, the period before, and each day. Days without anything are left out."""

    first_day: date
    last_day: date
    now: FigureOut
    before: FigureOut
    days: list[DayOut]

    @classmethod
    def from_summary(cls, summary: Summary) -> "MetricOut":
        period = summary.period
        return cls(
            **MetricItem.of(summary.metric).model_dump(),
            first_day=period.first,
            last_day=period.last,
            now=FigureOut.of(summary.now),
            before=FigureOut.of(summary.before),
            days=[
                DayOut(day=day, **FigureOut.of(summary.by_day[day]).model_dump())
                for day in period
                if day in summary.by_day
            ],
        )


class BriefingItemOut(Shown):
    id: int
    week: str
    brand: str
    written_at: datetime
    readers: int
    read: int

    @classmethod
    def of(cls, row: Row) -> "BriefingItemOut":
        one = row.briefing
        return cls(
            id=one.pk,
            week=one.week,
            brand=str(one.brand),
            written_at=one.written_at,
            readers=row.readers,
            read=row.read,
        )


class QuoteOut(Shown):
    """Something a section points at; ``used_for`` says what was made of it."""

    id: int
    title: str
    words: str
    conversation_id: int | None
    used_for: str


class SectionOut(Shown):
    id: int
    key: str
    title: str
    text: str
    version: int
    edited_at: datetime | None
    items: list[QuoteOut]


class BriefingOut(Shown):
    """A briefing as the user may read it."""

    id: int
    week: str
    brand: str
    written_at: datetime
    read_by: list[str]
    sections: list[SectionOut]

    @classmethod
    def of(cls, briefing: Briefing, shown: Edition) -> "BriefingOut":
        return cls(
            id=briefing.pk,
            week=briefing.week,
            brand=str(briefing.brand),
            written_at=briefing.written_at,
            read_by=[reader.user.name for reader in shown.readers if reader.read_at],
            sections=[
                SectionOut(
                    id=part.section.pk,
                    key=part.section.key,
                    title=part.title,
                    text=part.section.text,
                    version=part.section.version,
                    edited_at=part.section.edited_at,
                    items=[
                        QuoteOut(
                            id=item.pk,
                            title=item.title,
                            words=item.words,
                            conversation_id=item.conversation_id,
                            used_for=item.used_for,
                        )
                        for item in part.items
                    ],
                )
                for part in shown.sections
            ],
        )


class SectionIn(Given):
    """Other words; ``version`` is the one that was read."""

    text: Annotated[str, Field(max_length=20_000)]
    version: Annotated[int, Field(ge=1, le=2**31 - 1), Unquoted]

"""REST: numbers with their definitions, and briefings."""

from typing import Annotated, Literal

from ninja import Router
from pydantic import Field

from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, each
from unsilo.insights.metrics import METRICS, metric
from unsilo.insights.models import Briefing, BriefingSection
from unsilo.insights.queries.briefings import briefings_page, edition
from unsilo.insights.queries.numbers import Period, Scope, summaries, today
from unsilo.insights.schemas import (
    BriefingItemOut,
    BriefingOut,
    MetricItem,
    MetricList,
    MetricOut,
    SectionIn,
)
from unsilo.insights.services import briefings
from unsilo.insights.services.briefings.editing import section_for

router = Router(tags=["Insights"])
MetricKey = Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")]


@router.get("metrics", response=MetricList, summary="List metrics")
def list_metrics(request: ApiRequest) -> MetricList:
    """Every number with its definition."""
    return MetricList(items=[MetricItem.of(one) for one in METRICS])


@router.get("metrics/{key}", response=MetricOut, summary="Get a metric")
def get_metric(
    request: ApiRequest, key: MetricKey, days: Literal["7", "30", "90"] = "30"
) -> MetricOut:
    """Over the last days and as many before; only what the user may read is counted."""
    one = metric(key)
    period = Period.until(today(), int(days))
    return MetricOut.from_summary(summaries(Scope(request.access), [one.key], period)[one.key])


@router.get("briefings", response=Listed[BriefingItemOut], summary="List briefings")
def list_briefings(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[BriefingItemOut]:
    """Newest first."""
    page = briefings_page(request.access, cursor=cursor or "", limit=limit)
    return each(page, BriefingItemOut.of)


@router.get("briefings/{briefing_id}", response=BriefingOut, summary="Get a briefing")
def get_briefing(request: ApiRequest, briefing_id: Id) -> BriefingOut:
    """Without what the user may not read. A program's reading does not count as read."""
    briefing = Briefing.objects.get_for(request.access, briefing_id)
    return BriefingOut.of(briefing, edition(briefing, request.access))


@router.put("sections/{section_id}", response=BriefingOut, summary="Edit a section of a briefing")
def edit_section(request: ApiRequest, section_id: Id, body: SectionIn) -> BriefingOut:
    """Refused with 409 when somebody changed it since `version`."""
    access = request.access
    section: BriefingSection = section_for(access, section_id)
    briefings.edit_section(
        section, text=body.text, version=body.version, user=access.user, by=access.by
    )
    briefing = section.briefing
    return BriefingOut.of(briefing, edition(briefing, access))

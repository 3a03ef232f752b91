"""REST: queries, mentions, series and alerts."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from unsilo.accounts.models import Brand
from unsilo.core.errors import Invalid
from unsilo.core.pagination import Page
from unsilo.core.rest import (
    ApiRequest,
    Cursor,
    Id,
    Limit,
    Listed,
    each,
    keyed_by_itself,
    page_by_id,
)
from unsilo.listening.models import Alert, Hour, Mention, Query, Series
from unsilo.listening.schemas import (
    AlertOut,
    ClosingIn,
    CountOut,
    CountsOut,
    MentionIn,
    MentionOut,
    QueryIn,
    QueryOut,
    SeriesOut,
)
from unsilo.listening.services import alerts, mentions, topics

router = Router()
LISTENING, ALERTS = ["Listening"], ["Alerts"]

Days = Annotated[int, Field(ge=1, le=90, description="How many days back.")]


@router.get("queries", response=Listed[QueryOut], summary="List queries", tags=LISTENING)
def list_queries(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Query]:
    return page_by_id(Query.objects.visible_to(request.access), cursor=cursor, limit=limit)


@router.post("queries", response={201: QueryOut}, summary="Listen for words", tags=LISTENING)
def create_query(request: ApiRequest, body: QueryIn) -> Status[Query]:
    """For leads. What was said in the last 60 days is counted in the background."""
    request.access.require_lead()
    given = body.model_dump(exclude={"brand_id"})
    brand = _brand(request, body.brand_id)
    return Status(201, topics.create_query(brand=brand, by=request.access.by, **given))


@router.get("queries/{query_id}", response=QueryOut, summary="Get a query", tags=LISTENING)
def get_query(request: ApiRequest, query_id: Id) -> Query:
    found: Query = Query.objects.get_for(request.access, query_id)
    return found


@router.get("mentions", response=Listed[MentionOut], summary="List mentions", tags=LISTENING)
def list_mentions(
    request: ApiRequest,
    query: Id | None = None,
    waiting: bool | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[MentionOut]:
    """Newest first. `waiting=true`: neither dismissed nor in the inbox."""
    found: Any = Mention.objects.visible_to(request.access).prefetch_related("queries")
    if query is not None:
        found = found.filter(queries=query)
    if waiting:
        found = found.waiting()
    page = page_by_id(found, cursor=cursor, limit=limit, newest_first=True)
    return each(page, MentionOut.of)


@router.post(
    "mentions",
    response={200: MentionOut, 201: MentionOut},
    summary="Report a mention",
    tags=LISTENING,
)
@keyed_by_itself
def create_mention(request: ApiRequest, body: MentionIn) -> Status[MentionOut]:
    """201 for a new one, 200 for one that is known by its address."""
    request.access.require_write()
    brand = _brand(request, body.brand_id)
    mention, is_new = mentions.note(body.post(), brand=brand, by=request.access.by)
    return Status(201 if is_new else 200, MentionOut.of(mention))


@router.get("mentions/{mention_id}", response=MentionOut, summary="Get a mention", tags=LISTENING)
def get_mention(request: ApiRequest, mention_id: Id) -> MentionOut:
    return MentionOut.of(Mention.objects.get_for(request.access, mention_id))


@router.get("series", response=Listed[SeriesOut], summary="List series", tags=LISTENING)
def list_series(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Series]:
    """Every query has two: what is public and what is private."""
    found = Series.objects.visible_to(request.access).select_related("query")
    return page_by_id(found, cursor=cursor, limit=limit)


@router.get(
    "series/{series_id}/counts", response=CountsOut, summary="Counts of a series", tags=LISTENING
)
def get_counts(request: ApiRequest, series_id: Id, days: Days = 7) -> CountsOut:
    """By the hour."""
    series = Series.objects.get_for(request.access, series_id)
    hours = Hour.objects.filter(series=series, at__gte=timezone.now() - timedelta(days=days))
    return CountsOut(
        items=[
            CountOut(
                at=hour.at,
                count=hour.count,
                people=hour.people,
                expected=None if hour.expected is None else round(12 * hour.expected, 2),
            )
            for hour in hours.order_by("at")
        ]
    )


@router.get("alerts", response=Listed[AlertOut], summary="List alerts", tags=ALERTS)
def list_alerts(
    request: ApiRequest,
    kind: Literal["threat", "opportunity"] | None = None,
    status: Literal["new", "acknowledged", "incident", "closed"] | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Alert]:
    """Newest first."""
    asked = {"kind": kind, "status": status}
    found = Alert.objects.visible_to(request.access).related()
    found = found.filter(**{name: value for name, value in asked.items() if value})
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.get("alerts/{alert_id}", response=AlertOut, summary="Get an alert", tags=ALERTS)
def get_alert(request: ApiRequest, alert_id: Id) -> Alert:
    return _alert(request, alert_id)


@router.post(
    "alerts/{alert_id}/acknowledge", response=AlertOut, summary="Acknowledge an alert", tags=ALERTS
)
def acknowledge_alert(request: ApiRequest, alert_id: Id) -> Alert:
    """409 when it is closed."""
    request.access.require_write()
    alert = _alert(request, alert_id)
    return alerts.acknowledge(alert, user=request.access.user, by=request.access.by)


@router.post("alerts/{alert_id}/close", response=AlertOut, summary="Close an alert", tags=ALERTS)
def close_alert(request: ApiRequest, alert_id: Id, body: ClosingIn) -> Alert:
    """With what it was. 409 when it is closed already."""
    request.access.require_write()
    alert = _alert(request, alert_id)
    given = body.model_dump()
    return alerts.close(alert, user=request.access.user, by=request.access.by, **given)


def _alert(request: ApiRequest, pk: int) -> Alert:
    found: Alert = Alert.objects.related().get_for(request.access, pk)
    return found


def _brand(request: ApiRequest, pk: int) -> Brand:
    brand = Brand.objects.filter(pk=pk).first()
    if brand is None or not request.access.sees_brand(pk):
        raise Invalid("There is no such brand.", field="brand_id")
    return brand

"""REST: what we tell people about, campaigns, and what happens on which day."""

from decimal import Decimal
from typing import Any

from ninja import Router, Status

from unsilo.core.errors import NotFound
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Day, Id, Limit, Listed, page_by_id
from unsilo.launches.models import CalendarEntry, Campaign, Thing
from unsilo.launches.queries.pages import dates_around
from unsilo.launches.schemas import CampaignIn, CampaignOut, DateIn, DateOut, ThingIn, ThingOut
from unsilo.launches.services import things

router = Router(tags=["Things and campaigns"])


@router.get("things", response=Listed[ThingOut], summary="List things")
def list_things(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Thing]:
    return page_by_id(Thing.objects.visible_to(request.access), cursor=cursor, limit=limit)


@router.get("things/{thing_id}", response=ThingOut, summary="Get a thing")
def get_thing(request: ApiRequest, thing_id: Id) -> ThingOut:
    return ThingOut.model_validate(Thing.objects.get_for(request.access, thing_id))


@router.post("things", response={201: ThingOut}, summary="Note a thing")
def create_thing(request: ApiRequest, body: ThingIn) -> Status[ThingOut]:
    """For leads."""
    thing = things.create(Thing(), **_of_brand(request, body), by=request.access.by)
    return Status(201, ThingOut.model_validate(thing))


@router.put("things/{thing_id}", response=ThingOut, summary="Change a thing")
def update_thing(request: ApiRequest, thing_id: Id, body: ThingIn) -> ThingOut:
    """The whole of it. For leads."""
    thing = Thing.objects.get_for(request.access, thing_id)
    return ThingOut.model_validate(
        things.update(thing, **_of_brand(request, body), by=request.access.by)
    )


@router.post("things/{thing_id}/archive", response=ThingOut, summary="Put a thing away")
def archive_thing(request: ApiRequest, thing_id: Id) -> ThingOut:
    """For leads."""
    thing = Thing.objects.get_for(request.access, thing_id)
    request.access.require_lead()
    return ThingOut.model_validate(things.archive(thing, by=request.access.by))


@router.get("campaigns", response=Listed[CampaignOut], summary="List campaigns")
def list_campaigns(
    request: ApiRequest,
    thing: Id | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Campaign]:
    found = Campaign.objects.visible_to(request.access)
    if thing is not None:
        found = found.filter(thing=thing)
    return page_by_id(found, cursor=cursor, limit=limit)


@router.get("campaigns/{campaign_id}", response=CampaignOut, summary="Get a campaign")
def get_campaign(request: ApiRequest, campaign_id: Id) -> CampaignOut:
    return CampaignOut.model_validate(Campaign.objects.get_for(request.access, campaign_id))


@router.post("things/{thing_id}/campaigns", response={201: CampaignOut}, summary="Begin a campaign")
def create_campaign(request: ApiRequest, thing_id: Id, body: CampaignIn) -> Status[CampaignOut]:
    """For leads."""
    thing = Thing.objects.get_for(request.access, thing_id)
    request.access.require_lead()
    row = things.create(Campaign(thing=thing), **_campaign(body), by=request.access.by)
    return Status(201, CampaignOut.model_validate(row))


@router.put("campaigns/{campaign_id}", response=CampaignOut, summary="Change a campaign")
def update_campaign(request: ApiRequest, campaign_id: Id, body: CampaignIn) -> CampaignOut:
    """The whole of it. For leads."""
    row = Campaign.objects.get_for(request.access, campaign_id)
    request.access.require_lead()
    return CampaignOut.model_validate(things.update(row, **_campaign(body), by=request.access.by))


@router.get("calendar", response=list[DateOut], summary="What happens around a day")
def list_dates(request: ApiRequest, day: Day | None = None) -> list[CalendarEntry]:
    """Two weeks before and after; around today where no day is given."""
    return dates_around(request.access, day)


@router.post("things/{thing_id}/dates", response={201: DateOut}, summary="Note a date")
def create_date(request: ApiRequest, thing_id: Id, body: DateIn) -> Status[DateOut]:
    """For leads."""
    thing = Thing.objects.get_for(request.access, thing_id)
    request.access.require_lead()
    row = things.create(CalendarEntry(thing=thing), **body.model_dump(), by=request.access.by)
    return Status(201, DateOut.model_validate(row))


def _of_brand(request: ApiRequest, body: ThingIn) -> dict[str, Any]:
    request.access.require_lead()
    brand = next((one for one in request.access.brands if one.pk == body.brand_id), None)
    if brand is None:
        raise NotFound("There is no such brand.")
    return {**body.model_dump(exclude={"brand_id"}), "brand": brand}


def _campaign(body: CampaignIn) -> dict[str, Any]:
    return {**body.model_dump(), "budget": Decimal(body.budget) if body.budget else None}

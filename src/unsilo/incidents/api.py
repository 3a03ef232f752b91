"""REST: incidents, their facts, words, updates and touched conversations."""

from ninja import Router, Status

from unsilo.accounts.models import Brand
from unsilo.core.errors import Invalid, NotFound
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, each, page_by_id, soon
from unsilo.inbox.models import Conversation
from unsilo.inbox.rights import conversation_to_work
from unsilo.incidents.models import FactLine, Incident, Statement, Touched, Update
from unsilo.incidents.rights import incident_to_decide, incident_to_work
from unsilo.incidents.schemas import (
    FactLineIn,
    FactLineOut,
    IncidentIn,
    IncidentOut,
    StatementOut,
    TimelineNoteIn,
    TouchedNew,
    TouchedOut,
    TouchIn,
    UpdateIn,
    UpdateOut,
)
from unsilo.incidents.services import facts, room, updates
from unsilo.incidents.services.incidents import declare
from unsilo.incidents.services.touched import touch

router = Router(tags=["Incidents"])


@router.get("incidents", response=Listed[IncidentOut], summary="List incidents")
def list_incidents(
    request: ApiRequest,
    ongoing: bool | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[IncidentOut]:
    """Newest first; with `ongoing=true` those that are not resolved."""
    found = Incident.objects.visible_to(request.access).select_related("brand")
    if ongoing is not None:
        found = found.filter(resolved_at__isnull=ongoing)
    page = page_by_id(found, cursor=cursor, limit=limit, newest_first=True)
    return each(page, IncidentOut.of)


@router.post(
    "incidents",
    response={200: IncidentOut, 201: IncidentOut},
    summary="Declare an incident",
)
def declare_incident(request: ApiRequest, body: IncidentIn) -> Status[IncidentOut]:
    """201 when it is new, 200 when the same thing is being worked on already."""
    access = request.access
    access.require_write()
    conversation = brand = None
    if body.conversation is not None:
        conversation = conversation_to_work(access, body.conversation)
        brand = conversation.brand
    else:
        brand = next((one for one in access.brands if one.slug == body.brand), None)
    if not isinstance(brand, Brand):
        raise Invalid("Name a conversation, or the slug of a brand that you may read.")
    incident, is_new = declare(
        brand=brand,
        title=body.title,
        severity=body.severity,
        kind=body.kind,
        conversation=conversation,
        pause=body.pause,
        by=access.by,
    )
    return Status(201 if is_new else 200, IncidentOut.of(incident))


@router.get("incidents/{incident_id}", response=IncidentOut, summary="Get an incident")
def get_incident(request: ApiRequest, incident_id: Id) -> IncidentOut:
    return IncidentOut.of(Incident.objects.get_for(request.access, incident_id))


@router.get("incidents/{incident_id}/facts", response=Listed[FactLineOut], summary="List facts")
def list_incident_facts(
    request: ApiRequest, incident_id: Id, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[FactLine]:
    """The fact sheet, what nobody says included."""
    incident = Incident.objects.get_for(request.access, incident_id)
    return page_by_id(incident.facts.standing(), cursor=cursor, limit=limit)


@router.post("incidents/{incident_id}/facts", response={201: FactLineOut}, summary="Add a fact")
def add_incident_fact(request: ApiRequest, incident_id: Id, body: FactLineIn) -> Status[FactLine]:
    incident = incident_to_work(request.access, incident_id)
    fact = facts.add_fact(incident, column=body.column, text=body.text, by=request.access.by)
    return Status(201, fact)


@router.get(
    "incidents/{incident_id}/statements", response=Listed[StatementOut], summary="List statements"
)
def list_statements(
    request: ApiRequest, incident_id: Id, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Statement]:
    """Every version, newest first. Only an approved one may go out."""
    incident = Incident.objects.get_for(request.access, incident_id)
    return page_by_id(incident.statements.all(), cursor=cursor, limit=limit, newest_first=True)


@router.get(
    "incidents/{incident_id}/updates", response=Listed[UpdateOut], summary="List public updates"
)
def list_updates(
    request: ApiRequest, incident_id: Id, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Update]:
    incident = Incident.objects.get_for(request.access, incident_id)
    return page_by_id(incident.updates.all(), cursor=cursor, limit=limit, newest_first=True)


@router.post(
    "incidents/{incident_id}/updates", response={201: UpdateOut}, summary="Post a public update"
)
def post_update(request: ApiRequest, incident_id: Id, body: UpdateIn) -> Status[Update]:
    """Refused with 409 until the incident is on the status page."""
    incident = incident_to_decide(request.access, incident_id)
    update = updates.post_update(
        incident,
        text=body.text,
        next_update_at=soon(body.next_update_at),
        by=request.access.by,
    )
    return Status(201, update)


@router.post("incidents/{incident_id}/notes", response={204: None}, summary="Add to the timeline")
def add_timeline_note(request: ApiRequest, incident_id: Id, body: TimelineNoteIn) -> Status[None]:
    incident = incident_to_work(request.access, incident_id)
    room.note(incident, text=body.text, by=request.access.by)
    return Status(204, None)


@router.get(
    "incidents/{incident_id}/conversations",
    response=Listed[TouchedOut],
    summary="List touched conversations",
)
def list_touched(
    request: ApiRequest, incident_id: Id, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Touched]:
    """Those that may be read, in the order they were added."""
    incident = Incident.objects.get_for(request.access, incident_id)
    found = incident.touched.visible_to(request.access)
    return page_by_id(found, cursor=cursor, limit=limit)


@router.post(
    "incidents/{incident_id}/conversations",
    response=TouchedNew,
    summary="Add touched conversations",
)
def add_touched(request: ApiRequest, incident_id: Id, body: TouchIn) -> TouchedNew:
    """Those that are in already stay as they are."""
    access = request.access
    incident = incident_to_work(access, incident_id)
    visible = Conversation.objects.visible_to(access).filter(pk__in=body.conversations)
    ids = list(visible.values_list("pk", flat=True))
    if len(ids) < len(set(body.conversations)):
        raise NotFound("One of these conversations is not there.")
    added = touch(incident, conversation_ids=ids, why=body.why, by=access.by)
    return TouchedNew(added=added)

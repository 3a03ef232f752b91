"""REST: exports of what is held of a person, erasures with their reports, retention, holds."""

from django.http import FileResponse
from ninja import Router, Status

from unsilo.channels.queries import channel_for
from unsilo.channels.services.blobs import open_blob
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, each, page_by_id
from unsilo.inbox.rights import conversation_to_work
from unsilo.privacy.models import ErasureState, Export, Hold
from unsilo.privacy.queries.reports import (
    erasure_for,
    erasures_for,
    export_for,
    exports_for,
    preview_of,
)
from unsilo.privacy.reach import person_to_act_on
from unsilo.privacy.schemas import (
    ErasureIn,
    ErasureOut,
    ExportOut,
    HoldIn,
    HoldOut,
    PreviewOut,
    RetentionIn,
    RetentionOut,
)
from unsilo.privacy.services import erasing, exporting, retention

router = Router()
TAGS = ["Privacy"]


@router.post(
    "people/{person_id}/exports",
    response={202: ExportOut},
    summary="Export a person",
    tags=TAGS,
)
def ask_for_export(request: ApiRequest, person_id: Id) -> Status[Export]:
    """A ZIP with all that is held, made in the background. For leads who may read all of it."""
    person = person_to_act_on(request.access, person_id)
    return Status(202, exporting.ask(person, user=request.access.user, by=request.access.by))


@router.get("exports", response=Listed[ExportOut], summary="List exports", tags=TAGS)
def list_exports(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Export]:
    """Those the token's user asked for; all for an admin."""
    found = exports_for(request.access)
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.get("exports/{export_id}", response=ExportOut, summary="Get an export", tags=TAGS)
def get_export(request: ApiRequest, export_id: Id) -> Export:
    return export_for(request.access, export_id)


@router.get(
    "exports/{export_id}/file",
    response={200: None},
    summary="Download an export",
    tags=TAGS,
    openapi_extra={"x-file": True},
)
def download_export(request: ApiRequest, export_id: Id) -> FileResponse:
    """The ZIP; every download is noted. 404 once it was deleted, a week after it was made."""
    export = export_for(request.access, export_id)
    person_to_act_on(request.access, export.person_id)
    blob_id = exporting.note_download(export, by=request.access.by)
    return FileResponse(
        open_blob(blob_id),
        as_attachment=True,
        filename=f"person-{export.person_id}.zip",
        content_type="application/octet-stream",
    )


@router.get(
    "people/{person_id}/erasure",
    response=PreviewOut,
    summary="Preview an erasure",
    tags=TAGS,
)
def preview_erasure(request: ApiRequest, person_id: Id) -> PreviewOut:
    """What would go and what would stay, counted."""
    return PreviewOut.of(preview_of(person_to_act_on(request.access, person_id)))


@router.post(
    "people/{person_id}/erasure",
    response={202: ErasureOut},
    summary="Erase a person",
    tags=TAGS,
)
def erase_person(request: ApiRequest, person_id: Id, body: ErasureIn) -> Status[ErasureOut]:
    """It begins in 24 hours and can be cancelled until then. 409 while a conversation is on hold."""
    access = request.access
    person = person_to_act_on(access, person_id)
    asked = erasing.ask(
        person, reason=body.reason, at_once=body.at_once, user=access.user, by=access.by
    )
    return Status(202, ErasureOut.of(asked))


@router.get("erasures", response=Listed[ErasureOut], summary="List erasures", tags=TAGS)
def list_erasures(
    request: ApiRequest,
    state: ErasureState | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[ErasureOut]:
    """Reports of what was erased, without anything of what it was."""
    found = erasures_for(request.access)
    if state is not None:
        found = found.filter(state=state)
    return each(page_by_id(found, cursor=cursor, limit=limit, newest_first=True), ErasureOut.of)


@router.get("erasures/{erasure_id}", response=ErasureOut, summary="Get an erasure", tags=TAGS)
def get_erasure(request: ApiRequest, erasure_id: Id) -> ErasureOut:
    return ErasureOut.of(erasure_for(request.access, erasure_id))


@router.post(
    "erasures/{erasure_id}/cancel", response=ErasureOut, summary="Cancel an erasure", tags=TAGS
)
def cancel_erasure(request: ApiRequest, erasure_id: Id) -> ErasureOut:
    """409 once it has begun."""
    found = erasure_for(request.access, erasure_id)
    person_to_act_on(request.access, found.person_id)
    return ErasureOut.of(erasing.cancel(found, by=request.access.by))


@router.get(
    "channels/{channel_id}/retention",
    response=RetentionOut,
    summary="Get a channel's retention",
    tags=TAGS,
)
def get_retention(request: ApiRequest, channel_id: Id) -> RetentionOut:
    request.access.require_lead()
    return RetentionOut.of(retention.rule_of(channel_for(request.access, channel_id)))


@router.put(
    "channels/{channel_id}/retention",
    response=RetentionOut,
    summary="Set a channel's retention",
    tags=TAGS,
)
def set_retention(request: ApiRequest, channel_id: Id, body: RetentionIn) -> RetentionOut:
    """For admins. What goes can't be brought back: preview it on the channel's page first."""
    channel = channel_for(request.access, channel_id)
    request.access.require_admin()
    rule = retention.save_rule(channel, limits=body.limits, is_on=body.is_on, by=request.access.by)
    return RetentionOut.of(rule)


@router.post(
    "conversations/{conversation_id}/hold",
    response={201: HoldOut},
    summary="Put a conversation on hold",
    tags=TAGS,
)
def hold_conversation(request: ApiRequest, conversation_id: Id, body: HoldIn) -> Status[Hold]:
    """Neither retention nor an erasure touches it. For leads."""
    conversation = conversation_to_work(request.access, conversation_id)
    request.access.require_lead()
    return Status(201, retention.hold(conversation, reason=body.reason, by=request.access.by))


@router.delete(
    "conversations/{conversation_id}/hold",
    response=HoldOut,
    summary="Release a conversation",
    tags=TAGS,
)
def release_conversation(request: ApiRequest, conversation_id: Id) -> Hold:
    conversation = conversation_to_work(request.access, conversation_id)
    request.access.require_lead()
    return retention.release(conversation, by=request.access.by)

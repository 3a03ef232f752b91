"""REST: what was read from messages, and what people say instead."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router, Status
from pydantic import Field

from unsilo.core.errors import NotFound
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, each, page_by_id
from unsilo.inbox.queries.thread import message_for
from unsilo.inbox.rights import conversation_to_work
from unsilo.triage.models import Correction, Reading
from unsilo.triage.queries.corrections import as_data, with_words
from unsilo.triage.schemas import (
    CorrectionIn,
    CorrectionOut,
    HeadName,
    ReadingFilter,
    ReadingOut,
)
from unsilo.triage.services import corrections

router = Router(tags=["Readings"])


@router.get("readings", response=Listed[ReadingOut], summary="List readings")
def list_readings(
    request: ApiRequest,
    filters: Query[ReadingFilter],
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[ReadingOut]:
    """The current readings of messages the user may see, newest first."""
    rows = Reading.objects.current().visible_to(request.access).select_related("message")
    if filters.conversation is not None:
        rows = rows.filter(message__conversation=filters.conversation)
    if filters.message is not None:
        rows = rows.filter(message=filters.message)
    light = rows.only(*[field.name for field in Reading._meta.fields], "message__conversation_id")
    page = page_by_id(light, cursor=cursor, limit=limit, newest_first=True)
    return each(page, ReadingOut.of)


@router.get("corrections", response=Listed[CorrectionOut], summary="List corrections")
def list_corrections(
    request: ApiRequest,
    head: HeadName | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[CorrectionOut]:
    """Oldest first, with the words they are about: what a better model could be trained with."""
    request.access.require_lead()
    rows = with_words(Correction.objects.visible_to(request.access))
    if head is not None:
        rows = rows.filter(head=head)
    return each(page_by_id(rows, cursor=cursor, limit=limit), _shown)


@router.post(
    "messages/{message_id}/corrections",
    response={201: CorrectionOut},
    summary="Correct the reading of a message",
)
def create_correction(
    request: ApiRequest, message_id: Id, body: CorrectionIn
) -> Status[CorrectionOut]:
    """What is said holds from now on, whatever model reads the message. Said again, it replaces."""
    message = message_for(request.access, message_id)
    conversation_to_work(request.access, message.conversation_id)
    corrections.correct(
        message.pk,
        head=body.head,
        said=body.said,
        by=request.access.by,
        user=request.access.user,
    )
    made = with_words(Correction.objects.filter(message=message, head=body.head)).get()
    return Status(201, _shown(made))


@router.delete(
    "messages/{message_id}/corrections/{head}",
    response={204: None},
    summary="Take a correction back",
)
def delete_correction(
    request: ApiRequest,
    message_id: Id,
    head: Annotated[HeadName, Field(description="What was corrected.")],
) -> HttpResponse:
    """The model's answer holds again."""
    message = message_for(request.access, message_id)
    conversation_to_work(request.access, message.conversation_id)
    if corrections.take_back(message.pk, head=head, by=request.access.by) is None:
        raise NotFound
    return HttpResponse(status=204)


def _shown(one: Correction) -> CorrectionOut:
    return CorrectionOut.model_validate(as_data(one))

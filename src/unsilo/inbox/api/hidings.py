"""REST: what others wrote in public and is hidden, is to be, or waits for a second person."""

from typing import Literal

from ninja import Router, Status

from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, page_by_id
from unsilo.inbox.models import Conversation, Hiding
from unsilo.inbox.queries.hiding import hiding_for
from unsilo.inbox.queries.thread import message_for
from unsilo.inbox.rights import work_desks
from unsilo.inbox.schemas.hidings import HideIn, HideSettledIn, HidingOut
from unsilo.inbox.services import hiding as hidings

router = Router(tags=["Hiding"])

StateWord = Literal["asked", "declined", "hiding", "handed", "hidden", "failed", "showing", "shown"]


@router.get("hidings", response=Listed[HidingOut], summary="List what is hidden")
def list_hidings(
    request: ApiRequest,
    state: StateWord | None = None,
    conversation: Id | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Hiding]:
    """Newest first, with what was declined or is shown again. `state=asked` waits for somebody."""
    found = Hiding.objects.filter(conversation__in=Conversation.objects.visible_to(request.access))
    if state is not None:
        found = found.filter(state=state)
    if conversation is not None:
        found = found.filter(conversation=conversation)
    found = found.select_related("asked_by", "decided_by", "message")
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.post("messages/{message_id}/hide", response={201: HidingOut}, summary="Hide a message")
def hide_message(request: ApiRequest, message_id: Id, body: HideIn) -> Status[HidingOut]:
    """Only what others wrote in public, on a channel that can. A complaint is only asked for."""
    access = request.access
    message = message_for(access, message_id)
    work_desks(access, message.conversation)
    done = hidings.hide(
        message.pk, reason=body.reason, words=body.words, user=access.user, by=access.by
    )
    return Status(201, HidingOut.model_validate(done))


@router.post("hidings/{hiding_id}/confirm", response=HidingOut, summary="Agree to a request")
def confirm_hiding(request: ApiRequest, hiding_id: Id) -> HidingOut:
    """Refused with 409 `own_request` for who asked."""
    access = request.access
    return _shown(hidings.confirm(_to_work(request, hiding_id), user=access.user, by=access.by))


@router.post("hidings/{hiding_id}/decline", response=HidingOut, summary="Decline a request")
def decline_hiding(request: ApiRequest, hiding_id: Id) -> HidingOut:
    """Who asked takes the request back."""
    access = request.access
    return _shown(hidings.decline(_to_work(request, hiding_id), user=access.user, by=access.by))


@router.post("hidings/{hiding_id}/show", response=HidingOut, summary="Show a message again")
def show_hidden(request: ApiRequest, hiding_id: Id) -> HidingOut:
    access = request.access
    return _shown(hidings.show_again(_to_work(request, hiding_id), user=access.user, by=access.by))


@router.post("messages/{message_id}/hidden", response=HidingOut, summary="Say what became of it")
def settle_hiding(request: ApiRequest, message_id: Id, body: HideSettledIn) -> HidingOut:
    """For the program behind an API channel, after `message.hide_requested` or
    `message.unhide_requested`: whether the message is hidden now, or why that did not work."""
    access = request.access
    message = message_for(access, message_id)
    work_desks(access, message.conversation)
    done = hidings.settle(message.pk, hidden=body.hidden, problem=body.problem, by=access.by)
    return _shown(done)


def _to_work(request: ApiRequest, hiding_id: int) -> int:
    found = hiding_for(request.access, hiding_id)
    work_desks(request.access, found.conversation)
    return found.pk


def _shown(hiding: Hiding) -> HidingOut:
    return HidingOut.model_validate(hiding)

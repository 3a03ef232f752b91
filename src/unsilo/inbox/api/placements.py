"""REST: where a conversation stands, its tags, and the way back."""

from ninja import Router

from unsilo.accounts.access import Access
from unsilo.core.errors import NotFound
from unsilo.core.models import Event
from unsilo.core.rest import ApiRequest, Id, soon
from unsilo.inbox.api.naming import colleague_named, desk_named, desk_to_work
from unsilo.inbox.models import Conversation, Priority, State
from unsilo.inbox.queries.summaries import summary_of
from unsilo.inbox.rights import conversation_to_work, work_desks
from unsilo.inbox.schemas.conversations import (
    AssignIn,
    ChangeOut,
    ConversationOut,
    MoveIn,
    PlaceIn,
    PriorityIn,
    SpamIn,
    StateIn,
    TagIn,
    TagName,
    UndoIn,
)
from unsilo.inbox.services import placements, tags
from unsilo.inbox.services.undoing import undo

router = Router(tags=["Placements"])


def _changed(access: Access, conversation_id: int, event_id: int | None) -> ChangeOut:
    try:
        now = Conversation.objects.get_for(access, conversation_id)
    except NotFound:  # it has left every desk the user may read
        return ChangeOut(event_id=event_id, conversation=None)
    return ChangeOut(event_id=event_id, conversation=ConversationOut.of(summary_of(access, now)))


@router.post("conversations/{conversation_id}/assign", response=ChangeOut, summary="Assign")
def assign(request: ApiRequest, conversation_id: Id, body: AssignIn) -> ChangeOut:
    """Give it to a colleague on one desk, or to nobody."""
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    desk = desk_to_work(access, conversation, body.desk)
    owner = None if body.owner is None else colleague_named(access, body.owner)
    change = placements.assign(conversation.pk, desk=desk, owner=owner, by=access.by)
    return _changed(access, conversation.pk, change.event_id)


@router.post(
    "conversations/{conversation_id}/state",
    response=ChangeOut,
    summary="Close, reopen, snooze, set waiting",
)
def set_state(request: ApiRequest, conversation_id: Id, body: StateIn) -> ChangeOut:
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    if body.desks is None:
        desks = work_desks(access, conversation)
    else:
        desks = [desk_to_work(access, conversation, one) for one in body.desks]
    change = placements.set_state(
        conversation.pk,
        state=State(body.state),
        desks=desks,
        until=soon(body.until),
        by=access.by,
    )
    return _changed(access, conversation.pk, change.event_id)


@router.post("conversations/{conversation_id}/priority", response=ChangeOut, summary="Prioritise")
def set_priority(request: ApiRequest, conversation_id: Id, body: PriorityIn) -> ChangeOut:
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    desk = desk_to_work(access, conversation, body.desk)
    priority = Priority[body.priority.upper()]
    change = placements.set_priority(conversation.pk, desk=desk, priority=priority, by=access.by)
    return _changed(access, conversation.pk, change.event_id)


@router.post(
    "conversations/{conversation_id}/placements",
    response=ChangeOut,
    summary="Place on one more desk",
)
def place(request: ApiRequest, conversation_id: Id, body: PlaceIn) -> ChangeOut:
    """Where it stood it stays. Any desk the user may read will do."""
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    desk = desk_named(access, body.desk)
    change = placements.place(conversation.pk, desk=desk, by=access.by)
    return _changed(access, conversation.pk, change.event_id)


@router.delete(
    "conversations/{conversation_id}/placements/{desk_id}",
    response=ChangeOut,
    summary="Take off a desk",
)
def remove(request: ApiRequest, conversation_id: Id, desk_id: Id) -> ChangeOut:
    """The last desk keeps it."""
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    desk = desk_to_work(access, conversation, desk_id)
    change = placements.remove(conversation.pk, desk=desk, by=access.by)
    return _changed(access, conversation.pk, change.event_id)


@router.post("conversations/{conversation_id}/move", response=ChangeOut, summary="Move")
def move(request: ApiRequest, conversation_id: Id, body: MoveIn) -> ChangeOut:
    """Hand it to another desk: it leaves the first."""
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    change = placements.move(
        conversation.pk,
        from_desk=desk_to_work(access, conversation, body.from_desk),
        to_desk=desk_named(access, body.to_desk),
        by=access.by,
    )
    return _changed(access, conversation.pk, change.event_id)


@router.post("conversations/{conversation_id}/spam", response=ChangeOut, summary="Spam or not")
def mark_spam(request: ApiRequest, conversation_id: Id, body: SpamIn) -> ChangeOut:
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    change = placements.mark_spam(conversation.pk, spam=body.spam, by=access.by)
    return _changed(access, conversation.pk, change.event_id)


@router.post("conversations/{conversation_id}/tags", response=ChangeOut, summary="Tag")
def add_tag(request: ApiRequest, conversation_id: Id, body: TagIn) -> ChangeOut:
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    event_id = tags.tag(conversation.pk, name=body.name, by=access.by)
    return _changed(access, conversation.pk, event_id)


@router.delete(
    "conversations/{conversation_id}/tags/{path:name}", response=ChangeOut, summary="Untag"
)
def remove_tag(request: ApiRequest, conversation_id: Id, name: TagName) -> ChangeOut:
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    event_id = tags.untag(conversation.pk, name=name, by=access.by)
    return _changed(access, conversation.pk, event_id)


@router.post("conversations/{conversation_id}/undo", response=ChangeOut, summary="Undo a change")
def undo_change(request: ApiRequest, conversation_id: Id, body: UndoIn) -> ChangeOut:
    """Take a change back by its `event_id`, if nothing changed the same thing since."""
    access = request.access
    if not Event.objects.filter(pk=body.event_id, conversation_id=conversation_id).exists():
        raise NotFound
    undo(body.event_id, access=access)
    return _changed(access, conversation_id, None)

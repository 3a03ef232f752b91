"""Take a verb back by the event it left behind."""

from django.db import transaction

from unsilo.accounts.access import Access
from unsilo.core.errors import Forbidden, NotFound
from unsilo.core.models import Event
from unsilo.inbox.models import Conversation
from unsilo.inbox.services import placements, tags


@transaction.atomic
def undo(event_id: int, *, access: Access) -> int:
    """Undo a change of placements or tags; returns the conversation it concerned.

    Raises ``NothingToUndo`` when somebody changed the same thing since.
    """
    event = Event.objects.filter(pk=event_id, conversation_id__isnull=False).first()
    if event is None or event.conversation_id is None:
        raise NotFound
    _require_right(access, event, event.conversation_id)
    match event.kind:
        case "conversation.tagged":
            tags.untag(event.conversation_id, name=event.data["tag"], by=access.by)
        case "conversation.untagged":
            tags.tag(event.conversation_id, name=event.data["tag"], by=access.by)
        case _:
            placements.undo(event_id, by=access.by)
    return event.conversation_id


def _require_right(access: Access, event: Event, conversation_id: int) -> None:
    """A seat is needed on every desk that was changed.

    For one's own change the right to make it is enough, a seat on a desk that was concerned: it
    may have gone to a desk that its mover can't even see.
    """
    access.require_write()
    own = (event.actor_kind, event.actor_id) == (access.by.kind, access.by.id)
    if not own:
        Conversation.objects.get_for(access, conversation_id)
    conversation = Conversation.objects.get(pk=conversation_id)
    changed = {step["desk"] for step in event.data.get("steps", ())}
    workable = {pk for pk in event.desk_ids if pk in access.desk_ids and access.can_work([pk])}
    enough = bool(workable) if own else bool(workable) and changed <= workable
    if not enough or not access.sees_brand(conversation.brand_id):
        raise Forbidden("This was changed on desks where you have no seat.")

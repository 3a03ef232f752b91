"""Take a verb back by the event it left behind."""

from django.db import transaction

from unsilo.core.actor import Actor
from unsilo.core.errors import NotFound
from unsilo.core.models import Event
from unsilo.inbox.services import placements, tags


@transaction.atomic
def undo(event_id: int, *, by: Actor) -> int:
    """Undo a change of placements or tags; returns the conversation it concerned.

    Raises ``NothingToUndo`` when somebody changed the same thing since.
    """
    event = Event.objects.filter(pk=event_id).first()
    if event is None or event.conversation_id is None:
        raise NotFound
    match event.kind:
        case "conversation.tagged":
            tags.untag(event.conversation_id, name=event.data["tag"], by=by)
        case "conversation.untagged":
            tags.tag(event.conversation_id, name=event.data["tag"], by=by)
        case _:
            placements.undo(event_id, by=by)
    return event.conversation_id

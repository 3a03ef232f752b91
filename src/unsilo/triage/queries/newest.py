"""The message of a conversation that readings are about."""

from unsilo.channels.contract import MessageClass
from unsilo.inbox.models import Conversation, Direction, Kind, Message


def newest_to_read(conversation: Conversation) -> Message | None:
    """What somebody outside wrote last."""
    outside = Message.objects.filter(
        conversation=conversation,
        direction=Direction.IN,
        kind=Kind.MESSAGE,
        message_class=MessageClass.HUMAN,
    )
    return outside.defer("html", "search").order_by("-id").first()

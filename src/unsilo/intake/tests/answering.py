"""What a colleague does before the next letter comes."""

from unsilo.accounts.models import User
from unsilo.channels.contract import Address
from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.recipients import Recipients
from unsilo.inbox.services.replies import Answer, send_answer


def answer(arrival_conversation: int, user: User, *, to: str = "dana@whitlock.example") -> Message:
    conversation = Conversation.objects.get(pk=arrival_conversation)
    return send_answer(
        conversation.pk,
        Answer(
            text="It swam away.",
            recipients=Recipients(to=(Address(to),)),
            seen_version=conversation.version,
        ),
        user=user,
        desks=[seat.desk for seat in user.seats.select_related("desk")],
        by=user.actor,
    )

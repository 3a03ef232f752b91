"""What stands there before a visit."""

from unsilo.accounts.models import Desk, User
from unsilo.channels.contract import Address
from unsilo.channels.services import blobs
from unsilo.inbox.models import Attachment, Conversation, Message
from unsilo.inbox.recipients import Recipients
from unsilo.inbox.services.replies import Answer, send_answer


def attach(
    message: Message, name: str, content_type: str, content: bytes, **more: object
) -> Attachment:
    blob = blobs.put(content)
    return Attachment.objects.create(
        message=message, blob=blob, filename=name, content_type=content_type, size=len(content),
        **more,
    )  # fmt: skip


def first_message(conversation: Conversation) -> Message:
    message = conversation.messages.order_by("id").first()
    assert message
    return message


def answered(conversation: Conversation, bob: User, support: Desk, **more: object) -> Message:
    conversation.refresh_from_db()
    answer = Answer(
        text="On its **way**.",
        recipients=Recipients(to=(Address("dana@whitlock.example"),)),
        seen_version=conversation.version,
        **more,  # type: ignore[arg-type]
    )
    return send_answer(conversation.pk, answer, user=bob, desks=[support], by=bob.actor)

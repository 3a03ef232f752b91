"""REST: one message, and its files."""

from django.http import FileResponse
from ninja import Router

from unsilo.channels.models import Delivery
from unsilo.channels.services.blobs import open_blob
from unsilo.core.errors import NotFound
from unsilo.core.rest import ApiRequest, Id
from unsilo.inbox.models import Attachment, Conversation, Message
from unsilo.inbox.queries.thread import message_for
from unsilo.inbox.schemas.messages import MessageOut

router = Router(tags=["Messages"])


@router.get("messages/{message_id}", response=MessageOut, summary="Get a message or note")
def get_message(request: ApiRequest, message_id: Id) -> MessageOut:
    return show_message(message_for(request.access, message_id))


def show_message(message: Message) -> MessageOut:
    deliveries = Delivery.objects.filter(message_id=message.pk)
    return MessageOut.of(
        message, deliveries.select_related("channel").prefetch_related("recipients").first()
    )


@router.get(
    "attachments/{attachment_id}",
    response={200: None},
    summary="Download a file",
    openapi_extra={"x-media": "application/octet-stream"},
)
def get_attachment(request: ApiRequest, attachment_id: Id) -> FileResponse:
    """Always as a download of unknown type, since foreign files must not run in a browser."""
    attachment = Attachment.objects.filter(pk=attachment_id).select_related("message").first()
    if attachment is None:
        raise NotFound
    Conversation.objects.get_for(request.access, attachment.message.conversation_id)
    return FileResponse(
        open_blob(attachment.blob_id),
        as_attachment=True,
        filename=attachment.filename,
        content_type="application/octet-stream",
    )

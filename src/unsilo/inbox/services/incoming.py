"""One message in, for callers that have no batch; and reading a stored one again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from unsilo.channels.contract import InboundMessage
from unsilo.channels.models import Blob, Channel
from unsilo.core.actor import Actor
from unsilo.inbox import html as html_cleaning
from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.services.batch import Batch
from unsilo.inbox.services.reading import words_of
from unsilo.people.models import Person


@transaction.atomic
def add_incoming(
    conversation: Conversation,
    *,
    channel: Channel,
    parsed: InboundMessage,
    person: Person | None,
    by: Actor,
    at: datetime,
    blobs: Sequence[Blob] = (),
    arrival_id: int | None = None,
) -> Message:
    """Put one message into a conversation (see ``Batch.add``)."""
    batch = Batch(by=by)
    batch.load([conversation.pk])
    message = batch.add(
        conversation.pk,
        channel=channel,
        parsed=parsed,
        person=person,
        blobs=blobs,
        arrival_id=arrival_id,
        at=at,
    )
    batch.write()
    return message


def refresh_incoming(message_id: int, *, parsed: InboundMessage) -> Message | None:
    """Replace what was read from a message's raw bytes; its place and history stay."""
    words = words_of(parsed, html_cleaning.clean(parsed.html))
    Message.objects.filter(pk=message_id).update(**words)
    return Message.objects.filter(pk=message_id).first()

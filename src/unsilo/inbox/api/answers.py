"""REST: answers and notes."""

import base64
from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from ninja import Router, Status

from unsilo.accounts.models import User
from unsilo.channels import registry
from unsilo.channels.contract import Address
from unsilo.channels.models import Upload
from unsilo.channels.queries import answering_channel
from unsilo.channels.services.uploads import store_upload
from unsilo.channels.sniffing import safe_filename
from unsilo.core.errors import NotFound
from unsilo.core.rest import ApiRequest, Id, soon
from unsilo.inbox.api.messages import show_message
from unsilo.inbox.checking import Override
from unsilo.inbox.models import Conversation, Kind, Message, State
from unsilo.inbox.recipients import Recipients, latest_answerable, suggest
from unsilo.inbox.rights import conversation_to_work, work_desks
from unsilo.inbox.schemas.messages import (
    AddressIn,
    FileIn,
    MessageOut,
    NoteIn,
    ReplyIn,
)
from unsilo.inbox.services.notes import add_note
from unsilo.inbox.services.replies import Answer, send_answer

router = Router(tags=["Answers"])


@router.post(
    "conversations/{conversation_id}/replies", response={201: MessageOut}, summary="Answer"
)
@transaction.atomic
def create_reply(request: ApiRequest, conversation_id: Id, body: ReplyIn) -> Status[MessageOut]:
    """Freeze an answer and queue it; it goes out after the undo time, or at `send_at`.

    Refused with 409 `newer_messages` unless `seen_version` is the conversation's version, or
    `confirm` is true. `data.version` of the refusal is the present one.

    Refused with 409 `draft_stopped` when a check stops the words: `data.findings` say what was
    found and why. Mend the text, or send it again with one of `data.reasons` as `override_reason`.
    """
    access = request.access
    conversation = conversation_to_work(access, conversation_id)
    answered = _answered(conversation, body.answers)
    answer = Answer(
        text=body.text,
        kind=body.kind,
        recipients=_recipients(conversation, answered, body),
        uploads=uploads_of(access.user, body.attachments),
        answered_id=answered.pk if answered else None,
        seen_version=body.seen_version,
        confirmed=body.confirm,
        send_at=soon(body.send_at),
        then=State(body.then) if body.then else None,
        subject=body.subject,
        override=Override.of(body.override_reason or "", body.override_words),
    )
    desks = work_desks(access, conversation)
    message = send_answer(conversation.pk, answer, user=access.user, desks=desks, by=access.by)
    return Status(201, show_message(message))


@router.post("conversations/{conversation_id}/notes", response={201: MessageOut}, summary="Note")
@transaction.atomic
def create_note(request: ApiRequest, conversation_id: Id, body: NoteIn) -> Status[MessageOut]:
    """Words for colleagues only. Open to everyone who may write and can see the conversation."""
    access = request.access
    conversation = Conversation.objects.get_for(access, conversation_id)
    access.require_write()
    uploads = uploads_of(access.user, body.attachments)
    note = add_note(
        conversation.pk, user=access.user, text=body.text, uploads=uploads, by=access.by
    )
    return Status(201, show_message(note))


def _answered(conversation: Conversation, message_id: int | None) -> Message | None:
    if message_id is None:
        return latest_answerable(conversation)
    messages = Message.objects.filter(conversation=conversation, kind=Kind.MESSAGE)
    message = messages.filter(pk=message_id).first()
    if message is None:
        raise NotFound("The message to answer is not in this conversation.")
    return message


def _recipients(conversation: Conversation, answered: Message | None, body: ReplyIn) -> Recipients:
    """Those named; whichever kind is left out follows from the message answered."""
    carrier = answering_channel(conversation.channel)
    own = registry.build(carrier).own_addresses() if carrier else frozenset()
    usual = suggest(conversation, answered, kind=body.kind, own=own)
    return Recipients(
        to=usual.to if body.to is None else addresses_of(body.to),
        cc=usual.cc if body.cc is None else addresses_of(body.cc),
        bcc=usual.bcc if body.bcc is None else addresses_of(body.bcc),
    )


def addresses_of(many: Sequence[AddressIn]) -> tuple[Address, ...]:
    return tuple(Address(one.address, one.name) for one in many)


def uploads_of(user: User, files: Sequence[FileIn]) -> list[Upload]:
    return [
        store_upload(
            user,
            SimpleUploadedFile(safe_filename(file.filename), base64.b64decode(file.content_base64)),
        )
        for file in files
    ]

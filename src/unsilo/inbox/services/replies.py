"""Answers: composed once, frozen, and handed to the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Desk, User
from unsilo.channels import registry
from unsilo.channels.contract import Address, Capability, Delivers
from unsilo.channels.models import Channel, Upload
from unsilo.channels.queries import answering_channel
from unsilo.channels.services import deliveries
from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid
from unsilo.core.models import Event
from unsilo.core.tokens import sign_id
from unsilo.inbox import writing
from unsilo.inbox.errors import (
    AlreadySent,
    CannotAnswer,
    EmptyMessage,
    NewerMessages,
    NoRecipients,
)
from unsilo.inbox.models import (
    Attachment,
    Conversation,
    Direction,
    Draft,
    DraftKind,
    Kind,
    Message,
    Placement,
    Reference,
    State,
)
from unsilo.inbox.recipients import Recipients, checked, latest_answerable
from unsilo.inbox.services.batch import next_message_id
from unsilo.inbox.services.changes import locked, log
from unsilo.inbox.services.conversations import (
    remember_participants,
    remember_references,
    start_conversation,
    summarise_answer,
    summarise_without_answer,
)
from unsilo.inbox.services.drafts import bring_back, discard_draft
from unsilo.inbox.services.files import attach_uploads
from unsilo.inbox.services.outgoing import outbound
from unsilo.inbox.services.placements import Standing, restore
from unsilo.inbox.services.reading import short
from unsilo.people.models import Person

REPLY_TOKEN = "reply"  # noqa: S105  what the token is for
MAX_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything a user decided before pressing Send.

    ``text`` is the composer's light markup. ``seen_version`` is the conversation's version that
    was on the screen: if something newer stands there, nothing is sent unless ``confirmed``.
    ``then`` is the state afterwards on the desks the user works on; None leaves it.
    """

    text: str
    kind: str = DraftKind.REPLY
    recipients: Recipients = field(default_factory=Recipients)
    uploads: Sequence[Upload] = ()
    answered_id: int | None = None
    seen_version: int = 0
    confirmed: bool = False
    send_at: datetime | None = None
    then: State | None = State.WAITING
    subject: str = ""


@transaction.atomic
def send_answer(
    conversation_id: int,
    answer: Answer,
    *,
    user: User,
    desks: Sequence[Desk],
    by: Actor,
    at: datetime | None = None,
) -> Message:
    """Freeze an answer and put it into the outbox, where it waits for the undo time.

    ``desks`` are those the user works for here: their placements change state and get an owner.
    Raises ``NewerMessages`` when the user has not seen the newest message or note.
    """
    conversation = locked(conversation_id)
    if not answer.confirmed and conversation.version != answer.seen_version:
        raise NewerMessages(version=conversation.version)
    channel = _carrier(conversation.channel)
    answered = _answered(conversation, answer)
    held, steps = _after_answer(conversation, answer, desks=desks, user=user)
    return _compose(
        conversation, channel, answered, answer, user=user, by=by, at=at, held=held, steps=steps
    )


@transaction.atomic
def start_with_message(
    *,
    channel: Channel,
    person: Person,
    desk: Desk,
    answer: Answer,
    user: User,
    by: Actor,
    at: datetime | None = None,
) -> Message:
    """Write to someone first: a new conversation that begins with our message."""
    if Capability.START not in registry.capabilities(channel):
        raise CannotAnswer(_("This channel can't begin a conversation."))
    if not answer.subject.strip():
        raise Invalid(_("A new conversation needs a subject."))
    conversation = start_conversation(
        channel=channel,
        person=person,
        subject=answer.subject,
        by=by,
        at=at or timezone.now(),
        desk=desk,
        state=answer.then or State.WAITING,
        owner_id=user.pk,
    )
    message = _compose(conversation, channel, None, answer, user=user, by=by, at=at)
    discard_draft(user=user, conversation_id=None, kind=DraftKind.NEW)
    return message


def _carrier(channel: Channel) -> Channel:
    carrier = answering_channel(channel)
    if carrier is None:
        raise CannotAnswer
    return carrier


def _answered(conversation: Conversation, answer: Answer) -> Message | None:
    if answer.answered_id:
        found = Message.objects.filter(
            conversation=conversation, pk=answer.answered_id, kind=Kind.MESSAGE
        ).first()
        if found is None:
            raise Invalid(_("The message you are answering is not in this conversation."))
        return found
    return latest_answerable(conversation)


def _compose(
    conversation: Conversation,
    channel: Channel,
    answered: Message | None,
    answer: Answer,
    *,
    user: User,
    by: Actor,
    at: datetime | None,
    held: Sequence[int] | None = None,
    steps: Sequence[dict[str, Any]] = (),
) -> Message:
    text = answer.text.replace("\r\n", "\n").strip()
    if not text and not answer.uploads and answer.kind != DraftKind.FORWARD:
        raise EmptyMessage
    if len(text) > MAX_TEXT:
        raise Invalid(_("This is too long to send as one message."))
    connector = registry.build(channel)
    if not isinstance(connector, Delivers):
        raise CannotAnswer
    named = Capability.RECIPIENTS in registry.capabilities(channel)
    recipients = checked(answer.recipients) if named else _thread_recipient(answered)
    if not recipients.everyone:
        raise NoRecipients
    when = at or timezone.now()
    forwarding = answer.kind == DraftKind.FORWARD
    pk = next_message_id()
    token = sign_id(conversation.pk, purpose=REPLY_TOKEN)
    plain = writing.to_text(text)
    message = Message.objects.create(
        pk=pk,
        conversation=conversation,
        channel=channel,
        direction=Direction.OUT,
        kind=Kind.MESSAGE,
        user=user,
        author_name=user.name,
        author_address=connector.sender().value,
        subject=_subject(conversation, answered, answer),
        text=plain,
        reply_text=plain,
        html=writing.to_html(text),
        markup=text,
        addresses={
            "from": [_as_data(connector.sender())],
            "to": [_as_data(one) for one in recipients.to],
            "cc": [_as_data(one) for one in recipients.cc],
            "bcc": [_as_data(one) for one in recipients.bcc],
        },
        file_names=" ".join(upload.filename for upload in answer.uploads)[:10_000],
        external_id=connector.external_id_for(
            conversation_id=conversation.pk, message_id=pk, token=token
        ),
        in_reply_to=answered.external_id if answered and not forwarding else "",
        sent_at=when,
    )
    files = _attach(message, answer, answered if forwarding else None, text)
    not_before = answer.send_at or when + timedelta(seconds=settings.UNDO_SECONDS)
    deliveries.enqueue(
        channel=channel,
        message_id=message.pk,
        conversation_id=conversation.pk,
        outbound=outbound(
            conversation, message, recipients, answered=answered, whole=forwarding, token=token
        ),
        files=files,
        not_before=not_before,
        by=by,
    )
    remember_references(conversation, [message.external_id])
    remember_participants(conversation, [one.value for one in recipients.everyone])
    summarise_answer(conversation, preview=short(message.reply_text), at=when)
    log(
        "message.queued",
        conversation,
        by=by,
        message_id=message.pk,
        desk_ids=held,
        data={
            "kind": answer.kind,
            "to": [one.value for one in recipients.everyone],
            "not_before": not_before.isoformat(),
            "words": message.reply_text[:200],
            "uploads": [upload.pk for upload in answer.uploads],
            "moved": list(steps),
        },
        at=at,
    )
    return message


def _thread_recipient(answered: Message | None) -> Recipients:
    """Channels without recipients answer in the thread, to whoever spoke there."""
    if answered is None:
        return Recipients()
    return Recipients(to=(Address(answered.author_address, answered.author_name),))


def _attach(
    message: Message, answer: Answer, forwarded: Message | None, text: str
) -> list[Attachment]:
    in_text = writing.content_ids(text)
    inline = {u.pk: f"u{u.pk}" for u in answer.uploads if f"u{u.pk}" in in_text}
    attached = attach_uploads(message, answer.uploads, inline_ids=inline)
    if forwarded is not None:
        copies = list(forwarded.attachments.all())
        for copy in copies:
            copy.pk, copy.message = None, message
        attached += Attachment.objects.bulk_create(copies)
    return attached


def _subject(conversation: Conversation, answered: Message | None, answer: Answer) -> str:
    if answered is None or answer.subject.strip():
        return " ".join((answer.subject or conversation.subject).split())[:300]
    prefix = "Fwd: " if answer.kind == DraftKind.FORWARD else "Re: "
    subject = conversation.subject
    while subject[:4].casefold() in ("re: ", "fw: ") or subject[:5].casefold() == "fwd: ":
        subject = subject.split(" ", 1)[1].lstrip()
    return (prefix + subject)[:300]


def _as_data(address: Address) -> dict[str, str]:
    return {"value": address.value, "name": address.name}


def _after_answer(
    conversation: Conversation, answer: Answer, *, desks: Sequence[Desk], user: User
) -> tuple[list[int], list[dict[str, Any]]]:
    """Who answers, owns it; where the answerer works, it now waits (or is done).

    Returns all desks that hold it, and what stood there before and after, so that an undo can put
    it back.
    """
    placements = Placement.objects.filter(conversation=conversation)
    worked = {desk.pk for desk in desks}
    held = list(placements)
    steps = []
    for placement in held:
        if placement.desk_id not in worked:
            continue
        before = Standing.of(placement)
        assert before is not None
        after = replace(before, owner_id=before.owner_id or user.pk)
        if answer.then is not None:
            after = replace(after, state=answer.then.value, snoozed_until=None)
        steps.append(
            {"desk": placement.desk_id, "before": before.as_data(), "after": after.as_data()}
        )
    values: dict[str, Any] = {"owner": Coalesce(F("owner"), user.pk)}
    if answer.then is not None:
        done_at = timezone.now() if answer.then == State.DONE else None
        values |= {"state": answer.then, "snoozed_until": None, "done_at": done_at}
    placements.filter(desk__in=worked).update(**values)
    discard_draft(user=user, conversation_id=conversation.pk, kind=answer.kind)
    return [placement.desk_id for placement in held], steps


@transaction.atomic
def undo_answer(message_id: int, *, user: User, by: Actor) -> Draft:
    """Take an answer back that still waits in the outbox; its words become the draft again.

    Raises ``AlreadySent`` once it has been handed over.
    """
    message = Message.objects.filter(pk=message_id, direction=Direction.OUT).first()
    if message is None:
        raise AlreadySent
    conversation = locked(message.conversation_id)
    if not deliveries.cancel_for_message(message_id, by=by):
        raise AlreadySent
    queued = Event.objects.filter(
        conversation_id=conversation.pk, message_id=message_id, kind="message.queued"
    ).first()
    data = queued.data if queued else {}
    for step in data.get("moved", []):
        restore(conversation, step)
    Reference.objects.filter(conversation=conversation, external_id=message.external_id).delete()
    Message.objects.filter(pk=message_id).delete()
    summarise_without_answer(conversation)
    kind = data.get("kind", DraftKind.REPLY)
    draft = bring_back(
        user=user,
        conversation=conversation,
        kind=DraftKind.REPLY if kind == DraftKind.NEW else kind,
        text=message.markup,
        fields={
            "uploads": data.get("uploads", []),
            **{role: message.addresses.get(role, []) for role in ("to", "cc", "bcc")},
        },
    )
    log(
        "message.unsent",
        conversation,
        by=by,
        data={"message": message_id, "words": message.reply_text[:200]},
    )
    return draft

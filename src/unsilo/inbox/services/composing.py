"""An answer in the making: its words, recipients and files become a message and a delivery."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.channels import registry
from unsilo.channels.contract import Address, Capability, Delivers
from unsilo.channels.models import Channel, Upload
from unsilo.channels.services import deliveries
from unsilo.channels.texts import count_signs
from unsilo.core import clock
from unsilo.core.actor import Actor
from unsilo.core.kept import insert
from unsilo.core.tokens import sign_id
from unsilo.inbox import checking, writing
from unsilo.inbox.errors import (
    CannotAnswer,
    EmptyMessage,
    NoRecipients,
    TooLong,
)
from unsilo.inbox.models import (
    Attachment,
    Conversation,
    Direction,
    DraftKind,
    Kind,
    Message,
    State,
)
from unsilo.inbox.recipients import Recipients, checked
from unsilo.inbox.services.changes import log
from unsilo.inbox.services.conversations import (
    Moved,
    remember,
    summarise_answer,
)
from unsilo.inbox.services.files import attach_uploads
from unsilo.inbox.services.outgoing import next_in_thread, outbound
from unsilo.inbox.services.reading import short

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
    override: checking.Override | None = None


def compose(
    conversation: Conversation,
    channel: Channel,
    answered: Message | None,
    answer: Answer,
    *,
    user: User,
    by: Actor,
    at: datetime | None,
    held: Sequence[int] | None = None,
    moved: Moved | None = None,
    steps: Sequence[dict[str, Any]] = (),
    found: Sequence[checking.Finding] = (),
) -> Message:
    """Store the message and hand it to the outbox. ``held`` are the desks it is told to, ``steps`` what
    stood there before, for an undo; ``found`` is what checks said of its words."""
    text = answer.text.replace("\r\n", "\n").strip()
    if not text and not answer.uploads and answer.kind != DraftKind.FORWARD:
        raise EmptyMessage
    if len(text) > MAX_TEXT:
        raise TooLong
    connector = registry.build(channel)
    if not isinstance(connector, Delivers):
        raise CannotAnswer
    named = Capability.RECIPIENTS in registry.capabilities(channel)
    recipients = checked(answer.recipients) if named else _thread_recipient(answered)
    if not recipients.everyone:
        raise NoRecipients
    when = at or clock.now()
    forwarding = answer.kind == DraftKind.FORWARD
    pk, earlier = next_in_thread(conversation.pk)
    token = sign_id(conversation.pk, purpose=REPLY_TOKEN)
    plain = writing.to_text(text)
    _fit(plain, connector.info.max_signs)
    message = Message(
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
    insert(message)
    files = _attach(message, answer, answered if forwarding else None, text)
    not_before = answer.send_at or when + timedelta(seconds=settings.UNDO_SECONDS)
    deliveries.enqueue(
        channel=channel,
        message_id=message.pk,
        conversation_id=conversation.pk,
        outbound=outbound(
            conversation,
            message,
            recipients,
            answered=answered,
            earlier=earlier,
            whole=forwarding,
            token=token,
        ),
        files=files,
        not_before=not_before,
        scheduled=answer.send_at is not None,
        by=by,
    )
    remember(conversation, message.external_id, [one.value for one in recipients.everyone])
    summarise_answer(conversation, preview=short(message.reply_text), at=when, moved=moved)
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
            **checking.as_event(found, answer.override),
        },
        at=at,
    )
    if forwarding:
        to = [one.value for one in recipients.everyone]
        log(
            "message.forwarded",
            conversation,
            by=by,
            message_id=message.pk,
            desk_ids=held,
            data={"to": to, "message": answered.pk if answered else None},
            at=at,
        )
    stopped = [one for one in found if one.stops]
    if stopped and answer.override:
        log(
            "check.overridden",
            conversation,
            by=by,
            message_id=message.pk,
            desk_ids=held,
            data={
                "checks": [one.check for one in stopped],
                "found": [one.words for one in stopped],
                **answer.override.as_data(),
            },
            at=at,
        )
    return message


def _fit(plain: str, most: int) -> None:
    signs = count_signs(plain) if most else 0
    if signs > most:
        words = _("It takes %(most)d characters at most, and this has %(signs)d.")
        raise TooLong(words % {"most": most, "signs": signs}, most=most, signs=signs)


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

"""Answers: sent for somebody, with what that changes on the desks; and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, User
from unsilo.channels import registry
from unsilo.channels.contract import Capability
from unsilo.channels.models import Channel
from unsilo.channels.queries import answering_channel
from unsilo.channels.services import deliveries
from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid
from unsilo.core.kept import Kept
from unsilo.core.models import Event
from unsilo.inbox import checking
from unsilo.inbox.errors import (
    AlreadySent,
    CannotAnswer,
    NewerMessages,
)
from unsilo.inbox.models import (
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
from unsilo.inbox.recipients import latest_answerable
from unsilo.inbox.rights import desks_to_work
from unsilo.inbox.services.changes import locked, log
from unsilo.inbox.services.composing import REPLY_TOKEN, Answer, compose
from unsilo.inbox.services.conversations import (
    Moved,
    start_conversation,
    summarise_without_answer,
)
from unsilo.inbox.services.drafts import bring_back, discard_draft
from unsilo.inbox.services.placements import Standing, restore
from unsilo.people.models import Person

__all__ = [
    "REPLY_TOKEN",
    "Answer",
    "Sent",
    "answer_as",
    "send_answer",
    "start_with_message",
    "undo_answer",
]


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer in the outbox, and the message it is for."""

    message: Message
    answered: Message | None


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
    Raises ``NewerMessages`` when the user has not seen the newest message or note, and
    ``DraftStopped`` when a check stops the words.
    """
    conversation = locked(conversation_id)
    held = _placements.all(conversation.pk)
    return _send(conversation, answer, held, desks=desks, user=user, by=by, at=at).message


@transaction.atomic
def answer_as(access: Access, conversation_id: int, answer: Answer) -> Sent:
    """The same, with the user's rights looked up under the lock: ``NotFound``, ``Forbidden``."""
    conversation = locked(conversation_id)
    held = _placements.all(conversation.pk)
    desks = desks_to_work(access, conversation, [one.desk_id for one in held])
    return _send(conversation, answer, held, desks=desks, user=access.user, by=access.by)


def _send(
    conversation: Conversation,
    answer: Answer,
    held: Sequence[Placement],
    *,
    desks: Sequence[Desk],
    user: User,
    by: Actor,
    at: datetime | None = None,
) -> Sent:
    if not answer.confirmed and conversation.version != answer.seen_version:
        raise NewerMessages(version=conversation.version)
    found = checking.pass_or_stop(
        _outgoing(answer, conversation.brand_id, user=user, by=by, conversation=conversation),
        answer.override,
    )
    channel = _carrier(conversation.channel)
    answered = _answered(conversation, answer)
    moved, steps = _after_answer(held, answer, desks=desks, user=user)
    discard_draft(user=user, conversation_id=conversation.pk, kind=answer.kind)
    message = compose(
        conversation,
        channel,
        answered,
        answer,
        user=user,
        by=by,
        at=at,
        held=[one.desk_id for one in held],
        moved=moved,
        steps=steps,
        found=found,
    )
    return Sent(message, answered)


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
    found = checking.pass_or_stop(
        _outgoing(answer, channel.brand_id, user=user, by=by), answer.override
    )
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
    message = compose(conversation, channel, None, answer, user=user, by=by, at=at, found=found)
    discard_draft(user=user, conversation_id=None, kind=DraftKind.NEW)
    return message


def _outgoing(
    answer: Answer,
    brand_id: int,
    *,
    user: User,
    by: Actor,
    conversation: Conversation | None = None,
) -> checking.Outgoing:
    return checking.Outgoing(
        access=Access(user, by),
        text=answer.text[: checking.LONGEST],
        kind=answer.kind,
        brand_id=brand_id,
        conversation=conversation,
    )


def _carrier(channel: Channel) -> Channel:
    carrier = answering_channel(channel)
    if carrier is None:
        raise CannotAnswer
    return carrier


_placements = Kept(lambda pk: Placement.objects.filter(conversation=pk), int)
_to_answer = Kept(
    lambda conversation, pk: Message.objects.filter(
        conversation=conversation, pk=pk, kind=Kind.MESSAGE
    ).defer("html", "search"),
    int,
    int,
)


def _answered(conversation: Conversation, answer: Answer) -> Message | None:
    if answer.answered_id:
        found = _to_answer.first(conversation.pk, answer.answered_id)
        if found is None:
            raise Invalid(_("The message you are answering is not in this conversation."))
        return found
    return latest_answerable(conversation)


def _after_answer(
    held: Sequence[Placement], answer: Answer, *, desks: Sequence[Desk], user: User
) -> tuple[Moved, list[dict[str, Any]]]:
    """Who answers, owns it; where the answerer works, it now waits (or is done).

    Returns that, and what stood there before and after, so that an undo can put it back.
    """
    worked = {desk.pk for desk in desks}
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
    return Moved(sorted(worked), owner_id=user.pk, state=answer.then), steps


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

"""Begin a conversation, and keep its summary true when something was said."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F
from django.db.models.functions import Greatest

from unsilo.accounts.models import Desk
from unsilo.channels.models import Channel
from unsilo.core.actor import Actor
from unsilo.inbox.models import (
    Conversation,
    Participant,
    Placement,
    Priority,
    Reference,
    State,
)
from unsilo.inbox.services.changes import log
from unsilo.people.models import Person


def start_conversation(
    *,
    channel: Channel,
    person: Person,
    subject: str,
    by: Actor,
    at: datetime,
    desk: Desk | None = None,
    state: State = State.OPEN,
    priority: Priority = Priority.NORMAL,
    owner_id: int | None = None,
    public: bool = False,
    paid: bool = False,
    permalink: str = "",
    external_thread: str = "",
) -> Conversation:
    """Make a conversation and place it on its desk (the channel's, unless another is named).

    To be called inside the transaction that adds its first message.
    """
    placed_on = desk.pk if desk else channel.desk_id
    conversation = Conversation.objects.create(
        subject=" ".join(subject.split())[:300],
        channel=channel,
        brand_id=channel.brand_id,
        person=person,
        external_thread=external_thread[:400],
        public=public,
        paid=paid,
        permalink=permalink[:1000],
        created_at=at,
        last_message_at=at,
    )
    Placement.objects.create(
        conversation=conversation,
        desk_id=placed_on,
        brand_id=channel.brand_id,
        state=state,
        owner_id=owner_id,
        priority=priority,
        active_at=at,
        placed_at=at,
        done_at=at if state == State.DONE else None,
    )
    log(
        "conversation.started",
        conversation,
        by=by,
        desk_ids=[placed_on],
        data={"channel": channel.name, "subject": conversation.subject},
        at=at,
    )
    return conversation


def spoke(
    conversation: Conversation, *, preview: str, at: datetime, inbound: bool, counts: bool
) -> None:
    """Bring the summary up to date after a message. ``counts`` is False for what no human wrote:
    such a message is kept and counted but neither moves the conversation up nor asks for a look."""
    changes: dict[str, object] = {"message_count": F("message_count") + 1}
    if counts:
        changes |= {
            "version": F("version") + 1,
            "last_message_at": Greatest(F("last_message_at"), at),
            "last_inbound_at" if inbound else "last_outbound_at": at,
        }
        if at >= conversation.last_message_at:
            changes["preview"] = short(preview)
    elif not conversation.preview:
        changes["preview"] = short(preview)
    Conversation.objects.filter(pk=conversation.pk).update(**changes)
    conversation.message_count += 1
    if counts:
        conversation.version += 1
        if at > conversation.last_message_at:
            conversation.last_message_at = at
            Placement.objects.filter(conversation=conversation).update(active_at=at)


def reopen_after_answer(conversation: Conversation) -> list[int]:
    """Someone outside wrote: what waited or slept is open again; if all was done, all is open.

    Returns the desks that changed.
    """
    placements = list(Placement.objects.filter(conversation=conversation))
    asleep = [p.pk for p in placements if p.state in (State.WAITING, State.SNOOZED)]
    if not asleep and not any(p.state == State.OPEN for p in placements):
        asleep = [p.pk for p in placements]
    if asleep:
        Placement.objects.filter(pk__in=asleep).update(
            state=State.OPEN, snoozed_until=None, done_at=None
        )
    return [p.desk_id for p in placements if p.pk in asleep]


def short(text: str) -> str:
    """The first words of a message, for lists."""
    return " ".join(text[:600].split())[:200]


def remember_references(conversation: Conversation, external_ids: Iterable[str]) -> None:
    """Keep ids that belong to this conversation, also those of messages never seen."""
    Reference.objects.bulk_create(
        [
            Reference(external_id=one[:400], conversation=conversation)
            for one in dict.fromkeys(external_ids)
            if one
        ],
        ignore_conflicts=True,
    )


def remember_participants(conversation: Conversation, addresses: Iterable[str]) -> None:
    """Keep who took part, and may therefore answer into it."""
    Participant.objects.bulk_create(
        [
            Participant(address=one, conversation=conversation)
            for one in sorted({a.strip().casefold()[:320] for a in addresses} - {""})
        ],
        ignore_conflicts=True,
    )

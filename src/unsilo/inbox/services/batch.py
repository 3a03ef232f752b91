"""What comes in is stored in batches: looked up at once, decided in memory, written at once.

A live message is a batch of one, an import a batch of a hundred; both take the same way. Ids are
drawn beforehand, so that rows can name each other before any of them is written.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from unsilo.channels.contract import InboundMessage, MessageClass
from unsilo.channels.models import Blob, Channel
from unsilo.core import events
from unsilo.core.actor import Actor, ActorKind
from unsilo.inbox import html as html_cleaning
from unsilo.inbox.models import (
    Ad,
    Attachment,
    Conversation,
    Direction,
    Kind,
    Message,
    Participant,
    Placement,
    Post,
    Priority,
    Reference,
    State,
)
from unsilo.inbox.services import reading
from unsilo.people.models import Person


@dataclass(slots=True)
class Held:
    """A conversation of the batch with its placements by desk."""

    conversation: Conversation
    placements: dict[int, Placement] = field(default_factory=dict)
    is_new: bool = False
    changed: set[int] = field(default_factory=set)
    touched: bool = False

    @property
    def desk_ids(self) -> list[int]:
        return sorted(self.placements)


class Batch:
    """Conversations and messages that are about to be written. Lives inside one transaction."""

    def __init__(self, *, by: Actor, size: int = 1) -> None:
        self.by = by
        self.held: dict[int, Held] = {}
        self.messages: list[Message] = []
        self.attachments: list[Attachment] = []
        self.references: dict[tuple[str, int], None] = {}
        self.participants: dict[tuple[str, int], None] = {}
        self.events: list[events.NewEvent] = []
        self._conversation_ids, self._message_ids = _draw_ids(size)

    def load(self, conversation_ids: Iterable[int]) -> None:
        """Lock existing conversations, in one order, and fetch where they stand."""
        wanted = sorted(set(conversation_ids) - set(self.held))
        if not wanted:
            return
        rows = (
            Conversation.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(pk__in=wanted)
            .order_by("pk")
        )
        for conversation in rows:
            self.held[conversation.pk] = Held(conversation)
        for placement in Placement.objects.filter(conversation__in=wanted):
            self.held[placement.conversation_id].placements[placement.desk_id] = placement

    def start(
        self,
        *,
        channel: Channel,
        person: Person,
        subject: str,
        at: datetime,
        desk_id: int | None = None,
        state: State = State.OPEN,
        priority: Priority = Priority.NORMAL,
        owner_id: int | None = None,
        public: bool = False,
        paid: bool = False,
        permalink: str = "",
        post: Post | None = None,
        ad: Ad | None = None,
        external_thread: str = "",
        by: Actor | None = None,
    ) -> Conversation:
        """A new conversation on its desk (the channel's, unless another is named)."""
        placed_on = desk_id or channel.desk_id
        conversation = Conversation(
            pk=next(self._conversation_ids),
            subject=" ".join(subject.split())[:300],
            channel=channel,
            brand_id=channel.brand_id,
            person=person,
            external_thread=external_thread[:400],
            public=public,
            paid=paid,
            permalink=permalink[:1000],
            post=post,
            ad=ad,
            created_at=at,
            last_message_at=at,
        )
        held = Held(conversation, is_new=True)
        self.held[conversation.pk] = held
        self._new_placement(held, placed_on, state=state, priority=priority, at=at)
        held.placements[placed_on].owner_id = owner_id
        self._log(
            "conversation.started",
            held,
            at=at,
            data={"channel": channel.name, "subject": conversation.subject},
            by=by,
        )
        return conversation

    def place(self, conversation_id: int, *, desk_id: int, desk_name: str, at: datetime) -> None:
        """Let the conversation stand on one more desk, open."""
        held = self.held[conversation_id]
        if desk_id in held.placements:
            return
        self._new_placement(held, desk_id, state=State.OPEN, priority=Priority.NORMAL, at=at)
        after = {"state": "open", "owner": None, "priority": 0, "snoozed_until": None}
        step = {"desk": desk_id, "before": None, "after": after}
        self._log(
            "conversation.placed", held, at=at, data={"steps": [step], "desk_name": desk_name}
        )

    def add(
        self,
        conversation_id: int,
        *,
        channel: Channel,
        parsed: InboundMessage,
        person: Person | None,
        blobs: Sequence[Blob],
        arrival_id: int | None,
        at: datetime,
        reopens: bool = True,
    ) -> Message:
        """Add a message that came in (or was sent elsewhere) with its files and references.

        ``blobs`` are those of ``parsed.attachments``, in order. Only what a human wrote reopens,
        raises the version and moves the conversation up.
        """
        held = self.held[conversation_id]
        human = parsed.message_class is MessageClass.HUMAN
        message = _message(
            next(self._message_ids), held.conversation, channel, parsed, person, arrival_id, at
        )
        self.messages.append(message)
        self.attachments += reading.attachments_of(message, parsed, blobs)
        for one in (parsed.external_id, parsed.in_reply_to, *parsed.references):
            if one:
                self.references[one[:400], conversation_id] = None
        for address in reading.participants_of(parsed):
            self.participants[address, conversation_id] = None
        spoken(held, preview=parsed.reply_text or parsed.text, at=at,
               inbound=not parsed.outgoing, counts=human)  # fmt: skip
        reopened = held_reopen(held) if human and reopens and not parsed.outgoing else []
        self._log(
            "message.sent_elsewhere" if parsed.outgoing else "message.received",
            held,
            message_id=message.pk,
            at=at,
            data={
                "class": parsed.message_class.value,
                "channel": channel.name,
                "author": message.author_name,
                "reopened": reopened,
                "words": reading.short(parsed.reply_text or parsed.text),
            },
            by=None if parsed.outgoing or person is None else heard_from(person),
        )
        return message

    def write(self) -> None:
        """Write everything, in the order that the rows need each other."""
        new = [held for held in self.held.values() if held.is_new]
        Conversation.objects.bulk_create([held.conversation for held in new])
        _update_conversations([held for held in self.held.values() if not held.is_new])
        Placement.objects.bulk_create(
            placement
            for held in self.held.values()
            for placement in held.placements.values()
            if placement._state.adding
        )
        Message.objects.bulk_create(self.messages)
        Attachment.objects.bulk_create(self.attachments)
        Reference.objects.bulk_create(
            [Reference(external_id=one, conversation_id=pk) for one, pk in sorted(self.references)],
            ignore_conflicts=True,
        )
        Participant.objects.bulk_create(
            [Participant(address=one, conversation_id=pk) for one, pk in sorted(self.participants)],
            ignore_conflicts=True,
        )
        events.record_many(self.events)

    def _new_placement(
        self, held: Held, desk_id: int, *, state: State, priority: Priority, at: datetime
    ) -> None:
        held.placements[desk_id] = Placement(
            conversation=held.conversation,
            desk_id=desk_id,
            brand_id=held.conversation.brand_id,
            state=state,
            priority=priority,
            active_at=held.conversation.last_message_at,
            placed_at=at,
            done_at=at if state == State.DONE else None,
        )

    def _log(
        self,
        kind: str,
        held: Held,
        *,
        at: datetime,
        data: dict[str, Any],
        message_id: int | None = None,
        by: Actor | None = None,
    ) -> None:
        self.events.append(
            events.NewEvent(
                kind,
                by or self.by,
                conversation_id=held.conversation.pk,
                message_id=message_id,
                person_id=held.conversation.person_id,
                brand_id=held.conversation.brand_id,
                desk_ids=held.desk_ids,
                data=data,
                at=at,
            )
        )


def heard_from(person: Person) -> Actor:
    """A person outside as the doer of something."""
    return Actor(ActorKind.PERSON, person.pk, str(person))


def spoken(held: Held, *, preview: str, at: datetime, inbound: bool, counts: bool) -> None:
    """Bring the summary up to date after a message. ``counts`` is False for what no human wrote:
    such a message is kept and counted, but neither moves the conversation up nor asks for a look."""
    conversation = held.conversation
    held.touched = True
    conversation.message_count += 1
    if not counts:
        conversation.preview = conversation.preview or reading.short(preview)
        return
    conversation.version += 1
    if inbound:
        conversation.last_inbound_at = max(at, conversation.last_inbound_at or at)
    else:
        conversation.last_outbound_at = max(at, conversation.last_outbound_at or at)
    if at >= conversation.last_message_at:
        conversation.preview = reading.short(preview)
        conversation.last_message_at = at
        for placement in held.placements.values():
            placement.active_at = at
            held.changed.add(placement.desk_id)


def held_reopen(held: Held) -> list[int]:
    """Someone outside wrote: what waited or slept is open again; if all was done, all is open.

    Returns the desks that changed.
    """
    placements = held.placements.values()
    asleep = [one for one in placements if one.state in (State.WAITING, State.SNOOZED)]
    if not asleep and not any(one.state == State.OPEN for one in placements):
        asleep = list(placements)
    for placement in asleep:
        placement.state = State.OPEN
        placement.snoozed_until = placement.done_at = None
        held.changed.add(placement.desk_id)
    return [one.desk_id for one in asleep]


def _message(
    pk: int,
    conversation: Conversation,
    channel: Channel,
    parsed: InboundMessage,
    person: Person | None,
    arrival_id: int | None,
    at: datetime,
) -> Message:
    cleaned = html_cleaning.clean(parsed.html)
    return Message(
        pk=pk,
        conversation=conversation,
        channel=channel,
        direction=Direction.OUT if parsed.outgoing else Direction.IN,
        kind=Kind.MESSAGE,
        person=None if parsed.outgoing else person,
        author_name=(parsed.author.name or parsed.author.value)[:200],
        author_address=parsed.author.value[:320],
        addresses=reading.addresses_of(parsed),
        file_names=" ".join(a.filename for a in parsed.attachments)[:10_000],
        external_id=parsed.external_id[:400],
        in_reply_to=parsed.in_reply_to[:400],
        permalink=parsed.permalink[:1000],
        arrival_id=arrival_id,
        sent_at=at,
        **reading.words_of(parsed, cleaned),
    )


def _draw_ids(size: int) -> tuple[Iterator[int], Iterator[int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('inbox_conversation_id_seq'), nextval('inbox_message_id_seq')"
            " FROM generate_series(1, %s)",
            [size],
        )
        drawn = cursor.fetchall()
    return iter([row[0] for row in drawn]), iter([row[1] for row in drawn])


_UPDATE_CONVERSATIONS = """
UPDATE inbox_conversation AS c
   SET message_count = new.count, version = new.version, preview = new.preview,
       last_message_at = new.last, last_inbound_at = new.inbound, last_outbound_at = new.outbound
  FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::text[], %s::timestamptz[],
              %s::timestamptz[], %s::timestamptz[])
       AS new(id, count, version, preview, last, inbound, outbound)
 WHERE c.id = new.id
"""
_UPDATE_PLACEMENTS = """
UPDATE inbox_placement AS p
   SET state = new.state, snoozed_until = new.snoozed, done_at = new.done, active_at = new.active
  FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
       AS new(id, state, snoozed, done, active)
 WHERE p.id = new.id
"""


def _update_conversations(known: Sequence[Held]) -> None:
    touched = [held.conversation for held in known if held.touched]
    changed = [held.placements[pk] for held in known for pk in held.changed]
    changed = [placement for placement in changed if not placement._state.adding]
    with connection.cursor() as cursor:
        if touched:
            cursor.execute(
                _UPDATE_CONVERSATIONS,
                [
                    [one.pk for one in touched],
                    [one.message_count for one in touched],
                    [one.version for one in touched],
                    [one.preview for one in touched],
                    [one.last_message_at for one in touched],
                    [one.last_inbound_at for one in touched],
                    [one.last_outbound_at for one in touched],
                ],
            )
        if changed:
            cursor.execute(
                _UPDATE_PLACEMENTS,
                [
                    [one.pk for one in changed],
                    [str(one.state) for one in changed],
                    [one.snoozed_until for one in changed],
                    [one.done_at for one in changed],
                    [one.active_at for one in changed],
                ],
            )

"""One conversation as its page and the API show it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.channels import registry
from unsilo.channels.contract import Capability
from unsilo.channels.models import Channel, Delivery, DeliveryRecipient
from unsilo.channels.queries import answering_channel
from unsilo.core.errors import NotFound
from unsilo.core.models import Event
from unsilo.inbox.models import (
    Attachment,
    Conversation,
    Direction,
    Draft,
    Message,
    Placement,
    Presence,
    ReadMark,
)
from unsilo.inbox.queries.lists import PlacementRow
from unsilo.inbox.services.presence import FRESH

MESSAGES_SHOWN = 40

LINE_KINDS = (
    "conversation.assigned",
    "conversation.unassigned",
    "conversation.reopened",
    "conversation.waiting",
    "conversation.snoozed",
    "conversation.woke",
    "conversation.closed",
    "conversation.prioritised",
    "conversation.placed",
    "conversation.moved",
    "conversation.removed",
    "conversation.marked_spam",
    "conversation.unmarked_spam",
    "conversation.tagged",
    "conversation.untagged",
    "conversation.undone",
    "message.unsent",
    "delivery.bounced",
    "delivery.failed",
    "note.deleted",
)


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """How an answer fares: its state, why, until when it can be undone, and each recipient."""

    id: int
    state: str
    reason: str
    next_try_at: datetime | None
    sent_at: datetime | None
    can_undo: bool
    scheduled: bool
    recipients: tuple[DeliveryRecipient, ...]


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message with its files and, for answers, its delivery."""

    message: Message
    attachments: tuple[Attachment, ...]
    delivery: DeliveryView | None
    hidden_lines: int

    @property
    def at(self) -> datetime:
        return self.message.sent_at


@dataclass(frozen=True, slots=True)
class LineView:
    """Something that was done to the conversation, shown as a line between messages."""

    event: Event

    @property
    def at(self) -> datetime:
        return self.event.at


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else who has the conversation open."""

    user_id: int
    name: str
    writing: str


@dataclass(frozen=True, slots=True)
class ConversationView:
    """All that the conversation pane shows. ``earlier`` is the cursor to older messages."""

    conversation: Conversation
    placements: tuple[PlacementRow, ...]
    tags: tuple[str, ...]
    thread: tuple[MessageView | LineView, ...]
    earlier: int | None
    drafts: dict[str, Draft]
    colleagues: tuple[Colleague, ...]
    can_work: bool
    answers_through: Channel | None
    capabilities: frozenset[Capability]
    was_read_to: int


def conversation_view(access: Access, conversation_id: int) -> ConversationView:
    """The conversation with its newest messages. Raises ``NotFound``."""
    view = writing_view(access, conversation_id)
    conversation = view.conversation
    thread, earlier = thread_page(conversation)
    read = ReadMark.objects.filter(user=access.user, conversation=conversation).first()
    return replace(
        view,
        tags=tags_of(conversation),
        thread=thread,
        earlier=earlier,
        colleagues=colleagues(conversation.pk, but=access.user),
        was_read_to=read.message_count if read else 0,
    )


def writing_view(access: Access, conversation_id: int) -> ConversationView:
    """The same without messages and company: as much as the composer needs."""
    conversation = Conversation.objects.get_for(access, conversation_id)
    placed = placement_rows(access, conversation)
    carrier = answering_channel(conversation.channel)
    drafts = Draft.objects.filter(user=access.user, conversation=conversation)
    return ConversationView(
        conversation=conversation,
        placements=placed,
        tags=(),
        thread=(),
        earlier=None,
        drafts={draft.kind: draft for draft in drafts},
        colleagues=(),
        can_work=access.can_work([one.desk_id for one in placed]),
        answers_through=carrier,
        capabilities=registry.capabilities(carrier) if carrier else frozenset(),
        was_read_to=0,
    )


def tags_of(conversation: Conversation) -> tuple[str, ...]:
    return tuple(conversation.tagged.order_by("tag__name").values_list("tag__name", flat=True))


def placement_rows(access: Access, conversation: Conversation) -> tuple[PlacementRow, ...]:
    """Where the conversation stands, on desks the user may read."""
    names = {desk.pk: desk for desk in access.desks}
    return tuple(
        PlacementRow(
            desk_id=placement.desk_id,
            desk=names[placement.desk_id].name,
            discipline=names[placement.desk_id].discipline,
            state=placement.state,
            owner_id=placement.owner_id,
            owner=placement.owner.name if placement.owner else "",
            priority=placement.priority,
            snoozed_until=placement.snoozed_until,
        )
        for placement in Placement.objects.filter(conversation=conversation, desk__in=list(names))
        .select_related("owner")
        .order_by("placed_at", "id")
    )


def thread_page(
    conversation: Conversation, *, before: int | None = None, limit: int = MESSAGES_SHOWN
) -> tuple[tuple[MessageView | LineView, ...], int | None]:
    """Messages and lines in the order they happened, and the cursor to what came before."""
    messages = _messages(conversation)
    if before:
        messages = messages.filter(pk__lt=before)
    newest = list(messages.order_by("-id")[: limit + 1])
    more, newest = len(newest) > limit, newest[:limit]
    views: list[MessageView | LineView] = list(message_views(newest))
    since = newest[-1].created_at if newest and more else None
    until = newest[0].created_at if newest and before else None
    views += _lines(conversation, since=since, until=until)
    views.sort(key=lambda view: view.at)
    return tuple(views), newest[-1].pk if newest and more else None


def thread_since(
    conversation: Conversation, *, message: int, event: int
) -> tuple[MessageView | LineView, ...]:
    """What was added after these ids, in the order it happened."""
    added = list(_messages(conversation).filter(pk__gt=message).order_by("id")[:MESSAGES_SHOWN])
    lines = Event.objects.filter(
        conversation_id=conversation.pk, kind__in=LINE_KINDS, pk__gt=event
    ).order_by("id")[:100]
    views: list[MessageView | LineView] = [*message_views(added), *(LineView(one) for one in lines)]
    return tuple(sorted(views, key=lambda view: view.at))


def message_for(access: Access, message_id: int) -> Message:
    """A message of a conversation the user may see. Raises ``NotFound``."""
    message = (
        _with_flags(Message.objects.filter(pk=message_id)).first()
        if 0 < message_id < 2**63
        else None
    )
    if message is None:
        raise NotFound
    message.conversation = Conversation.objects.get_for(access, message.conversation_id)
    return message


def _messages(conversation: Conversation) -> QuerySet[Message]:
    return _with_flags(Message.objects.filter(conversation=conversation))


def _with_flags(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Without the large columns; ``has_html`` says whether there is a formatted version."""
    return (
        messages.defer("search", "html")
        .annotate(has_html=~Q(html=""))
        .select_related("user", "person")
    )


def message_views(messages: Sequence[Message]) -> list[MessageView]:
    """Messages with attachments and deliveries, in three queries."""
    ids = [message.pk for message in messages]
    files: dict[int, list[Attachment]] = defaultdict(list)
    for attachment in Attachment.objects.filter(message__in=ids):
        files[attachment.message_id].append(attachment)
    sent = [message.pk for message in messages if message.direction == Direction.OUT]
    deliveries = {
        delivery.message_id: delivery
        for delivery in Delivery.objects.filter(message_id__in=sent).prefetch_related("recipients")
    }
    return [
        MessageView(
            message=message,
            attachments=tuple(files[message.pk]),
            delivery=_delivery(deliveries.get(message.pk)),
            hidden_lines=_hidden_lines(message),
        )
        for message in messages
    ]


def _delivery(delivery: Delivery | None) -> DeliveryView | None:
    if delivery is None:
        return None
    waiting = delivery.state == Delivery.State.WAITING
    later = delivery.next_try_at
    return DeliveryView(
        id=delivery.pk,
        state=delivery.state,
        reason=delivery.reason,
        next_try_at=later,
        sent_at=delivery.sent_at,
        can_undo=waiting and delivery.attempts == 0,
        scheduled=bool(waiting and later and later > delivery.created_at + timedelta(minutes=2)),
        recipients=tuple(delivery.recipients.all()),
    )


def _hidden_lines(message: Message) -> int:
    """How many lines of quotes and signature the short text leaves out."""
    if message.text == message.reply_text:
        return 0
    return max(message.text.count("\n") - message.reply_text.count("\n"), 0)


def _lines(
    conversation: Conversation, *, since: datetime | None, until: datetime | None
) -> list[LineView]:
    events = Event.objects.filter(conversation_id=conversation.pk, kind__in=LINE_KINDS)
    if since:
        events = events.filter(at__gte=since)
    if until:
        events = events.filter(at__lt=until)
    newest = list(events.order_by("-id")[:100])
    return [LineView(event) for event in reversed(newest)]


def colleagues(conversation_id: int, *, but: User) -> tuple[Colleague, ...]:
    """Who else has the conversation open right now, writers first."""
    present = (
        Presence.objects.filter(conversation=conversation_id, seen_at__gte=timezone.now() - FRESH)
        .exclude(user=but)
        .select_related("user")
    )
    found = [Colleague(one.user_id, one.user.name, one.writing) for one in present]
    return tuple(sorted(found, key=lambda one: (not one.writing, one.name)))

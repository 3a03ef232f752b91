"""What was said and done in a conversation, with its files and how each answer fares."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from unsilo.accounts.access import Access
from unsilo.channels import registry
from unsilo.channels.contract import Capability
from unsilo.channels.models import Delivery
from unsilo.core.db import prepared
from unsilo.core.errors import NotFound
from unsilo.core.kept import Kept
from unsilo.core.models import Event
from unsilo.inbox import ports
from unsilo.inbox.models import Attachment, Conversation, Direction, Message

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
    "message.forwarded",
    "message.unsent",
    "check.overridden",
    "message.hide_asked",
    "message.hide_confirmed",
    "message.hide_declined",
    "message.hidden",
    "message.hide_failed",
    "message.unhidden",
    "delivery.bounced",
    "delivery.failed",
    "note.deleted",
)


@dataclass(frozen=True, slots=True)
class RecipientView:
    """One recipient of an answer and what became of it there."""

    address: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """How an answer fares: its state, why, until when it can be undone, and each recipient."""

    id: int
    state: str
    reason: str
    next_try_at: datetime | None
    can_undo: bool
    scheduled: bool
    recipients: tuple[RecipientView, ...]


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message with its files and, for answers, its delivery.

    ``person`` is what the writer from outside is called today.
    """

    message: Message
    person: str
    has_html: bool
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


_added = Kept(
    lambda conversation, after: _light(
        Message.objects.filter(conversation=conversation, pk__gt=after)
    ).order_by("id")[:MESSAGES_SHOWN],
    int,
    int,
)
_lines_added = Kept(
    lambda conversation, after: Event.objects.filter(
        conversation_id=conversation, kind__in=_line_kinds(), pk__gt=after
    ).order_by("id")[:100],
    int,
    int,
)


def thread_since(
    conversation: Conversation, *, message: int, event: int
) -> tuple[MessageView | LineView, ...]:
    """What was added after these ids, in the order it happened."""
    added = _added.all(conversation.pk, message)
    lines = _lines_added.all(conversation.pk, event)
    views: list[MessageView | LineView] = [*message_views(added), *(LineView(one) for one in lines)]
    return tuple(sorted(views, key=lambda view: view.at))


def message_for(access: Access, message_id: int) -> Message:
    """A message of a conversation the user may see. Raises ``NotFound``."""
    known = Message.objects.filter(pk=message_id) if 0 < message_id < 2**63 else None
    message = _light(known).first() if known is not None else None
    if message is None:
        raise NotFound
    message.conversation = Conversation.objects.get_for(access, message.conversation_id)
    return message


def _messages(conversation: Conversation) -> QuerySet[Message]:
    return _light(Message.objects.filter(conversation=conversation))


def _light(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Without the large columns, and with what they and the person would be asked for."""
    return messages.defer("search", "html").annotate(
        has_html=~Q(html=""), person_name=F("person__name"), channel_kind=F("channel__kind")
    )


def message_views(messages: Sequence[Message]) -> list[MessageView]:
    """Messages of ``_light`` with attachments and deliveries, in two queries."""
    if not messages:
        return []
    files: dict[int, list[Attachment]] = defaultdict(list)
    # What colleagues write names all its files.
    with_files = [one.pk for one in messages if one.file_names or one.user_id is None]
    attached = Attachment.objects.filter(message__in=with_files) if with_files else ()
    for attachment in attached:
        files[attachment.message_id].append(attachment)
    sent = [one.pk for one in messages if one.direction == Direction.OUT]
    deliveries = _deliveries(sent) if sent else {}
    return [
        MessageView(
            message=message,
            person=getattr(message, "person_name", "") or "",
            has_html=bool(getattr(message, "has_html", False)),
            attachments=tuple(files[message.pk]),
            delivery=deliveries.get(message.pk),
            hidden_lines=_hidden_lines(message),
        )
        for message in messages
    ]


_DELIVERIES = """
SELECT d.message_id, d.id, d.state, d.reason, d.next_try_at, d.created_at, d.attempts,
       ARRAY_AGG(ARRAY[r.address, r.state, r.reason] ORDER BY r.id) FILTER (WHERE r.id IS NOT NULL)
  FROM channels_delivery d LEFT JOIN channels_deliveryrecipient r ON r.delivery_id = d.id
 WHERE d.message_id = ANY(%s) GROUP BY d.id
"""


def _deliveries(message_ids: list[int]) -> dict[int, DeliveryView]:
    with prepared() as cursor:
        cursor.execute(_DELIVERIES, [message_ids])
        return {row[0]: _delivery(*row[1:]) for row in cursor.fetchall()}


def _delivery(
    pk: int,
    state: str,
    reason: str,
    later: datetime | None,
    created_at: datetime,
    attempts: int,
    recipients: list[Any] | None,
) -> DeliveryView:
    waiting = state == Delivery.State.WAITING
    return DeliveryView(
        id=pk,
        state=state,
        reason=reason,
        next_try_at=later,
        can_undo=waiting and attempts == 0,
        scheduled=bool(waiting and later and later > created_at + timedelta(minutes=2)),
        recipients=tuple(RecipientView(*one) for one in recipients or ()),
    )


def _hidden_lines(message: Message) -> int:
    """How many lines of quotes and signature the short text leaves out.

    None of a form: what stands below its words is the form's, and is told among the details.
    """
    if message.text == message.reply_text or is_from_form(message):
        return 0
    return max(message.text.count("\n") - message.reply_text.count("\n"), 0)


def is_from_form(message: Message) -> bool:
    connector = registry.connectors().get(getattr(message, "channel_kind", None) or "")
    return connector is not None and Capability.PUBLIC_FORM in connector.info.capabilities


def _line_kinds() -> list[str]:
    return [*LINE_KINDS, *ports.line_kinds()]


def _lines(
    conversation: Conversation, *, since: datetime | None, until: datetime | None
) -> list[LineView]:
    events = Event.objects.filter(conversation_id=conversation.pk, kind__in=_line_kinds())
    if since:
        events = events.filter(at__gte=since)
    if until:
        events = events.filter(at__lt=until)
    newest = list(events.order_by("-id")[:100])
    return [LineView(event) for event in reversed(newest)]

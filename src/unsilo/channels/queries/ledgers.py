"""Pages of what came in, what went out and what webhooks were told."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from unsilo.accounts.access import Access
from unsilo.channels.models import Arrival, Delivery, DeliveryRecipient, Outcome, Webhook
from unsilo.channels.models import WebhookPost as Post
from unsilo.channels.queries import closed_conversations
from unsilo.core.pagination import Page, decode_cursor, encode_cursor

PAGE = 50
# Outcomes that a person should look at, or that should become none by themselves.
OPEN_OUTCOMES = (Outcome.PENDING, Outcome.HELD, Outcome.FAILED)
OPEN_STATES = (
    Delivery.State.WAITING,
    Delivery.State.SENDING,
    Delivery.State.FAILED,
    Delivery.State.UNCERTAIN,
)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    delivery: Delivery
    recipients: list[DeliveryRecipient]


def arrivals_page(
    access: Access, *, outcome: str = "", channel_id: int | None = None, cursor: str = ""
) -> Page[Arrival]:
    """Arrivals, newest first."""
    found = Arrival.objects.visible_to(access).select_related("channel").order_by("-id")
    if outcome:
        found = found.filter(outcome=outcome)
    if channel_id:
        found = found.filter(channel=channel_id)
    rows, following = _page(found, cursor)
    closed = closed_conversations(access, [row.conversation_id or row.held_for for row in rows])
    shown = [row for row in rows if (row.conversation_id or row.held_for) not in closed]
    return Page(shown, following)


def open_arrivals(access: Access) -> dict[str, int]:
    """How many arrivals stand at each outcome that is to be cleared."""
    found = Arrival.objects.visible_to(access).filter(outcome__in=OPEN_OUTCOMES)
    return dict(found.order_by().values_list("outcome").annotate(Count("id")))


def deliveries_page(
    access: Access, *, state: str = "", channel_id: int | None = None, cursor: str = ""
) -> Page[DeliveryRow]:
    """Deliveries with their recipients, newest first."""
    found = Delivery.objects.visible_to(access).defer("payload").order_by("-id")
    found = found.select_related("channel").prefetch_related("recipients")
    if state:
        found = found.filter(state=state)
    if channel_id:
        found = found.filter(channel=channel_id)
    rows, following = _page(found, cursor)
    closed = closed_conversations(access, [row.conversation_id for row in rows])
    shown = [delivery_row(row) for row in rows if row.conversation_id not in closed]
    return Page(shown, following)


def delivery_row(delivery: Delivery) -> DeliveryRow:
    return DeliveryRow(delivery, sorted(delivery.recipients.all(), key=lambda one: one.pk))


def open_deliveries(access: Access) -> dict[str, int]:
    """How many deliveries stand at each state that is to be cleared."""
    found = Delivery.objects.visible_to(access).filter(state__in=OPEN_STATES)
    return dict(found.order_by().values_list("state").annotate(Count("id")))


def posts_page(webhook: Webhook, *, state: str = "", cursor: str = "") -> Page[Post]:
    """What a webhook was told, newest first."""
    found = webhook.posts.order_by("-id")
    if state:
        found = found.filter(state=state)
    rows, following = _page(found, cursor)
    return Page(rows, following)


def _page(found: QuerySet, cursor: str) -> tuple[list, str | None]:  # type: ignore[type-arg]
    """Rows by falling id after a cursor, and the cursor of the next page."""
    if cursor:
        (last,) = decode_cursor(cursor, int)
        found = found.filter(pk__lt=last)
    rows = list(found[: PAGE + 1])
    following = encode_cursor(rows[PAGE - 1].pk) if len(rows) > PAGE else None
    return rows[:PAGE], following

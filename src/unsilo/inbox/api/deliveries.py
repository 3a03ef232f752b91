"""REST: the outbox, as far as the conversations answered may be read."""

from collections.abc import Callable
from typing import Literal

from django.db.models import Exists, OuterRef, QuerySet
from ninja import Router

from unsilo.accounts.access import Access
from unsilo.channels.models import Delivery
from unsilo.channels.queries import require_work
from unsilo.channels.services import deliveries
from unsilo.core.errors import NotFound
from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, page_by_id
from unsilo.inbox.models import Conversation, Direction, Message
from unsilo.inbox.schemas.messages import DeliveryOut

router = Router(tags=["Deliveries"])

State = Literal["waiting", "sending", "sent", "partly", "failed", "uncertain", "cancelled"]


@router.get("deliveries", response=Listed[DeliveryOut], summary="List deliveries")
def list_deliveries(
    request: ApiRequest,
    state: State | None = None,
    conversation: Id | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Delivery]:
    """Newest first."""
    found = _visible(request.access)
    if state is not None:
        found = found.filter(state=state)
    if conversation is not None:
        sent = Message.objects.filter(conversation=conversation, direction=Direction.OUT)
        found = found.filter(message_id__in=sent.values("pk"))
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.get("deliveries/{delivery_id}", response=DeliveryOut, summary="Get a delivery")
def get_delivery(request: ApiRequest, delivery_id: Id) -> Delivery:
    return _delivery(request.access, delivery_id)


@router.post(
    "deliveries/{delivery_id}/cancel", response=DeliveryOut, summary="Take back what waits"
)
def cancel_delivery(request: ApiRequest, delivery_id: Id) -> DeliveryOut:
    """Refused with 409 once it has gone out."""
    return _act(request.access, delivery_id, deliveries.cancel)


@router.post("deliveries/{delivery_id}/try-now", response=DeliveryOut, summary="Don't wait")
def try_delivery_now(request: ApiRequest, delivery_id: Id) -> DeliveryOut:
    return _act(request.access, delivery_id, deliveries.try_now)


@router.post("deliveries/{delivery_id}/send-again", response=DeliveryOut, summary="Send again")
def send_delivery_again(request: ApiRequest, delivery_id: Id) -> DeliveryOut:
    """What failed or is not certain, to everyone who is not known to have got it."""
    return _act(request.access, delivery_id, deliveries.send_again)


@router.post("deliveries/{delivery_id}/mark-sent", response=DeliveryOut, summary="It did arrive")
def mark_delivery_sent(request: ApiRequest, delivery_id: Id) -> DeliveryOut:
    """Settle what is not certain."""
    return _act(request.access, delivery_id, deliveries.mark_sent)


def _act(access: Access, delivery_id: int, verb: Callable[..., Delivery]) -> DeliveryOut:
    verb(require_work(access, _delivery(access, delivery_id)), by=access.by)
    return DeliveryOut.model_validate(_delivery(access, delivery_id))


def _visible(access: Access) -> QuerySet[Delivery]:
    readable = Conversation.objects.visible_to(access).filter(pk=OuterRef("conversation_id"))
    found = Delivery.objects.filter(Exists(readable))
    return found.select_related("channel").prefetch_related("recipients")


def _delivery(access: Access, delivery_id: int) -> Delivery:
    delivery = _visible(access).filter(pk=delivery_id).first()
    if delivery is None:
        raise NotFound
    return delivery

"""Reads across this app for pages and for the apps above."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Role
from unsilo.channels import ports, registry
from unsilo.channels.contract import Capability
from unsilo.channels.models import Arrival, Channel, Delivery, Webhook, WebhookPost
from unsilo.core.errors import Forbidden, NotFound

Row = TypeVar("Row")


def answering_channel(channel: Channel) -> Channel | None:
    """Through which channel answers go: itself, or the one its config names; None if there is none.

    A web form, say, takes messages and is answered by mail.
    """
    if Capability.DELIVER in registry.capabilities(channel):
        return channel
    slug = channel.config.get("answer_channel")
    if not slug:
        return None
    live = Channel.objects.live().select_related("brand", "desk")
    carrier: Channel | None = live.filter(slug=slug).first()
    if carrier is None or Capability.DELIVER not in registry.capabilities(carrier):
        return None
    return carrier


def why_no_answer(channel: Channel) -> tuple[str, Channel]:
    """Why ``answering_channel`` finds none, and the channel whose settings can change that."""
    if channel.kind not in registry.connectors():
        words = _("The connector of %(channel)s is no longer installed.")
        return words % {"channel": channel}, channel
    named = channel.config.get("answer_channel")
    if named:
        carrier = Channel.objects.filter(slug=named).first()
        if carrier is None or carrier.archived_at is not None:
            words = _("The channel that carries the answers of %(channel)s is gone.")
            return words % {"channel": channel}, channel
        channel = carrier
    known = registry.connectors().get(channel.kind)
    if known and Capability.DELIVER in known.info.capabilities:
        words = _("%(channel)s has no server for outgoing messages.")
    else:
        words = _("%(channel)s only takes messages in.")
    return words % {"channel": channel}, channel


def channel_for(access: Access, channel_id: int) -> Channel:
    """A live channel the user may see. Raises ``NotFound``."""
    found = Channel.objects.live().visible_to(access).select_related("brand", "desk")
    channel: Channel | None = found.filter(pk=channel_id).first()
    return _one(channel)


def arrival_for(access: Access, arrival_id: int) -> Arrival:
    """An arrival of a channel the user may see, unless its conversation is closed to them."""
    found = Arrival.objects.visible_to(access).select_related("channel__brand", "channel__desk")
    row: Arrival | None = found.filter(pk=arrival_id).first()
    arrival = _one(row)
    about = arrival.conversation_id or arrival.held_for
    return _one(arrival if about not in closed_conversations(access, [about]) else None)


class RawErased(NotFound):
    """The raw bytes of this were erased."""


def raw_blob(arrival: Arrival) -> str:
    """The blob of an arrival, to be read. Raises ``RawErased``."""
    if arrival.is_erased:
        raise RawErased
    return arrival.blob_id


def delivery_for(access: Access, delivery_id: int) -> Delivery:
    """A delivery of a channel the user may see, unless its conversation is closed to them."""
    found = Delivery.objects.visible_to(access).select_related("channel__brand", "channel__desk")
    row: Delivery | None = found.filter(pk=delivery_id).first()
    delivery = _one(row)
    about = delivery.conversation_id
    return _one(delivery if about not in closed_conversations(access, [about]) else None)


def require_work(access: Access, delivery: Delivery) -> Delivery:
    """Who decides about a delivery has a seat on a desk that holds its conversation, or leads."""
    held = set(ports.desks_of_conversation(delivery.conversation_id)) & set(access.desk_ids)
    if not access.can_work(sorted(held)):
        raise Forbidden(_("You have no seat on a desk that holds this conversation."))
    return delivery


def closed_conversations(access: Access, ids: Iterable[int | None]) -> set[int]:
    """Those of the conversations that stand only on desks the user may not see."""
    if access.user.role == Role.ADMIN:
        return set()
    held = ports.desks_of_conversations([one for one in ids if one])
    return {one for one, desks in held.items() if set(desks).isdisjoint(access.desk_ids)}


def webhooks_of(access: Access) -> QuerySet[Webhook]:
    """An admin's are all; everybody else's are their own."""
    found = Webhook.objects.all()
    return found if access.user.role == Role.ADMIN else found.filter(user_id=access.user.pk)


def webhook_for(access: Access, webhook_id: int) -> Webhook:
    return _one(webhooks_of(access).filter(pk=webhook_id).first())


def post_for(access: Access, post_id: int) -> WebhookPost:
    found = WebhookPost.objects.filter(webhook__in=webhooks_of(access)).select_related("webhook")
    return _one(found.filter(pk=post_id).first())


def _one(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row

"""Reads across this app for pages and for the apps above."""

from typing import TypeVar

from unsilo.accounts.access import Access
from unsilo.channels import registry
from unsilo.channels.contract import Capability
from unsilo.channels.models import Arrival, Channel, Delivery
from unsilo.core.errors import NotFound

Row = TypeVar("Row")


def _one(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row


def answering_channel(channel: Channel) -> Channel | None:
    """Through which channel answers go: itself, or the one its config names; None if there is none.

    A web form, say, takes messages and is answered by mail.
    """
    if Capability.DELIVER in registry.capabilities(channel):
        return channel
    slug = channel.config.get("answer_channel")
    if not slug:
        return None
    carrier = Channel.objects.live().select_related("brand", "desk").filter(slug=slug).first()
    if carrier is None or Capability.DELIVER not in registry.capabilities(carrier):
        return None
    return carrier


def channel_for(access: Access, channel_id: int) -> Channel:
    """A live channel the user may see. Raises ``NotFound``."""
    found = Channel.objects.live().visible_to(access).select_related("brand", "desk")
    return _one(found.filter(pk=channel_id).first())


def arrival_for(access: Access, arrival_id: int) -> Arrival:
    found = Arrival.objects.visible_to(access).select_related("channel__brand", "channel__desk")
    return _one(found.filter(pk=arrival_id).first())


def delivery_for(access: Access, delivery_id: int) -> Delivery:
    found = Delivery.objects.visible_to(access).select_related("channel__brand", "channel__desk")
    return _one(found.filter(pk=delivery_id).first())

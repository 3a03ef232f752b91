"""Small rows for tests of this app."""

from itertools import count
from typing import Any

from unsilo.accounts.models import Brand, Desk
from unsilo.channels.contract import Address, OutboundMessage, RawArrival
from unsilo.channels.models import Arrival, Channel, Delivery, Outcome
from unsilo.channels.services import arrivals, deliveries
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM

_numbers = count(1)


def make_brand(name: str = "Marmalade Fox") -> Brand:
    slug = name.lower().replace(" ", "-")
    return Brand.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def make_desk(name: str = "Support", **fields: Any) -> Desk:
    defaults = {"name": name, "discipline": "support", **fields}
    return Desk.objects.get_or_create(slug=name.lower(), defaults=defaults)[0]


def make_channel(kind: str = "console", **fields: Any) -> Channel:
    return create_channel(
        kind=kind,
        name=fields.pop("name", f"Channel {next(_numbers)}"),
        brand=fields.pop("brand", None) or make_brand(),
        desk=fields.pop("desk", None) or make_desk(),
        config=fields,
        by=SYSTEM,
    )


def make_raw(key: str = "", content: bytes = b"raw bytes", **fields: Any) -> RawArrival:
    return RawArrival(key or f"key-{next(_numbers)}", content, **fields)


def one_arrival(
    channel: Channel, outcome: Outcome | None = None, content: bytes = b"From: rosa", **ending: Any
) -> Arrival:
    """Something that came in, dealt with if an outcome is given."""
    (row,) = arrivals.receive(channel, [make_raw(content=content)], by=SYSTEM)
    if outcome:
        arrivals.finish_many([(row, arrivals.Ending(outcome, **ending))], by=SYSTEM)
    return row


def make_delivery(channel: Channel, *to: str, number: int = 0, **fields: Any) -> Delivery:
    number = number or next(_numbers)
    given = {"by": SYSTEM, "conversation_id": number, "message_id": number, **fields}
    outbound = given.pop("outbound", None) or OutboundMessage(
        external_id=f"answer-{number}",
        subject="Your lantern",
        text="It is on its way.",
        html="<p>It is on its way.</p>",
        to=tuple(Address(one) for one in to or ("rosa@example.com",)),
    )
    return deliveries.enqueue(channel=channel, outbound=outbound, **given)

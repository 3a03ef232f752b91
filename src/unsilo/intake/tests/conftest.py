"""Mail into the pipeline: channels that take mail by pipe, and letters written line by line."""

from collections.abc import Callable

import pytest

from unsilo.accounts.models import Brand, Desk
from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Arrival, Channel
from unsilo.channels.services.arrivals import receive
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.intake import pipeline

Deliver = Callable[..., Arrival]


@pytest.fixture
def help_mail(brand: Brand, support: Desk) -> Channel:
    return create_channel(
        kind="email", name="Help", brand=brand, desk=support, by=SYSTEM,
        config={"address": "help@marmaladefox.example", "smtp_host": "mail.marmaladefox.example"},
    )  # fmt: skip


@pytest.fixture
def press_mail(brand: Brand, pr: Desk) -> Channel:
    return create_channel(
        kind="email", name="Press", brand=brand, desk=pr, by=SYSTEM,
        config={"address": "press@marmaladefox.example"},
    )  # fmt: skip


def letter(
    *,
    sender: str = "Dana Whitlock <dana@whitlock.example>",
    to: str = "help@marmaladefox.example",
    subject: str = "A question",
    text: str = "Where is my otter?",
    message_id: str = "",
    **headers: str,
) -> bytes:
    """A plain letter; further headers by name with underscores for dashes."""
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}"]
    if message_id:
        lines.append(f"Message-ID: <{message_id}>")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += ["Content-Type: text/plain; charset=utf-8", "", text, ""]
    return "\r\n".join(lines).encode()


@pytest.fixture
def deliver() -> Deliver:
    """Hand a letter to a channel and run the pipeline over it; returns the finished arrival."""
    count = 0

    def _deliver(channel: Channel, content: bytes, *, key: str = "", **meta: object) -> Arrival:
        nonlocal count
        count += 1
        raw = RawArrival(key or f"test/{count}", content, meta=meta)
        for arrival in receive(channel, [raw], by=SYSTEM):
            pipeline.process(arrival)
        return Arrival.objects.get(channel=channel, external_key=raw.external_key)

    return _deliver

"""Mail that a mail server hands over: which channel it is for, and keeping it."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid

if TYPE_CHECKING:
    from unsilo.channels.models import Channel


def keep_mail(channel: "Channel", content: bytes, *, recipients: Iterable[str] = ()) -> None:
    """Keep one mail. The key is made from it, so that a mail handed over twice is kept once."""
    from unsilo.channels.contract import RawArrival
    from unsilo.channels.services import arrivals

    if not content.strip():
        raise Invalid("There is no message.")
    if not takes_mail(channel):
        raise Invalid(f"{channel.name} takes no messages from a pipe.")
    named = list(recipients)
    raw = RawArrival(
        external_key=f"pipe/{hashlib.sha256(content).hexdigest()}",
        content=content,
        meta={"recipients": named} if named else {},
    )
    arrivals.receive(channel, [raw], by=SYSTEM)


def takes_mail(channel: "Channel") -> bool:
    from unsilo.channels import registry
    from unsilo.channels.contract import Capability

    return Capability.PIPE in registry.capabilities(channel)


def channel_at(address: str) -> "Channel | None":
    """The channel that an address belongs to; ``name+anything@`` is ``name@``."""
    from unsilo.channels import registry
    from unsilo.channels.models import Channel
    from unsilo.core.errors import ConnectorError

    local, _, domain = address.casefold().rpartition("@")
    wanted = {f"{local}@{domain}", f"{local.partition('+')[0]}@{domain}"}
    channel: Channel
    for channel in Channel.objects.live().select_related("brand", "desk").order_by("id"):
        if takes_mail(channel):
            try:
                own = registry.build(channel).own_addresses()
            except ConnectorError:  # its settings are broken, others' are not
                continue
            if not wanted.isdisjoint(own):
                return channel
    return None

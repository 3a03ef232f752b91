"""The API connector: see README.md."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from unsilo.channels import posted
from unsilo.channels.contract import (
    Address,
    Capability,
    CheckResult,
    ConnectorInfo,
    DeliveryReceipt,
    Hideable,
    InboundMessage,
    OutboundMessage,
    RawArrival,
)


class ApiConfig(BaseModel):
    identity_kind: str = Field(
        default="external",
        title="Name of the user directory",
        description="Authors of this channel are known by their id in it, such as “shop” or “forum”.",
        pattern=r"^[a-z][a-z0-9_]{0,39}$",
    )
    own_ids: list[str] = Field(
        default=[],
        title="Our own author ids",
        description="What these post is ours and makes nobody a customer. One a line.",
    )


class ApiConnector:
    """Takes what programs post; answers wait for them in the API."""

    info = ConnectorInfo(
        key="api",
        label="API",
        description="Your own programs post messages and collect the answers. For everything "
        "that has no connector yet.",
        icon="code",
        capabilities=frozenset(
            {
                Capability.PIPE,
                Capability.DELIVER,
                Capability.RICH_TEXT,
                Capability.ATTACHMENTS,
                Capability.HIDE,
                Capability.UNHIDE,
            }
        ),
        config_model=ApiConfig,
        identity_kind="external",
        takes=posted.CONTENT_TYPE,
    )

    def __init__(self, config: ApiConfig, *, name: str) -> None:
        self.config = config
        self.name = name

    def parse(self, raw: RawArrival) -> InboundMessage:
        return posted.read(raw.content, identity_kind=self.config.identity_kind)

    def own_addresses(self) -> frozenset[str]:
        return frozenset(one.casefold() for one in self.config.own_ids)

    def check(self) -> Sequence[CheckResult]:
        return [CheckResult("Ready", ok=True, detail="Programs with an API token can post here.")]

    def deliver(self, message: OutboundMessage) -> DeliveryReceipt:
        """An answer is delivered by being in the API: the webhook event of it is what carries it."""
        return DeliveryReceipt(message.external_id, via="API")

    def may_hide(self, message: Hideable) -> bool:
        return True

    def set_hidden(self, message: Hideable, *, hidden: bool) -> bool:
        """Not known yet: the webhook event asks the program to do it, and the program says so."""
        return False

    def external_id_for(self, *, conversation_id: int, message_id: int, token: str) -> str:
        return f"unsilo-{message_id}"

    def sender(self) -> Address:
        own = self.config.own_ids
        return Address(own[0] if own else "unsilo", self.name)

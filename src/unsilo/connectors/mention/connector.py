"""The mention connector: see README.md."""

from collections.abc import Sequence

from pydantic import BaseModel

from unsilo.channels import posted
from unsilo.channels.contract import (
    Capability,
    CheckResult,
    ConnectorInfo,
    InboundMessage,
    RawArrival,
)


class MentionConfig(BaseModel):
    """There is nothing to set."""


class MentionConnector:
    """Takes posts in. An answer is given where the post stands."""

    info = ConnectorInfo(
        key="mention",
        label="Mentions",
        description="Posts about you that stand somewhere else, brought in from Watch. They are "
        "answered where they stand.",
        icon="pulse",
        capabilities=frozenset({Capability.PIPE}),
        config_model=MentionConfig,
        identity_kind="author",
        takes=posted.CONTENT_TYPE,
    )

    def __init__(self, config: MentionConfig, *, name: str) -> None:
        self.config = config
        self.name = name

    def parse(self, raw: RawArrival) -> InboundMessage:
        return posted.read(raw.content, identity_kind=self.info.identity_kind)

    def own_addresses(self) -> frozenset[str]:
        return frozenset()

    def check(self) -> Sequence[CheckResult]:
        return [CheckResult("Ready", ok=True, detail="Bring a mention in from the page Watch.")]

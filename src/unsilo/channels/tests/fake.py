"""A connector whose other side is a few lists: tests say what it answers."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel

from unsilo.channels import posted
from unsilo.channels.contract import (
    Address,
    Capability,
    CheckResult,
    ConnectorInfo,
    DeliveryReceipt,
    FetchedPage,
    InboundMessage,
    OutboundMessage,
    RawArrival,
    WebhookRequest,
)


class FakeConfig(BaseModel):
    account: str = "default"


class OtherSide:
    """What stands behind one account: messages to fetch, answers to give, letters that arrived."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.answers: list[DeliveryReceipt | Exception] = []
        self.taken: list[OutboundMessage] = []
        self.fetch_error: Exception | None = None
        self.news = threading.Event()
        self.checks: list[CheckResult] = []
        self.keeps_one = False

    def add(self, *messages: bytes) -> None:
        self.messages += messages
        self.news.set()


class FakeConnector:
    info: ClassVar = ConnectorInfo(
        key="fake",
        label="Fake",
        description="For tests.",
        icon="plug",
        capabilities=frozenset(
            {
                Capability.FETCH,
                Capability.PUSH,
                Capability.WEBHOOK,
                Capability.DELIVER,
                Capability.RECIPIENTS,
                Capability.ATTACHMENTS,
                Capability.START,
            }
        ),
        config_model=FakeConfig,
        identity_kind="email",
        poll_seconds=0.05,
    )
    accounts: ClassVar[dict[str, OtherSide]] = {}

    def __init__(self, config: FakeConfig, *, name: str) -> None:
        self.side = self.accounts.setdefault(config.account, OtherSide())

    @property
    def capabilities(self) -> frozenset[Capability]:
        once = {Capability.REPEATABLE} if self.side.keeps_one else set()
        return self.info.capabilities | once

    def parse(self, raw: RawArrival) -> InboundMessage:
        return posted.read(raw.content, identity_kind="email")

    def own_addresses(self) -> frozenset[str]:
        return frozenset({"us@example.com"})

    def check(self) -> Sequence[CheckResult]:
        return self.side.checks or [CheckResult("Reachable", ok=True)]

    def fetch(self, cursor: Mapping[str, Any], *, limit: int) -> Iterator[FetchedPage]:
        self.side.news.clear()
        seen = int(cursor.get("seen", 0))
        while True:
            if self.side.fetch_error:
                raise self.side.fetch_error
            page = self.side.messages[seen : seen + limit]
            arrivals = [RawArrival(str(seen + n), one) for n, one in enumerate(page)]
            seen += len(page)
            more = seen < len(self.side.messages)
            yield FetchedPage(arrivals, {"seen": seen}, more=more)
            if not more:
                return

    def wait(self, cursor: Mapping[str, Any], *, stop: Any, timeout: float) -> bool:
        while not stop():
            if self.side.news.wait(0.05):
                return True
        return False

    def receive(self, request: WebhookRequest) -> Sequence[RawArrival]:
        return [RawArrival(request.headers["x-id"], request.body)]

    def deliver(self, message: OutboundMessage) -> DeliveryReceipt:
        self.side.taken.append(message)
        answer = self.side.answers.pop(0) if self.side.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer or DeliveryReceipt(message.external_id, via="fake")

    def external_id_for(self, *, conversation_id: int, message_id: int, token: str) -> str:
        return f"fake-{message_id}"

    def sender(self) -> Address:
        return Address("us@example.com", "Us")

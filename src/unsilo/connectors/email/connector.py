"""The mail connector: what channels and intake see of e-mail."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

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
)
from unsilo.connectors.email import imap, smtp
from unsilo.connectors.email.compose import compose, wire_address
from unsilo.connectors.email.oauth import AccessTokens
from unsilo.connectors.email.parser import parse_message
from unsilo.connectors.email.parser.threading import own_message_id
from unsilo.connectors.email.settings import EmailConfig
from unsilo.core.errors import ConnectorError


class EmailConnector:
    info: ClassVar[ConnectorInfo] = ConnectorInfo(
        key="email",
        label="E-mail",
        description="A mailbox that people write to: read over IMAP or taken from a mail server's "
        "pipe, answered over SMTP.",
        icon="mail",
        capabilities=frozenset(
            {
                Capability.FETCH,
                Capability.PUSH,
                Capability.PIPE,
                Capability.DELIVER,
                Capability.RECIPIENTS,
                Capability.RICH_TEXT,
                Capability.ATTACHMENTS,
                Capability.START,
            }
        ),
        config_model=EmailConfig,
        identity_kind="email",
        takes="message/rfc822",
    )

    def __init__(self, config: EmailConfig, *, name: str) -> None:
        self.config = config
        self.name = name
        self._tokens = AccessTokens(config.oauth)

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this channel can do: less without servers."""
        missing: set[Capability] = set()
        if self.config.imap is None:
            missing |= {Capability.FETCH, Capability.PUSH}
        if not self.config.smtp:
            missing |= {Capability.DELIVER, Capability.START}
        return self.info.capabilities - missing

    def parse(self, raw: RawArrival) -> InboundMessage:
        return parse_message(
            raw.content,
            own=self.own_addresses(),
            meta=raw.meta,
            max_bytes=self.config.max_message_bytes,
        )

    def own_addresses(self) -> frozenset[str]:
        return frozenset(
            address.casefold() for address in (self.config.address, *self.config.aliases) if address
        )

    def fetch(self, cursor: Mapping[str, Any], *, limit: int) -> Iterator[FetchedPage]:
        if self.config.imap is not None:
            yield from imap.fetch(self.config, self._tokens, cursor, limit=limit)

    def wait(self, cursor: Mapping[str, Any], *, stop: Callable[[], bool], timeout: float) -> bool:
        if self.config.imap is None:  # nothing will ever come: no reason to ask all the time
            return imap.pause(stop=stop, seconds=timeout)
        return imap.wait(self.config, self._tokens, cursor, stop=stop, timeout=timeout)

    def deliver(self, message: OutboundMessage) -> DeliveryReceipt:
        if not self.config.smtp:
            raise ConnectorError("This channel has no outgoing mail server.", permanent=True)
        mail = compose(message, sender=self.sender(), plus_addressing=self.config.plus_addressing)
        return smtp.send(mail, self.config.smtp, self._tokens, external_id=message.external_id)

    def external_id_for(self, *, conversation_id: int, message_id: int, token: str) -> str:
        return own_message_id(token, conversation_id, message_id, self._domain)

    @property
    def _domain(self) -> str:
        return wire_address(self.config.address).rpartition("@")[2].lower()

    def sender(self) -> Address:
        return Address(self.config.address, self.config.sender_name or self.name)

    def check(self) -> Sequence[CheckResult]:
        results: list[CheckResult] = []
        if self.config.imap is not None:
            results += imap.check(self.config, self._tokens)
        for server in self.config.smtp:
            results += smtp.check(server, self._tokens, domain=self._domain)
        return results

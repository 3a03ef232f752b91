"""An SMTP server that keeps what it gets, and misbehaves when told to.

    with MailSink() as sink:
        ...                       # send to 127.0.0.1, port sink.port
        sink.received[0].content

Set ``refusals`` (recipient to reply), ``sender_reply``, ``data_reply``, ``data_behaviour`` or
``password`` before or between mails. ``pass_on`` is called for each recipient of an accepted mail, so
that it can be put into a mailbox.
"""

import asyncio
import base64
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.servers.ports import free_port


class DataBehaviour(StrEnum):
    ANSWER = "answer"
    HANG_UP = "hang up"  # after the final dot, without a word
    SILENCE = "silence"  # after the final dot, for ever


@dataclass(frozen=True)
class Received:
    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass
class MailSink:
    """``username``/``password``: demanded when set. ``token``: demanded by XOAUTH2 when set.
    ``starttls`` is offered when set; ``encrypted`` tells of each mail whether it was used."""

    pass_on: Callable[[str, bytes], None] | None = None
    refusals: dict[str, str] = field(default_factory=dict)
    sender_reply: str = ""
    data_reply: str = ""
    data_behaviour: DataBehaviour = DataBehaviour.ANSWER
    username: str = ""
    password: str = ""
    token: str = ""
    size_limit: int = 50 * 1024 * 1024
    host: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    received: list[Received] = field(default_factory=list)
    starttls: ssl.SSLContext | None = None
    encrypted: list[bool] = field(default_factory=list)
    sessions: int = 0
    _controller: Controller | None = None

    def __enter__(self) -> "MailSink":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._controller = Controller(
            _Handler(self),
            hostname=self.host,
            port=self.port,
            data_size_limit=self.size_limit,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            tls_context=self.starttls,
            authenticator=self._authenticate,
        )
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object
    ) -> AuthResult:
        known = (getattr(given, "login", b""), getattr(given, "password", b""))
        right = known == (self.username.encode(), self.password.encode())
        return AuthResult(success=right, handled=False)


class _Handler:
    def __init__(self, sink: MailSink) -> None:
        self.sink = sink

    async def handle_EHLO(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.sink.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (self.sink.password or self.sink.token) and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self.sink.sender_reply:
            return self.sink.sender_reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.sink.refusals.get(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        sink = self.sink
        if sink.data_behaviour is DataBehaviour.HANG_UP:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        if sink.data_behaviour is DataBehaviour.SILENCE:
            await asyncio.Event().wait()
        if sink.data_reply:
            return sink.data_reply
        content = envelope.content or b""
        assert isinstance(content, bytes)
        recipients = tuple(envelope.rcpt_tos)
        sink.encrypted.append(session.ssl is not None)
        sink.received.append(Received(str(envelope.mail_from or ""), recipients, content))
        if sink.pass_on is not None:
            for recipient in recipients:
                await asyncio.to_thread(sink.pass_on, recipient, content)
        return "250 OK: kept"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        given = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        if self.sink.token and f"auth=Bearer {self.sink.token}\1\1" in given:
            return AuthResult(success=True, auth_data=given)
        await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=False, handled=False)

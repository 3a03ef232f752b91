"""An SMTP server that keeps what it gets, and misbehaves when told to.

    with MailSink() as sink:
        ...                       # send to 127.0.0.1, port sink.port
        sink.received[0].content

Set ``trouble``, ``refusals`` (recipient to reply), ``greylists`` or ``password`` before or between mails.
``pass_on`` is called for each recipient of an accepted mail, so that it can be put into a mailbox.
"""

import asyncio
import base64
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.servers.ports import free_port
from tests.servers.trouble import NONSENSE, Trouble

# Its clients break lines off on purpose, also when nobody looks at logs any more.
logging.getLogger("mail.log").setLevel(logging.ERROR)


class Stage(StrEnum):
    """A moment of the conversation at which something can go wrong."""

    GREETING = "greeting"
    EHLO = "ehlo"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"  # instead of "354 go ahead"
    BODY = "body"  # in the middle of the mail
    DOT = "dot"  # after all of it, before it is kept
    KEPT = "kept"  # after it was kept: it will reach people
    QUIT = "quit"


@dataclass(frozen=True)
class Received:
    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass
class MailSink:
    """``trouble``: by stage what happens instead of the answer, or the answer it gets ("451 later").
    ``greylists``: a recipient is put off once, then taken. ``slow``: seconds before every answer.
    ``username``/``password``: demanded when set. ``token``: demanded by XOAUTH2 when set.
    ``starttls`` is offered when set; ``encrypted`` tells of each mail whether it was used."""

    pass_on: Callable[[str, bytes], None] | None = None
    refusals: dict[str, str] = field(default_factory=dict)
    trouble: dict[Stage, str] = field(default_factory=dict)
    greylists: bool = False
    slow: float = 0
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
    known: set[str] = field(default_factory=set)
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
        self._controller = _Controller(
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


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Conversation(self.handler, **self.SMTP_kwargs)


class _Conversation(SMTP):
    """SMTP that stumbles where it was told to."""

    async def _handle_client(self) -> None:
        if reply := await self.stumble(Stage.GREETING):
            await self.push(reply)
            self._writer.close()
        await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:
        if not await self.answered(Stage.EHLO):
            await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str | None) -> None:
        if not await self.answered(Stage.MAIL):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        if not await self.answered(Stage.RCPT):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if await self.answered(Stage.DATA):
            return
        if Stage.BODY in self.sink.trouble:
            await self.push("354 go ahead")
            await self._reader.readline()
            await self.stumble(Stage.BODY)
        await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str | None) -> None:
        if not await self.answered(Stage.QUIT):
            await super().smtp_QUIT(arg)

    async def answered(self, stage: Stage) -> bool:
        """Whether the script has dealt with it."""
        reply = await self.stumble(stage)
        if reply:
            await self.push(reply)
        return bool(reply)

    async def stumble(self, stage: Stage) -> str:
        """Do what the script says; returns the answer that is to be given instead, if any."""
        if self.sink.slow:
            await asyncio.sleep(self.sink.slow)
        trouble = self.sink.trouble.get(stage, "")
        if trouble not in set(Trouble):
            return trouble
        if trouble == Trouble.GARBAGE:
            self._writer.write(NONSENSE)
            await self._writer.drain()
        if trouble != Trouble.HANG:
            self._writer.close()
        await asyncio.Event().wait()  # ends with the line
        return ""

    @property
    def sink(self) -> MailSink:
        handler = self.event_handler
        assert isinstance(handler, _Handler)
        return handler.sink


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
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.sink.refusals.get(address)
        if refusal:
            return refusal
        if self.sink.greylists and address not in self.sink.known:
            self.sink.known.add(address)
            return "451 4.7.1 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        sink = self.sink
        assert isinstance(server, _Conversation)
        if reply := await server.stumble(Stage.DOT):
            return reply
        content = envelope.content or b""
        assert isinstance(content, bytes)
        recipients = tuple(envelope.rcpt_tos)
        sink.encrypted.append(session.ssl is not None)
        sink.received.append(Received(str(envelope.mail_from or ""), recipients, content))
        if sink.pass_on is not None:
            for recipient in recipients:
                await asyncio.to_thread(sink.pass_on, recipient, content)
        return await server.stumble(Stage.KEPT) or "250 OK: kept"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        given = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        if self.sink.token and f"auth=Bearer {self.sink.token}\1\1" in given:
            return AuthResult(success=True, auth_data=given)
        await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=False, handled=False)

"""A door for mail servers on the same host or network: LMTP, one answer for each recipient.

The mail server is told 250 only after ``store`` has returned; until then the mail is its own and it
tries again. So nothing is lost, whatever stops in between.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from aiosmtpd.controller import BaseThreadedController, Controller, UnixSocketController
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from unsilo.connectors.email.limits import MEGABYTE
from unsilo.core.errors import NotFound, UnsiloError
from unsilo.core.logs import brief

MAX_MAIL_BYTES = 150 * MEGABYTE
MAX_LINE_BYTES = 8 * MEGABYTE  # real mail has lines far beyond the 998 bytes of the standard
_WORKERS = 4

Store = Callable[[str, str, bytes], None]
"""Keeps one mail: envelope sender, recipient, content. Raises ``NotFound`` when nobody here has the
address, anything else when it could not be kept."""

T = TypeVar("T")

logger = logging.getLogger(__name__)


def lmtp_server(
    store: Store,
    *,
    knows: Callable[[str], bool],
    host: str = "127.0.0.1",
    port: int = 24,
    unix_socket: Path | None = None,
) -> BaseThreadedController:
    """A server to ``start()`` and ``stop()``. ``knows`` tells at once whether an address is ours."""
    door = _Door(store, knows)
    if unix_socket is not None:
        return _SocketServer(door, unix_socket=unix_socket, data_size_limit=MAX_MAIL_BYTES)
    return _Server(door, hostname=host, port=port, data_size_limit=MAX_MAIL_BYTES)


class _Protocol(LMTP):
    line_length_limit = MAX_LINE_BYTES


class _Server(Controller):
    def factory(self) -> SMTP:
        return _Protocol(self.handler, **self.SMTP_kwargs)


class _SocketServer(UnixSocketController):
    def factory(self) -> SMTP:
        return _Protocol(self.handler, **self.SMTP_kwargs)


class _Door:
    """The handler aiosmtpd calls. ``store`` runs in threads, as it waits for the database."""

    def __init__(self, store: Store, knows: Callable[[str], bool]) -> None:
        self._store = store
        self._knows = knows
        self._threads = ThreadPoolExecutor(_WORKERS, thread_name_prefix="lmtp")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        try:
            known = await self._in_thread(self._knows, address)
        except Exception:
            logger.exception("Could not look up %s", address)
            return "451 4.3.0 Try again later"
        if not known:
            return "550 5.1.1 Nobody here has this address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        answers = [
            await self._keep(envelope.mail_from or "", recipient, content)
            for recipient in envelope.rcpt_tos
        ]
        return "\r\n".join(answers)  # LMTP wants one line for each recipient

    async def _keep(self, sender: str, recipient: str, content: bytes) -> str:
        try:
            await self._in_thread(self._store, sender, recipient, content)
        except NotFound:
            return "550 5.1.1 Nobody here has this address"
        except UnsiloError as error:
            logger.warning("Mail for %s was not kept: %s", recipient, brief(error))
            return "451 4.3.0 Not kept, try again later"
        except Exception:
            logger.exception("Mail for %s was not kept", recipient)
            return "451 4.3.0 Not kept, try again later"
        return "250 2.0.0 Kept"

    async def _in_thread(self, call: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call, *arguments)

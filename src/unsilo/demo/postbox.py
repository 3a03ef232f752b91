"""Where the demo's mail goes: a mail server on this machine that keeps every letter in a folder.

Nothing that the demo sends leaves the machine, and what an agent answers can be read there.
"""

import asyncio
import hashlib
import logging
import signal
import socket
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from unsilo.channels.models import Channel
from unsilo.channels.services.channels import update_channel
from unsilo.core.actor import SYSTEM

HOST = "127.0.0.1"
PORT = 8766


def folder() -> Path:
    return Path(settings.DATA_DIR) / "demo-postbox"


def listen() -> socket.socket:
    """Bind the usual port, or any free one when another demo has it."""
    try:
        return socket.create_server((HOST, PORT))
    except OSError:
        return socket.create_server((HOST, 0))


def point_channels_at(port: int) -> None:
    """Have the demo's mail channels send to where the postbox listens now."""
    for channel in Channel.objects.filter(kind="email", config__smtp_host=HOST):
        if channel.config["smtp_port"] != port:
            update_channel(channel, config={**channel.config, "smtp_port": port}, by=SYSTEM)


def serve(listener: socket.socket) -> None:
    """Take letters until told to stop."""
    folder().mkdir(parents=True, exist_ok=True)
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells of every connection
    asyncio.run(_serve(listener))


async def _serve(listener: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(lambda: SMTP(_Keeper()), sock=listener)
    async with server:
        await stop.wait()


class _Keeper:
    """Keeps each letter as a file named by its content."""

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        name = hashlib.sha256(content).hexdigest()[:16]
        (folder() / f"{name}.eml").write_bytes(content)
        return "250 Kept in the demo's postbox"

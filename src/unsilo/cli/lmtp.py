"""Take mail from a mail server over LMTP, for all channels whose addresses it names.

The mail server is told that a mail was taken only once it is kept. This door has no login: let it
listen where only the mail server gets to.
"""

import argparse
import signal
import threading
from pathlib import Path

from unsilo.cli.keeper import DatabaseKeeper
from unsilo.cli.piped import channel_at, keep_mail
from unsilo.cli.site import BadInstallation, add_data_dir, site
from unsilo.cli.talk import say
from unsilo.core.errors import NotFound

DEFAULT_PORT = 8024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"default: {DEFAULT_PORT}")
    parser.add_argument(
        "--socket", type=Path, metavar="PATH", help="listen on a Unix socket instead"
    )
    add_data_dir(parser)


def run(arguments: argparse.Namespace) -> int:
    stop = threading.Event()
    with site(arguments.data_dir) as database:
        keeper = DatabaseKeeper(database)
        from unsilo.connectors.email.lmtp import lmtp_server
        from unsilo.core import clock

        server = lmtp_server(
            store,
            knows=knows,
            host=arguments.host,
            port=arguments.port,
            unix_socket=arguments.socket,
        )
        try:
            server.start()
        except OSError as error:
            raise BadInstallation(f"Can't listen: {error}") from error
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        say(f"Taking mail at {arguments.socket or f'{arguments.host}:{arguments.port}'}.")
        with clock.kept():
            while not stop.wait(1):  # a wait without end would not let signals through
                keeper.look()
        server.stop()
    return 0


def store(sender: str, recipient: str, content: bytes) -> None:
    """Keep a mail, in one of the server's threads."""
    from django.db import close_old_connections

    close_old_connections()
    try:
        channel = channel_at(recipient)
        if channel is None:
            raise NotFound(f"No channel has the address {recipient}.")
        keep_mail(channel, content, recipients=[recipient])
    finally:
        close_old_connections()


def knows(address: str) -> bool:
    from django.db import close_old_connections

    close_old_connections()
    try:
        return channel_at(address) is not None
    finally:
        close_old_connections()

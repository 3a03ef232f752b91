"""Serve pages, the API and live updates.

In production this stands behind a proxy that speaks TLS; docs/howto/production.md shows how.
"""

import argparse
import os
import socket
from functools import partial

from unsilo.cli.keeper import DatabaseKeeper
from unsilo.cli.site import BadInstallation, add_data_dir, close_connections, site
from unsilo.cli.static import collect_static
from unsilo.cli.supervisor import Child, Supervisor
from unsilo.cli.talk import say
from unsilo.config.env import Env

DEFAULT_PORT = 8765
REQUESTS_MAY_TAKE = 8  # seconds a stop waits for requests that are being answered


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    add_address(parser)
    parser.add_argument(
        "--workers", type=int, default=1, metavar="N", help="serving processes (default: 1)"
    )
    parser.add_argument(
        "--drain",
        type=float,
        default=0,
        metavar="SECONDS",
        help="when told to stop, go on serving for so long while /readyz answers 503, so that a "
        "load balancer turns to others first (default: 0)",
    )


def add_address(parser: argparse.ArgumentParser) -> None:
    env = Env()
    parser.add_argument(
        "--host",
        default=env.text("UNSILO_HOST", "127.0.0.1"),
        help="address to listen on (default: $UNSILO_HOST or 127.0.0.1)",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=env.number("UNSILO_PORT", DEFAULT_PORT),
        help=f"port to listen on (default: $UNSILO_PORT or {DEFAULT_PORT})",
    )
    parser.add_argument(
        "--forwarded-allow-ips",
        default="127.0.0.1",
        metavar="LIST",
        help="proxies whose X-Forwarded-* headers count when UNSILO_BEHIND_PROXY is true, "
        "with commas, or * (default: 127.0.0.1)",
    )


def run(arguments: argparse.Namespace) -> int:
    listener = listen(arguments.host, arguments.port)
    with site(arguments.data_dir) as server:
        keeper = DatabaseKeeper(server)
        collect_static()
        preload()
        close_connections()
        say(f"Serving on {address(listener)}")
        children = [
            Child(
                f"web {n + 1}",
                partial(
                    serve, listener, arguments.forwarded_allow_ips, row=n, drain=arguments.drain
                ),
                patience=REQUESTS_MAY_TAKE + arguments.drain + 2,
            )
            for n in range(arguments.workers)
        ]
        return Supervisor(children, at_once=True).run(tick=keeper.look)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything slow so that a port in use is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        raise BadInstallation(
            f"Can't listen on {host}, port {port}: {os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error}. "
            "Choose another port with --port."
        ) from error


def address(listener: socket.socket) -> str:
    """The URL at which a browser on this machine finds a listening socket."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{host}:{port}"


def preload() -> None:
    """Import what every process needs once, before it is forked."""
    import uvicorn.loops.uvloop
    import uvicorn.protocols.http.httptools_impl  # noqa: F401
    from django.urls import get_resolver

    import unsilo.core.tally  # noqa: F401 - whose memory is shared by all that are forked later

    get_resolver().url_patterns  # noqa: B018 - imports every view


def serve(
    listener: socket.socket, forwarded_allow_ips: str, *, row: int = 0, drain: float = 0
) -> None:
    """Serve until SIGTERM, and count in a row of the tally."""
    import uvicorn
    from django.conf import settings

    from unsilo.config.server import application
    from unsilo.config.stopping import GentleServer
    from unsilo.core import clock
    from unsilo.core.tally import tally
    from unsilo.operations.services import watchdog

    tally.take_row(row)

    config = uvicorn.Config(
        application,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,  # Django's logging is set up already
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=settings.BEHIND_PROXY,
        forwarded_allow_ips=forwarded_allow_ips,
        timeout_graceful_shutdown=REQUESTS_MAY_TAKE,
    )
    with clock.kept(), watchdog.running():
        GentleServer(config, drain=drain).run(sockets=[listener])

"""Database, web and worker in one go.

The first start makes everything that is needed in the data directory; later starts take seconds.
Ctrl+C stops all of it. With DATABASE_URL set, that database is used instead of an own one.
"""

import argparse
import http.client
import multiprocessing
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import unsilo
from unsilo.cli.migrate import migrate
from unsilo.cli.site import (
    BadInstallation,
    add_data_dir,
    close_connections,
    database,
    only_one,
    setup_django,
)
from unsilo.cli.static import collect_static
from unsilo.cli.supervisor import Child, Supervisor
from unsilo.cli.talk import say
from unsilo.cli.web import add_address, address, listen, preload, serve
from unsilo.cli.worker import work
from unsilo.core.errors import UnsiloError

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    add_address(parser)
    parser.add_argument("--demo", action="store_true", help="fill it with an invented company")
    parser.add_argument(
        "--reload", action="store_true", help="start again when a source file changes"
    )


def run(arguments: argparse.Namespace) -> int:
    data_dir: Path = arguments.data_dir
    with only_one(data_dir):
        listener = listen(arguments.host, arguments.port)
        url = address(listener)
        os.environ.setdefault("UNSILO_PUBLIC_URL", url)
        if arguments.demo:
            os.environ["UNSILO_DEMO"] = "true"
        with database(data_dir):
            setup_django(data_dir)
            in_a_process(partial(prepare, demo=arguments.demo))
            preload()
            close_connections()
            sources = Sources() if arguments.reload else None
            code = Supervisor(
                [
                    Child("web", partial(serve, listener, arguments.forwarded_allow_ips)),
                    Child("worker", work, patience=15),
                ]
            ).run(
                ready=partial(answers, url),
                on_ready=partial(greet, url, arguments),
                tick=sources.unchanged if sources else lambda: True,
            )
            if sources and not sources.unchanged():
                say("A source file changed: starting again.")
                listener.close()
                os.execv(sys.executable, [sys.executable, "-m", "unsilo.cli", *sys.argv[1:]])  # noqa: S606
    say("Stopped.")
    return code


def in_a_process(work: Callable[[], None]) -> None:
    """Do something in a fork, so that the memory it takes is gone afterwards."""
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    if process.exitcode:
        raise BadInstallation("unsilo could not be started, see above.")


def prepare(*, demo: bool) -> None:
    """Bring database, static files and demo up to date."""
    try:
        if migrate():
            say("The database is up to date.")
        collect_static()
        if demo:
            from unsilo.demo import seed

            if not seed.is_seeded():
                say("Making the demo company. This takes some 20 seconds, once.")
                seed.seed()
    except UnsiloError as error:
        say(f"unsilo: {error.message}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def answers(url: str) -> bool:
    """Whether the web process is up and has what it needs."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def greet(url: str, arguments: argparse.Namespace) -> None:
    """Say where it runs, and how to get in."""
    public = os.environ["UNSILO_PUBLIC_URL"]
    print(f"unsilo runs at {public}", flush=True)
    if public != url:
        say(f"On this machine it listens at {url}")
    elif arguments.host not in LOOPBACK:
        say("To open it from other machines, set UNSILO_PUBLIC_URL to the address people use.")
    if arguments.demo:
        from unsilo.demo import seed

        for login in seed.logins():
            print(f"  {login}", flush=True)
    say("Ctrl+C stops it.")


class Sources:
    """Notices a change in the package's source files."""

    def __init__(self) -> None:
        self._before = self._now()

    def unchanged(self) -> bool:
        return self._now() == self._before

    @staticmethod
    def _now() -> dict[Path, int]:
        package = Path(unsilo.__file__).parent
        return {path: path.stat().st_mtime_ns for path in package.rglob("*.py")}

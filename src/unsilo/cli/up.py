"""Database, web and worker in one go.

The first start makes everything that is needed in the data directory; later starts take seconds.
Ctrl+C stops all of it. With DATABASE_URL set, that database is used instead of an own one.
"""

import argparse
import http.client
import multiprocessing
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import unsilo
from unsilo.cli.keeper import DatabaseKeeper
from unsilo.cli.migrate import migrate
from unsilo.cli.site import (
    BadInstallation,
    add_data_dir,
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
        with database(data_dir) as server:
            setup_django(data_dir, make_key=True)
            box = open_postbox() if arguments.demo else None
            with in_a_process(partial(prepare, box)):
                preload()
            sources = Sources() if arguments.reload else None
            keeper = DatabaseKeeper(server)

            def tick() -> bool:
                return keeper.look() and (sources is None or sources.unchanged())

            code = Supervisor(
                [
                    Child("web", partial(serve, listener, arguments.forwarded_allow_ips)),
                    Child("worker", work, patience=15),
                    *([Child("postbox", partial(keep_letters, box))] if box else []),
                ]
            ).run(
                ready=Readiness(url),
                on_ready=partial(greet, url, arguments),
                tick=tick,
            )
            if sources and not sources.unchanged():
                say("A source file changed: starting again.")
                listener.close()
                os.execv(sys.executable, [sys.executable, "-m", "unsilo.cli", *sys.argv[1:]])  # noqa: S606
    say("Stopped.")
    return code


@contextmanager
def in_a_process(work: Callable[[], None]) -> Iterator[None]:
    """Do something in a fork meanwhile, so that the memory it takes is gone afterwards."""
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    try:
        yield
    except BaseException:
        process.terminate()
        raise
    finally:
        process.join()
    if process.exitcode:
        raise BadInstallation("unsilo could not be started, see above.")


def open_postbox() -> socket.socket:
    """Where the demo's mail will go."""
    from unsilo.demo import postbox

    return postbox.listen()


def keep_letters(box: socket.socket) -> None:
    from unsilo.demo import postbox

    postbox.serve(box)


def prepare(box: socket.socket | None) -> None:
    """Bring database and static files up to date, and the demo if there is a postbox for it."""
    try:
        if migrate():
            say("The database is up to date.")
        collect_static()
        if box:
            from unsilo.demo import postbox, seed

            if not seed.is_seeded():
                say("Making the demo company. This takes some 20 seconds, once.")
                seed.seed()
            postbox.point_channels_at(box.getsockname()[1])
    except UnsiloError as error:
        say(f"unsilo: {error.message}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


class Readiness:
    """Asks the web process whether it is of use; gives up after a while and says what it heard."""

    def __init__(self, url: str, *, patience: float = 90) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port)
        self._deadline = time.monotonic() + patience

    def __call__(self) -> bool:
        connection = http.client.HTTPConnection(*self._address, timeout=5)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            heard = f"{answer.status} {answer.read(200).decode(errors='replace').strip()}"
            if answer.status == 200:
                return True
        except OSError as error:
            heard = str(error)
        finally:
            connection.close()
        if time.monotonic() > self._deadline:
            raise BadInstallation(f"unsilo did not get ready. It answers: {heard}")
        return False


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
        if arguments.host not in LOOPBACK:
            say("Whoever can open this page can log in with these, so show it to nobody else.")
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

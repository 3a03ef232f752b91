"""Run background jobs and watch the channels for what arrives.

Any number of workers may run, on any number of machines: each job and each channel is taken by one.
"""

import argparse
import logging
import threading

from unsilo.cli.keeper import kept
from unsilo.cli.site import add_data_dir, site
from unsilo.cli.talk import say

logger = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument(
        "--queues", nargs="+", metavar="QUEUE", help="take jobs of these queues only (default: all)"
    )


def run(arguments: argparse.Namespace) -> int:
    with site(arguments.data_dir) as server, kept(server):
        say("The worker runs. Ctrl+C stops it.")
        work(arguments.queues)
    return 0


def work(queues: list[str] | None = None) -> None:
    """Work until SIGTERM or SIGINT, or until watching the channels fails."""
    from unsilo.channels import hearing, watch
    from unsilo.core import clock
    from unsilo.core.jobs import run_worker
    from unsilo.operations.services import watchdog

    stop = threading.Event()
    failures: list[BaseException] = []

    def watch_channels() -> None:
        try:
            watch.run(stop)
        except BaseException as error:  # noqa: BLE001 - raised again below, in the main thread
            failures.append(error)
        finally:
            stop.set()

    watcher = threading.Thread(target=watch_channels, name="channels", daemon=True)
    listener = threading.Thread(target=hearing.run, args=(stop,), name="events", daemon=True)
    watcher.start()
    listener.start()
    try:
        with clock.kept(), watchdog.running():
            run_worker(queues=queues, stop=stop)
    finally:
        stop.set()
        watcher.join(timeout=10)
        listener.join(timeout=10)
    if failures:
        raise failures[0]

"""Bring in what is kept elsewhere: mail (mbox files, Maildirs, .eml files and folders of them) and
stores (a CSV file).

Can be broken off and run again at any time: what is there already is not taken twice. Mail is read by
this command itself, together with workers if any run.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from unsilo.cli import stores
from unsilo.cli.site import add_data_dir, site
from unsilo.cli.talk import say
from unsilo.core.errors import Invalid

if TYPE_CHECKING:
    from unsilo.channels.contract import RawArrival
    from unsilo.channels.models import Channel
    from unsilo.connectors.email.mailboxes import FileMail

MAIL = ("mbox", "maildir", "eml")
BATCH = 100  # messages kept in one transaction
BATCH_BYTES = 32_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=(*MAIL, "stores"), metavar="KIND")
    parser.add_argument("path", type=Path, metavar="PATH", help="a file or a directory")
    mail = parser.add_argument_group("mail (mbox, maildir, eml)")
    mail.add_argument("--channel", metavar="NAME", help="name or slug; has to be given for mail")
    mail.add_argument(
        "--done", action="store_true", help="conversations arrive closed, as an archive does"
    )
    stores.add_arguments(parser.add_argument_group("stores"))
    add_data_dir(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.kind == "stores":
        return stores.run(arguments)
    if not arguments.channel:
        raise Invalid("Name the channel that the mail belongs to with --channel.")
    with site(arguments.data_dir), ThreadPoolExecutor(1) as keeper:
        from unsilo.cli.channel import find_channel
        from unsilo.connectors.email.mailboxes import read_mailbox

        channel = find_channel(arguments.channel)
        progress = Progress()
        for batch in batches(read_mailbox(arguments.path)):
            raws = [prepared(mail.arrival, done=arguments.done) for mail in batch]
            # A batch waits for the disk while the one before it is processed.
            kept = keeper.submit(keep, channel, raws)
            process()
            part = batch[-1].done / (batch[-1].total or 1)
            progress.add(len(raws), new=kept.result(), part=part)
        process()
        progress.end()
    return 0


def prepared(raw: "RawArrival", *, done: bool) -> "RawArrival":
    """What the pipeline has to know of an import: old mail is no flood, and may be settled."""
    from dataclasses import replace

    return replace(raw, meta={**raw.meta, "import": True, **({"done": True} if done else {})})


def keep(channel: "Channel", raws: Sequence["RawArrival"]) -> int:
    """Receive a batch and return how many of it are new. Runs in a thread of its own."""
    from unsilo.channels.services import arrivals
    from unsilo.core.actor import SYSTEM
    from unsilo.core.db import release_connection

    try:
        return len(arrivals.receive(channel, raws, by=SYSTEM))
    finally:
        release_connection()


def process() -> None:
    """Take what is due through the pipeline, here and now."""
    from unsilo.channels.services import arrivals
    from unsilo.intake import pipeline

    while claimed := arrivals.claim(limit=BATCH):
        pipeline.process_many(claimed)


def batches(mails: Iterable["FileMail"]) -> Iterator[list["FileMail"]]:
    """As many mails at a time as one transaction and the memory should hold."""
    batch: list[FileMail] = []
    size = 0
    for mail in mails:
        batch.append(mail)
        size += len(mail.arrival.content)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class Progress:
    """Tells how far it is: in place on a terminal, else now and then on a line of its own."""

    def __init__(self) -> None:
        self.read = self.new = 0
        self._begun = time.monotonic()
        self._told = self._begun
        self._in_place = sys.stderr.isatty()

    def add(self, read: int, *, new: int, part: float) -> None:
        self.read += read
        self.new += new
        now = time.monotonic()
        if now - self._told < (0.2 if self._in_place else 10):
            return
        self._told = now
        text = f"{part:4.0%}  {self.read:,} mails, {self.new:,} new, {self._speed(now):,.0f}/s"
        if self._in_place:
            print(f"\r{text}", end="", file=sys.stderr, flush=True)
        else:
            say(text)

    def end(self) -> None:
        now = time.monotonic()
        if self._in_place:
            print("\r", end="", file=sys.stderr)
        known = self.read - self.new
        say(
            f"{self.read:,} mails read, {self.new:,} of them new, {known:,} known already "
            f"({now - self._begun:,.0f} s, {self._speed(now):,.0f}/s)."
        )

    def _speed(self, now: float) -> float:
        return self.read / max(now - self._begun, 0.001)

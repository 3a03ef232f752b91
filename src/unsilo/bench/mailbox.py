"""``unsilo import mbox`` beside one worker: an archive brought in, the command's start included.

References: ``least_transactions``, and how quick the same mails are kept as synced files, all else
left out.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from unsilo.bench.intake import check
from unsilo.bench.least import least_transactions
from unsilo.bench.letters import Letter, backlog, with_files
from unsilo.bench.measure import cpu_of
from unsilo.bench.report import Report
from unsilo.channels.models import Arrival, Channel, Outcome

MAILS = 5_000
SAMPLE = 200
BAR = 300.0  # mails a second


def measure(conversations: int, workers: Sequence[int]) -> Report:
    """Run in a copy of a database with so many conversations, on which these processes work."""
    letters = with_files(backlog(MAILS, timezone.now()), MAILS // 4)
    with TemporaryDirectory(dir=settings.DATA_DIR) as directory:
        archive = Path(directory) / "archive.mbox"
        _write(archive, letters)
        size = archive.stat().st_size / 1e6
        report = Report(
            "import",
            f"an mbox of {MAILS:,} mails and {size:.0f} MB, {conversations:,} conversations before",
        )
        least = least_transactions(Channel.objects.get(slug="support"))
        report.add("reference: least mail transactions", least, "/s")
        report.add("reference: synced files", _synced(letters[:SAMPLE], Path(directory)), "/s")
        wall, cpu = _import(archive, workers)
        report.add("imported and processed", MAILS / wall, "/s", at_least=BAR)
        report.add("processor time of a mail", cpu / MAILS * 1000, "ms")
        report.ratio("least transactions to ours", least * wall / MAILS)
        wrong = check(letters)
        report.add("mails that did not end up right", len(wrong), "", at_most=0)
        report.notes += wrong[:20]
        again, _ = _import(archive, workers)
        report.add("the same once more, nothing new", MAILS / again, "/s")
        wrong = check(letters)
        report.add("mails that are there twice", len(wrong), "", at_most=0)
    return report


def _write(path: Path, letters: Sequence[Letter]) -> None:
    with path.open("wb") as file:
        for one in letters:
            content = one.content().replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")
            file.write(b"From someone@bench.example Sun Nov  1 00:00:00 2026\n" + content + b"\n")


def _synced(letters: Sequence[Letter], directory: Path) -> float:
    contents = [one.content() for one in letters]
    begun = time.perf_counter()
    for number, content in enumerate(contents):
        with (directory / str(number)).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    return len(contents) / (time.perf_counter() - begun)


def _import(archive: Path, workers: Sequence[int]) -> tuple[float, float]:
    """Seconds by the clock, until the last mail is in, and of processor time of all who worked."""

    def used() -> float:
        return sum(os.times()[2:4]) + sum(map(cpu_of, workers))

    command = [sys.executable, "-m", "unsilo.cli", "import", "mbox", str(archive)]
    before, begun = used(), time.perf_counter()
    subprocess.run([*command, "--channel", "support"], check=True, stderr=subprocess.DEVNULL)
    while Arrival.objects.filter(outcome=Outcome.PENDING).exists():  # a worker has the last ones
        time.sleep(0.02)
    return time.perf_counter() - begun, used() - before

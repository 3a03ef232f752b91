"""Measure this version against stated references, each figure with its data size and a ratio.

Takes place in databases of its own (unsilo_bench_*) on an embedded server under --directory, or on
the server of --database-url. Exit code 1 when a figure misses its bar.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from unsilo.bench.ground import Ground, ground
from unsilo.bench.report import Report

SIZES = [10_000, 100_000]


def _in_a_copy(function: str) -> Callable[[Ground, list[int]], Iterable[Report]]:
    def measure(place: Ground, sizes: list[int]) -> Iterable[Report]:
        for size in sizes:
            with place.copy(size) as database:
                yield place.run(database, function, size)

    return measure


def _inbox(place: Ground, sizes: list[int]) -> Iterable[Report]:
    from unsilo.bench import inbox

    return inbox.measure(place, sizes)


def _load(place: Ground, sizes: list[int]) -> Iterable[Report]:
    for size in sizes:
        report = Report("load", f"{size:,} conversations")
        report.notes.append(f"is in {place.loaded(size)}")
        yield report


BENCHMARKS: dict[str, Callable[[Ground, list[int]], Iterable[Report]]] = {
    "load": _load,
    "intake": _in_a_copy("unsilo.bench.intake.measure"),
    "import": _in_a_copy("unsilo.bench.mailbox.measure"),
    "inbox": _inbox,
    "search": _in_a_copy("unsilo.bench.search.measure"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=[*BENCHMARKS, "all"], metavar="NAME",
                        help=f"one of {', '.join(BENCHMARKS)}, or all")  # fmt: skip
    parser.add_argument("--conversations", type=int, action="append", metavar="N",
                        help="data size, several times for several (default: 10,000 and 100,000)")  # fmt: skip
    parser.add_argument("--directory", type=Path, default=Path(".state/bench"))
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL", ""), metavar="URL")
    parser.add_argument("--json", action="store_true", help="one JSON object for each report")


def run(arguments: argparse.Namespace) -> int:
    sizes = arguments.conversations or SIZES
    names = BENCHMARKS if arguments.name == "all" else [arguments.name]
    ok = True
    with ground(arguments.directory.resolve(), arguments.database_url) as place:
        if not arguments.json:
            print(place.about())
        for name in names:
            for report in BENCHMARKS[name](place, sizes):
                ok = ok and report.ok
                print(json.dumps(report.as_data()) if arguments.json else report, flush=True)
    return 0 if ok else 1

"""Measure this version against stated references, each figure with its data size and a ratio.

What needs a database has its own (unsilo_bench_*): on an embedded server under --directory, or on
the server that --database-url names. Exit code 1 when a figure misses its bar.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from unsilo.bench import detect, inbox, live, soak
from unsilo.bench.ground import MESSAGES_PER, Ground, ground
from unsilo.bench.report import Report
from unsilo.bench.servers import worker
from unsilo.cli.talk import say

SMALL, LARGE = 10_000, 100_000  # conversations
STORES = 100_000

Measure = Callable[[Ground, argparse.Namespace], Iterable[Report]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    names = parser.add_subparsers(metavar="NAME", required=True)

    def add(name: str, measure: Measure, about: str, *sizes: int) -> argparse.ArgumentParser:
        command = names.add_parser(name, help=about, description=f"{about.capitalize()}.")
        if sizes:
            command.add_argument(
                "--conversations", type=int, nargs="+", metavar="N", default=list(sizes),
                help=f"how many there are before (default: {' '.join(map(str, sizes))})",
            )  # fmt: skip
        command.add_argument(
            "--directory", type=Path, default=Path(".state/bench"), metavar="DIR",
            help="where databases and files are kept for next time (default: .state/bench)",
        )  # fmt: skip
        command.add_argument(
            "--database-url", default=os.environ.get("DATABASE_URL", ""), metavar="URL",
            help="another server to work on (default: $DATABASE_URL, else an embedded one)",
        )  # fmt: skip
        command.add_argument("--json", action="store_true", help="one JSON object a report")
        command.set_defaults(measure=measure)
        return command

    load = add("load", _load, "fill databases with a made-up past; the one that --database-url "
               "names, if it is empty", LARGE)  # fmt: skip
    add("intake", _each("unsilo.bench.intake.measure"), "take 500 mails in", SMALL)
    add("import", _import, "import an mbox beside one worker", SMALL)
    pages = add("inbox", _inbox, "show lists and conversations, send answers", SMALL, LARGE)
    words = add("search", _each("unsilo.bench.search.measure"), "search for words", LARGE)
    add("home", _each("unsilo.bench.numbers.measure_home"), "count everything, show first pages",
        LARGE)  # fmt: skip
    add("brief", _each("unsilo.bench.numbers.measure_brief"), "write a year of briefings", LARGE)
    locator = add("locator", _locator, "find the nearest stores, follow links")
    locator.add_argument("--stores", type=int, nargs="+", metavar="N", default=[STORES])
    browsers = add("live", _live, "tell many open browsers, and weigh the processes", SMALL)
    browsers.add_argument("--browsers", type=int, default=live.BROWSERS, metavar="N")
    day = add("soak", _soak, "have agents work for long while mail comes in, and see what grows",
              SMALL)  # fmt: skip
    day.add_argument("--minutes", type=float, default=soak.MINUTES, metavar="N")
    day.add_argument("--agents", type=int, default=soak.AGENTS, metavar="N")
    _add_detect(names)
    _add_classify(names)
    add("all", _all, "everything, with little data", SMALL)
    for command in (load, pages, words):
        command.add_argument(
            "--messages-per", type=int, default=MESSAGES_PER, metavar="N",
            help=f"messages of each conversation, on average (default: {MESSAGES_PER})",
        )  # fmt: skip


def _add_detect(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Needs no database, and so none of the options about it."""
    about = "find crises in made-up series, or in the Numenta Anomaly Benchmark"
    command = names.add_parser("detect", help=about, description=f"{about.capitalize()}.")
    command.add_argument(
        "--nab", type=Path, metavar="DIR",
        help="a checkout of the benchmark, to be scored by its rules instead",
    )  # fmt: skip
    command.add_argument(
        "--labels", type=Path, metavar="FILE",
        help="labelled windows; only series that it names count "
             "(default: DIR/labels/combined_windows.json)",
    )  # fmt: skip
    command.add_argument("--json", action="store_true", help="one JSON object a report")
    command.set_defaults(measure_alone=_detect)


def _add_classify(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Needs no database either."""
    about = "read messages, by the careful and by the fast path"
    command = names.add_parser("classify", help=about, description=f"{about.capitalize()}.")
    command.add_argument("--json", action="store_true", help="one JSON object a report")
    command.set_defaults(measure_alone=_classify)


def run(arguments: argparse.Namespace) -> int:
    if "measure_alone" in arguments:
        return _tell(arguments.measure_alone(arguments), arguments)
    with ground(arguments.directory.resolve(), arguments.database_url) as place:
        say(place.about())
        return _tell(arguments.measure(place, arguments), arguments)


def _tell(reports: Iterable[Report], arguments: argparse.Namespace) -> int:
    ok = True
    for report in reports:
        print(json.dumps(report.as_data()) if arguments.json else report, flush=True)
        ok = ok and report.ok
    return 0 if ok else 1


def _detect(arguments: argparse.Namespace) -> Iterable[Report]:
    if arguments.nab:
        return detect.measure_nab(arguments.nab, arguments.labels)
    return [detect.measure()]


def _classify(arguments: argparse.Namespace) -> Iterable[Report]:
    from unsilo.bench import classify  # with the model's packages

    return [classify.measure()]


def _load(place: Ground, arguments: argparse.Namespace) -> Iterable[Report]:
    for size in arguments.conversations:
        yield place.load(size, arguments.messages_per, named=bool(arguments.database_url))


def _each(function: str) -> Measure:
    def measure(place: Ground, arguments: argparse.Namespace) -> Iterable[Report]:
        for size in arguments.conversations:
            with place.copy(size, getattr(arguments, "messages_per", MESSAGES_PER)) as database:
                yield place.run(database, function, size)

    return measure


def _locator(place: Ground, arguments: argparse.Namespace) -> Iterable[Report]:
    for size in getattr(arguments, "stores", [STORES]):
        with place.empty() as database:
            yield place.run(database, "unsilo.bench.locator.measure", size)


def _import(place: Ground, arguments: argparse.Namespace) -> Iterable[Report]:
    for size in arguments.conversations:
        with place.copy(size) as database, worker(place, database) as working:
            yield place.run(database, "unsilo.bench.mailbox.measure", size, working.pids())


def _inbox(place: Ground, arguments: argparse.Namespace) -> Iterable[Report]:
    return inbox.measure(place, arguments.conversations, arguments.messages_per)


def _live(place: Ground, arguments: argparse.Namespace) -> Iterable[Report]:
    for size in arguments.conversations:
        yield live.measure(place, size, arguments.browsers)


def _soak(place: Ground, arguments: argparse.Namespace) -> Iterable[Report]:
    for size in arguments.conversations:
        yield soak.measure(place, size, minutes=arguments.minutes, agents=arguments.agents)


def _all(place: Ground, arguments: argparse.Namespace) -> Iterable[Report]:
    yield from _each("unsilo.bench.intake.measure")(place, arguments)
    yield from _import(place, arguments)
    yield from _each("unsilo.bench.search.measure")(place, arguments)
    yield from _locator(place, arguments)
    yield from inbox.measure(place, arguments.conversations)
    yield live.measure(place, arguments.conversations[0])
    yield detect.measure()
    yield from _classify(arguments)

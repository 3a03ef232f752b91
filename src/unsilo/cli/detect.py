"""Score a series: timestamp,value a line on stdin, timestamp,value,score on stdout, in their order.

The score lies in 0..1, and 0.5 or more is an alert. A row is answered as soon as it is there, from
it and the rows before it. A third column `authors` says how many different people a row's count
comes from. A row that can't be read is named on stderr by its line, the rest goes on, and the exit
code is 1. Needs no database. docs/detect.md tells how it decides.
"""

import argparse
import sys
from datetime import timedelta

from unsilo.cli.lines import arriving
from unsilo.cli.talk import say
from unsilo.core.errors import Invalid
from unsilo.listening.detecting import Detector, Settings
from unsilo.listening.detecting.rows import is_header, read_row

HIGHEST = 1_000_000  # of any option


def add_arguments(parser: argparse.ArgumentParser) -> None:
    usual = Settings()

    def add(name: str, value: float, about: str) -> None:
        parser.add_argument(
            name, type=_positive, default=value, metavar="N", help=f"{about} (default: %(default)g)"
        )

    add("--threshold", usual.threshold, "standard deviations that are an alert")
    add("--min-events", usual.min_events, "least count in a window of one or two hours")
    add("--min-factor", usual.min_factor, "least multiple of what is expected there")
    add("--min-authors", usual.min_authors, "least authors there, when they are given")
    add("--cooldown", usual.cooldown.total_seconds() / 3600, "hours until the same is news again")


def run(arguments: argparse.Namespace) -> int:
    detector = Detector(
        Settings(
            threshold=arguments.threshold,
            min_events=arguments.min_events,
            min_factor=arguments.min_factor,
            min_authors=arguments.min_authors,
            cooldown=timedelta(hours=arguments.cooldown),
        )
    )
    failed = False
    is_first = True
    print("timestamp,value,score", flush=True)
    for lines in arriving(sys.stdin.buffer):
        answers = []
        for number, raw in lines:
            try:
                line = _text(raw)
                if is_first:
                    is_first = False
                    if is_header(line):
                        continue
                row = read_row(line)
            except Invalid as error:
                failed = True
                say(f"unsilo: line {number}: {error.message}")
                continue
            score = detector.update(row.at, row.value, row.authors).score
            answers.append(f"{row.cells[0]},{row.cells[1]},{score:.4f}\n")
        sys.stdout.write("".join(answers))
        sys.stdout.flush()
    return 1 if failed else 0


def _text(raw: bytes | None) -> str:
    if raw is None:
        raise Invalid("the line is too long")
    return raw.decode("utf-8-sig", errors="replace").rstrip("\r")


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= HIGHEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0, up to {HIGHEST:,}")
    return value

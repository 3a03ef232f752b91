"""Say what messages are: {"id", "text"} a line on stdin, a reading a line on stdout, in their order.

Lines are read as they come and answered without waiting for the end. A line that can't be read is
named on stderr by its number, the rest goes on, and the exit code is 1. Needs no database.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from unsilo.core.errors import Invalid

if TYPE_CHECKING:
    from unsilo.triage.reader import Judgement

CHUNK = 1 << 16
LONGEST_LINE = 4 << 20
FEELINGS = ("negative", "neutral", "positive")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fast", action="store_true", help="the linear path only: less sure, many times faster"
    )


def run(arguments: argparse.Namespace) -> int:
    from unsilo.triage.reader import load

    reader = load(fast=arguments.fast)
    failed = False
    for lines in _available(sys.stdin.buffer):
        asked: list[tuple[Any, str]] = []
        for number, line in lines:
            try:
                asked.append(_asked(line))
            except Invalid as error:
                failed = True
                print(json.dumps({"line": number, "error": error.message}), file=sys.stderr)
        judged = reader.read([text for _, text in asked])
        for (name, _), judgement in zip(asked, judged, strict=True):
            print(json.dumps({"id": name, **_as_data(judgement)}))
        sys.stdout.flush()
    return 1 if failed else 0


def _available(stream: BinaryIO) -> Iterator[list[tuple[int, bytes | None]]]:
    """Numbered lines, as many at a time as have arrived; None for one that is too long to hold."""
    number, rest, too_long = 1, b"", False
    while chunk := _some(stream):
        *whole, rest = (rest + chunk).split(b"\n")
        lines: list[tuple[int, bytes | None]] = []
        for line in whole:
            lines.append((number, None if too_long else line))
            number, too_long = number + 1, False
        if len(rest) > LONGEST_LINE:
            rest, too_long = b"", True
        yield [(at, line) for at, line in lines if line is None or line.strip()]
    if rest.strip() or too_long:
        yield [(number, None if too_long else rest)]


def _some(stream: BinaryIO) -> bytes:
    """What is there, not all that could be asked for."""
    read = getattr(stream, "read1", stream.read)
    found: bytes = read(CHUNK)
    return found


def _asked(line: bytes | None) -> tuple[Any, str]:
    if line is None:
        raise Invalid("the line is too long")
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Invalid("this is not JSON") from error
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        raise Invalid('an object with "id" and "text" is needed')
    return found.get("id"), found["text"]


def _as_data(judgement: "Judgement") -> dict[str, Any]:
    feeling = {name: getattr(judgement.sentiment, name) for name in FEELINGS}
    likeliest = max(FEELINGS, key=lambda name: feeling[name])
    return {
        "language": judgement.language,
        "sentiment": {"label": likeliest if judgement.is_read else "unread", **feeling},
        "offensive": judgement.offensive,
        "hate": judgement.hate,
        "bad_faith": judgement.bad_faith,
        "intents": [{"name": intent.name, "p": intent.p} for intent in judgement.intents],
        "urgency": judgement.urgency,
    }

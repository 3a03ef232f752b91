"""Say what messages are: {"id", "text"} a line on stdin, a reading a line on stdout, in their order.

Lines are read as they come and answered without waiting for the end. A line that can't be read is
named on stderr by its number, the rest goes on, and the exit code is 1. Needs no database.
"""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from unsilo.cli.lines import arriving
from unsilo.core.errors import Invalid

if TYPE_CHECKING:
    from unsilo.triage.reader import Judgement

FEELINGS = ("negative", "neutral", "positive")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fast", action="store_true", help="the linear path only: less sure, many times faster"
    )


def run(arguments: argparse.Namespace) -> int:
    from unsilo.triage.reader import load

    reader = load(fast=arguments.fast)
    failed = False
    for lines in arriving(sys.stdin.buffer):
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

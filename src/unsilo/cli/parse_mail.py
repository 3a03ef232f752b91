"""Show what the mail parser sees: one JSON object a line for each file, or for standard input."""

import argparse
import json
import sys
from pathlib import Path

from unsilo.cli.talk import say
from unsilo.core.errors import UnsiloError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: stdin")


def run(arguments: argparse.Namespace) -> int:
    from unsilo.connectors.email.parser import parse_mail_json

    failed = 0
    for file in arguments.files or [None]:
        try:
            raw = file.read_bytes() if file else sys.stdin.buffer.read()
            seen = parse_mail_json(raw)
        except (OSError, UnsiloError) as error:
            say(f"unsilo: {file or 'standard input'}: {error}")
            failed += 1
            continue
        print(json.dumps(seen, ensure_ascii=False))
    return 1 if failed else 0

"""Serve an assistant on standard input and output (Model Context Protocol).

It reads conversations, people, facts, ways to win and numbers with the rights of a token, and
leaves drafts for people. It never sends. Give it a token of its own:

    unsilo token --user you@example.com --name assistant --scope draft

UNSILO_API_URL and UNSILO_API_TOKEN name the installation and the token.
"""

import argparse
import os
import sys

from unsilo.cli.talk import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--url",
        default=os.environ.get("UNSILO_API_URL", "http://127.0.0.1:8765"),
        help="address of the installation; default: UNSILO_API_URL, else http://127.0.0.1:8765",
    )


def run(arguments: argparse.Namespace) -> int:
    from unsilo.mcp.server import serve
    from unsilo.mcp.tools import ReadAndDraft

    token = os.environ.get("UNSILO_API_TOKEN", "")
    if not token:
        say("unsilo: put a token into UNSILO_API_TOKEN (unsilo token --scope draft makes one)")
        return 1
    with ReadAndDraft(arguments.url, token) as unsilo:
        serve(unsilo, sys.stdin, sys.stdout)
    return 0

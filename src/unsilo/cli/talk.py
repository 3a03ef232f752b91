"""Words for the person at the terminal. Stdout is for data, so they go to stderr."""

import sys


def say(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr, flush=True)

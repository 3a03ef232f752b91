"""Standard input a line at a time, answered as it comes rather than when it ends."""

from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1 << 16
LONGEST_LINE = 4 << 20


def arriving(stream: BinaryIO) -> Iterator[list[tuple[int, bytes | None]]]:
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

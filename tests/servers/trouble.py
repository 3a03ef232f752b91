"""What the scripted mail servers do instead of an answer."""

from enum import StrEnum


class Trouble(StrEnum):
    HANG = "hang"  # the line stays open and silent
    DROP = "drop"  # the line is closed without a word
    GARBAGE = "garbage"  # bytes that mean nothing, and the line is closed


NONSENSE = b"\x00\xff* {99999999999} what\r\n)(\r\n"

"""Names of records: AT URIs, and the keys (TIDs) that sort by time."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

POST = "app.bsky.feed.post"
_URI = re.compile(r"at://([A-Za-z0-9._:%-]+)/([A-Za-z0-9.-]+)/([A-Za-z0-9._:~-]+)")
_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_TID_LENGTH = 13


@dataclass(frozen=True, slots=True)
class AtUri:
    """Whose record (a DID, or a handle for our own), of which kind, and its key."""

    repo: str
    collection: str
    rkey: str

    @classmethod
    def parse(cls, text: str) -> "AtUri | None":
        """None for what is no address of a record. What follows ``#`` is ours and left out."""
        found = _URI.fullmatch(text.partition("#")[0])
        return cls(*found.groups()) if found else None

    def __str__(self) -> str:
        return f"at://{self.repo}/{self.collection}/{self.rkey}"


def repo_of(uri: str) -> str:
    """Whose record it is, "" for what is no address of one."""
    found = AtUri.parse(uri)
    return found.repo if found else ""


def tid(at: datetime, *, clock: int) -> str:
    """A record key of this moment; ``clock`` (0 to 1023) tells keys of one microsecond apart."""
    number = (int(at.timestamp() * 1_000_000) << 10) | (clock & 1023)
    shifts = range(5 * (_TID_LENGTH - 1), -1, -5)
    return "".join(_DIGITS[(number >> shift) & 31] for shift in shifts)


def moment_of(rkey: str) -> datetime | None:
    """When a key was made; None for one that is no TID."""
    if len(rkey) != _TID_LENGTH or any(sign not in _DIGITS for sign in rkey):
        return None
    number = 0
    for sign in rkey:
        number = number << 5 | _DIGITS.index(sign)
    try:
        return datetime.fromtimestamp((number >> 10) / 1_000_000, UTC)
    except (OverflowError, ValueError, OSError):
        return None

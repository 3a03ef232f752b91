"""Keyset pages: a cursor names the last row seen, so page 10,000 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from unsilo.core.errors import Invalid

T = TypeVar("T")


class BadCursor(Invalid):
    """This page link is damaged. Go back to the first page."""

    code = "bad_cursor"
    status = 422


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. Cursors are None where the list ends."""

    items: Sequence[T]
    next_cursor: str | None = None
    previous_cursor: str | None = None


def encode_cursor(*parts: Any) -> str:
    """Pack sort keys (datetimes, numbers, strings, None) into an opaque URL-safe string."""
    raw = json.dumps(
        [{"t": part.isoformat()} if isinstance(part, datetime) else part for part in parts],
        separators=(",", ":"),
    )
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """Unpack a cursor whose parts must be of the given types. Raises ``BadCursor``."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        parts = [
            datetime.fromisoformat(part["t"]) if isinstance(part, dict) else part
            for part in json.loads(raw)
        ]
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
        raise BadCursor from error
    if len(parts) != len(kinds):
        raise BadCursor
    for part, kind in zip(parts, kinds, strict=True):
        if type(part) is not kind:
            raise BadCursor
        if isinstance(part, datetime) and part.tzinfo is None:
            raise BadCursor
        if isinstance(part, int) and not -(2**63) <= part < 2**63:
            raise BadCursor
    return tuple(parts)

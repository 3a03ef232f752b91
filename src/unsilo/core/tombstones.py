"""What stands in the place of an id or address that was erased: it can be compared, not read.

A tombstone is a hash with a key that only this installation has. Should the same thing come again,
it is recognised; nobody who reads the database learns what it was.
"""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings

PREFIX = "erased:"


def tombstone(value: str) -> str:
    """What to write in the place of ``value``; of a tombstone, itself."""
    return value if value.startswith(PREFIX) else _of(value, settings.SECRET_KEY)


def tombstones(values: Iterable[str]) -> dict[str, str]:
    """Each value by every tombstone it may have, also under keys from before a rotation."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return {_of(value, key): value for value in values for key in keys if value}


def _of(value: str, key: str) -> str:
    digest = hmac.new(f"tombstone:{key}".encode(), value.encode(), hashlib.sha256).hexdigest()
    return f"{PREFIX}{digest[:40]}"

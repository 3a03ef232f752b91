"""Short signed tokens that come back in addresses and message ids."""

import base64
import hashlib
import hmac

from django.conf import settings


def _signature(text: str, *, purpose: str, key: str) -> str:
    digest = hmac.new(f"{purpose}:{key}".encode(), text.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def sign_id(value: int, *, purpose: str) -> str:
    """A token for a row id: ``<id in base 36>-<16 signs>``; lower case, since mail systems fold."""
    text = _base36(value)
    return f"{text}-{_signature(text, purpose=purpose, key=settings.SECRET_KEY)}"


def read_signed_id(token: str, *, purpose: str) -> int | None:
    """The id a token stands for, None when it was not made here."""
    text, _, given = token.strip().lower().rpartition("-")
    if not text or len(text) > 13 or not text.isalnum() or not text.isascii():
        return None
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        if hmac.compare_digest(_signature(text, purpose=purpose, key=key), given):
            return int(text, 36)
    return None


def _base36(value: int) -> str:
    digits = ""
    while True:
        value, rest = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
        if not value:
            return digits

"""Secrets at rest: encrypted with keys derived from settings, newest first so that keys can rotate."""

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from unsilo.core.errors import UnsiloError

_SEALED = "gAAAA"  # how what Fernet made begins


class SecretUnreadable(UnsiloError):
    """A stored secret can't be read with the present keys. Was SECRET_KEY changed or lost?"""

    code = "secret_unreadable"


def _fernet() -> MultiFernet:
    return MultiFernet([_of(settings.SECRET_KEY), *map(_of, settings.SECRET_KEY_FALLBACKS)])


def _of(key: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), length=32, salt=None, info=b"unsilo secrets")
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))


def seal(values: dict[str, Any]) -> bytes:
    """Encrypt a small JSON object."""
    return _fernet().encrypt(json.dumps(values).encode())


def unseal(sealed: bytes | memoryview | None) -> dict[str, Any]:
    """Decrypt what ``seal`` made; empty input is an empty object."""
    if not sealed:
        return {}
    try:
        decoded: dict[str, Any] = json.loads(_fernet().decrypt(bytes(sealed)))
    except InvalidToken as error:
        raise SecretUnreadable from error
    return decoded


def seal_text(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def unseal_text(sealed: str) -> str:
    """What ``seal_text`` made; anything else was kept before there was sealing, and is returned."""
    if not sealed.startswith(_SEALED):
        return sealed
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadable from error


def resealed(sealed: bytes | memoryview) -> bytes | None:
    """The same, sealed with the newest key; None where it is so already."""
    token = bytes(sealed)
    try:
        _of(settings.SECRET_KEY).decrypt(token)
    except InvalidToken:
        try:
            return _fernet().rotate(token)
        except InvalidToken as error:
            raise SecretUnreadable from error
    return None


def resealed_text(text: str) -> str | None:
    if not text.startswith(_SEALED):
        return seal_text(text)
    found = resealed(text.encode())
    return found.decode() if found else None

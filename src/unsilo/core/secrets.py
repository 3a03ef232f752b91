"""Secrets at rest: encrypted with keys derived from settings, newest first so that keys can rotate."""

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from unsilo.core.errors import UnsiloError


class SecretUnreadable(UnsiloError):
    """A stored secret can't be read with the present keys. Was SECRET_KEY changed or lost?"""

    code = "secret_unreadable"


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    HKDF(hashes.SHA256(), length=32, salt=None, info=b"unsilo secrets").derive(
                        key.encode()
                    )
                )
            )
            for key in keys
        ]
    )


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

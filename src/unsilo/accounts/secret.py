"""Random secrets that are handed out once and kept as a hash.

They have 256 bits of their own, so one round of SHA-256 is enough to keep them from being guessed.
"""

import hashlib
import secrets


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

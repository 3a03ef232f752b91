"""Whether a post to a webhook is from unsilo, by the rules of standardwebhooks.com."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping

TOLERANCE = 5 * 60  # seconds that a post may be old: older ones may have been recorded and replayed


def verify(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """True for a fresh post, signed with ``secret`` (``whsec_…``). ``body`` is what was received,
    byte by byte; names of headers may be written in any case."""
    given = {name.lower(): value for name, value in headers.items()}
    name, at = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(time.time() - int(at)) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()
    wanted = f"v1,{base64.b64encode(signed).decode()}"
    signatures = given.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(one.encode(), wanted.encode()) for one in signatures)

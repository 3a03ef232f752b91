"""Access tokens for IMAP and SMTP (XOAUTH2), renewed before they expire."""

import json
import time

from unsilo.connectors.email.settings import OAuthAccess
from unsilo.core import http
from unsilo.core.errors import ConnectorError

_EARLY = 120  # seconds before its end a token counts as expired
_DEFAULT_LIFETIME = 3600


class AccessTokens:
    """The token of one mailbox. Kept in memory for the life of a connector, never stored."""

    def __init__(self, access: OAuthAccess) -> None:
        self._access = access
        self._token = ""
        self._expires = 0.0

    def get(self) -> str:
        if not self._token or time.monotonic() >= self._expires - _EARLY:
            self._renew()
        return self._token

    def forget(self) -> None:
        """A server refused the token: the next one must be new."""
        self._token = ""

    def _renew(self) -> None:
        form = {
            "grant_type": "refresh_token",
            "client_id": self._access.client_id,
            "client_secret": self._access.client_secret,
            "refresh_token": self._access.refresh_token,
            "scope": self._access.scope,
        }
        answer = http.request(
            "POST",
            self._access.token_url,
            headers={"Accept": "application/json"},
            form={name: value for name, value in form.items() if value},
        )
        try:
            told = json.loads(answer.body)
        except ValueError:
            told = {}
        if not isinstance(told, dict) or not told.get("access_token"):
            reason = (
                told.get("error_description") or told.get("error") if isinstance(told, dict) else ""
            )
            raise ConnectorError(
                f"The provider refused to renew the token: {reason or answer.status}",
                permanent=answer.status in (400, 401, 403),
            )
        self._token = str(told["access_token"])
        self._expires = time.monotonic() + float(told.get("expires_in") or _DEFAULT_LIFETIME)


def xoauth2(username: str, token: str) -> str:
    """The answer to the XOAUTH2 challenge."""
    return f"user={username}\1auth=Bearer {token}\1\1"

"""Calls to the account's server, signed in, through the guarded HTTP of core."""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from unsilo.connectors.bluesky.settings import BlueskyConfig
from unsilo.core import http
from unsilo.core.errors import ConnectorError

Params = Mapping[str, str | int | Sequence[str]]
Data = dict[str, Any]

_STALE = {"ExpiredToken", "InvalidToken"}
_GONE_ACCOUNT = {"AccountTakedown", "AccountSuspended", "AccountDeactivated"}


class XrpcError(ConnectorError):
    """The server answered with an error. ``name`` is what the protocol calls it."""

    def __init__(self, message: str, *, name: str, answer: int, **more: Any) -> None:
        super().__init__(message, **more)
        self.name = name
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Session:
    did: str
    handle: str
    host: str
    access: str
    refresh: str


class Account:
    """The signed-in account of one channel. Sessions live in memory, for the life of a connector.

    Signing in is limited to some hundred times a day, so a session is renewed as long as that works.
    """

    def __init__(self, config: BlueskyConfig) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        with self._lock:
            if self._session is None:
                self._session = self._sign_in()
            return self._session

    @property
    def did(self) -> str:
        return self.session.did

    def query(self, method: str, params: Params) -> Data:
        return self._call("GET", method, params=params)

    def act(self, method: str, body: Data) -> Data:
        return self._call("POST", method, body=body)

    def record(self, repo: str, collection: str, rkey: str) -> Data | None:
        """One record with its ``uri``, ``cid`` and ``value``; None when there is none."""
        wanted = {"repo": repo, "collection": collection, "rkey": rkey}
        try:
            return self.query("com.atproto.repo.getRecord", wanted)
        except XrpcError as error:
            if error.name in ("RecordNotFound", "RepoNotFound") or _says_not_found(error):
                return None
            raise

    def _call(
        self, verb: str, method: str, *, params: Params | None = None, body: Data | None = None
    ) -> Data:
        session = self.session
        try:
            return call(session.host, verb, method, session.access, params=params, body=body)
        except XrpcError as error:
            if error.name not in _STALE and error.answer != 401:
                raise
        session = self._renewed(session)
        return call(session.host, verb, method, session.access, params=params, body=body)

    def _renewed(self, stale: Session) -> Session:
        """A session that is not ``stale``; another thread may have made one meanwhile."""
        with self._lock:
            if self._session is None or self._session is stale:
                self._session = None
                self._session = self._refresh(stale) or self._sign_in()
            return self._session

    def _refresh(self, stale: Session) -> Session | None:
        try:
            told = call(stale.host, "POST", "com.atproto.server.refreshSession", stale.refresh)
        except XrpcError as error:
            if error.answer >= 500 or error.answer == 429:
                raise
            return None
        return self._read(told)

    def _sign_in(self) -> Session:
        given: Data = {
            "identifier": self._config.handle,
            "password": self._config.app_password.get_secret_value(),
        }
        try:
            told = call(
                self._config.service, "POST", "com.atproto.server.createSession", body=given
            )
        except XrpcError as error:
            if error.answer >= 500 or error.answer == 429 or error.permanent:
                raise
            raise XrpcError(
                _no_entry(error.name),
                name=error.name,
                answer=error.answer,
                permanent=True,
                original=error.data.get("original", ""),
            ) from error
        return self._read(told)

    def _read(self, told: Data) -> Session:
        try:
            did, access, refresh = told["did"], told["accessJwt"], told["refreshJwt"]
        except KeyError as error:
            raise _strange(self._config.service) from error
        if told.get("active") is False:
            raise ConnectorError(
                _("The account is not active: %(status)s.") % {"status": told.get("status", "")},
                permanent=True,
            )
        host = _home(told.get("didDoc")) or self._config.service
        return Session(str(did), str(told.get("handle", "")), host, str(access), str(refresh))


def call(
    host: str,
    verb: str,
    method: str,
    token: str = "",
    *,
    params: Params | None = None,
    body: Data | None = None,
) -> Data:
    """One call. Raises ``XrpcError`` for what the server refuses."""
    url = f"{host}/xrpc/{method}"
    if params:
        url += "?" + urlencode(dict(params), doseq=True)
    headers = {"Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    content = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        content = json.dumps(body, ensure_ascii=False).encode()
    answer = http.request(verb, url, headers=headers, body=content)
    try:
        told = json.loads(answer.body) if answer.body else {}
    except ValueError as error:
        if answer.status < 400:
            raise _strange(host) from error
        told = {}
    if answer.status >= 400:
        raise _refusal(host, answer, told if isinstance(told, dict) else {})
    if not isinstance(told, dict):
        raise _strange(host)
    return told


def _refusal(host: str, answer: http.Response, told: Data) -> XrpcError:
    name, said = str(told.get("error") or ""), str(told.get("message") or "")
    original = " ".join(filter(None, (str(answer.status), name, said)))
    if answer.status == 429:
        words = _("The server takes no more for a while: its limit is reached.")
        wait = _until(answer.headers)
        return XrpcError(
            words, name=name or "RateLimitExceeded", answer=429, retry_after=wait, original=original
        )
    if name in _GONE_ACCOUNT:
        words = _("The account is suspended or not active.")
        return XrpcError(words, name=name, answer=answer.status, permanent=True, original=original)
    if answer.status >= 500:
        words = _("%(host)s is in trouble: %(said)s") % {"host": host, "said": original}
    else:
        words = _("%(host)s refused: %(said)s") % {"host": host, "said": said or original}
    return XrpcError(words, name=name, answer=answer.status, original=original)


def _no_entry(name: str) -> str:
    if name == "AuthFactorTokenRequired":
        return _("This account asks for a code when somebody signs in. Use an app password.")
    return _("It did not accept the handle or the app password.")


def _until(headers: Mapping[str, str]) -> float | None:
    """Seconds until the limit is lifted, as far as the server says so."""
    for name, base in (("retry-after", 0.0), ("ratelimit-reset", time.time())):
        try:
            return max(1.0, float(headers[name]) - base)
        except (KeyError, ValueError):
            continue
    return None


def _says_not_found(error: XrpcError) -> bool:
    said = str(error.data.get("original", "")).casefold()
    return error.answer in (400, 404) and ("not locate record" in said or "not find repo" in said)


def _home(document: Any) -> str:
    """The server that keeps the account, as its DID document names it; "" when it doesn't."""
    services = document.get("service", []) if isinstance(document, dict) else []
    for service in services if isinstance(services, list) else []:
        if isinstance(service, dict) and str(service.get("id", "")).endswith("#atproto_pds"):
            address = str(service.get("serviceEndpoint", "")).rstrip("/")
            return address if address.startswith(("https://", "http://")) else ""
    return ""


def _strange(host: str) -> ConnectorError:
    return ConnectorError(
        _("%(host)s does not answer as a Bluesky server does.") % {"host": host}, permanent=False
    )

"""Outgoing HTTP: time-outs, a size cap, and no way into the private network."""

import ipaddress
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from unsilo import __version__
from unsilo.core.errors import ConnectorError
from unsilo.core.reaching import in_words

MAX_RESPONSE_BYTES = 10 * 1024 * 1024
TIMEOUT = httpx.Timeout(20, connect=8)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Response:
    """Status, headers (lower-case names) and at most ``MAX_RESPONSE_BYTES`` of body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _GuardedTransport(httpx.HTTPTransport):
    """Resolves the host itself, refuses private addresses and connects to the address it checked."""

    def __init__(self, *, allow_private: bool) -> None:
        super().__init__()
        self._allow_private = allow_private

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        address = _address(host, request.url.port or 443, allow_private=self._allow_private)
        request.extensions["sni_hostname"] = host
        request.headers["Host"] = request.url.netloc.decode()
        request.url = request.url.copy_with(host=address)
        return super().handle_request(request)


def _address(host: str, port: int, *, allow_private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ConnectorError(f"{host}: {in_words(error)}", original=str(error)) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private:
        for address in addresses:
            if not _is_public(address.partition("%")[0]):
                raise ConnectorError(
                    f"{host} points into a private network, which unsilo does not call. "
                    "An administrator can allow it with UNSILO_ALLOW_PRIVATE_ADDRESSES=true.",
                    permanent=True,
                )
    return addresses[0]


@contextmanager
def connection(url: str, *, allow_private: bool = False) -> Iterator[tuple[socket.socket, str]]:
    """A plain connection to the server of ``url`` for what is no request, and the server's name.

    Where it may lead is decided as for a request. Raises ``ConnectorError``.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    allowed = allow_private or settings.ALLOW_PRIVATE_ADDRESSES
    address = _address(host, port, allow_private=allowed)
    try:
        sock = socket.create_connection((address, port), timeout=TIMEOUT.connect)
    except OSError as error:
        raise ConnectorError(f"{url}: {in_words(error)}", original=str(error)) from error
    with sock:
        yield sock, host


def _is_public(address: str) -> bool:
    """Also looks at the IPv4 address inside those that are carried on to IPv4."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.is_site_local:
            return False
        inner = found.sixtofour or found.ipv4_mapped
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
        found = inner or found
    return found.is_global and not found.is_multicast


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    form: Mapping[str, str] | None = None,
    timeout: float | None = None,
    deadline: float | None = None,
    max_bytes: int = MAX_RESPONSE_BYTES,
    allow_private: bool = False,
) -> Response:
    """Make one request, without following redirects. Raises ``ConnectorError`` when it fails.

    ``timeout`` is how many seconds each step may take, where the usual one does not fit;
    ``deadline`` bounds the whole, also where the other side sends a byte now and then.
    ``allow_private`` lets it go to the private network where an administrator has allowed that for
    this one purpose.
    """
    if not url.startswith(("https://", "http://")):
        raise ConnectorError("Only http and https addresses can be called.", permanent=True)
    named = {"User-Agent": f"unsilo/{__version__}", **(headers or {})}
    transport = _GuardedTransport(allow_private=allow_private or settings.ALLOW_PRIVATE_ADDRESSES)
    patience = httpx.Timeout(timeout, connect=min(timeout, 8)) if timeout else TIMEOUT
    line = _Line()
    try:
        with (
            _cut_after(deadline, line),
            httpx.Client(transport=transport, timeout=patience) as client,
            client.stream(
                method, url, headers=named, content=body, data=form,
                extensions={"trace": line.trace},
            ) as answer,
        ):  # fmt: skip
            received = bytearray()
            for chunk in answer.iter_bytes():
                received += chunk
                if len(received) > max_bytes:
                    size = max_bytes // (1024 * 1024)
                    raise ConnectorError(f"The answer was larger than {size} MB.")
            if line.was_cut:  # an answer that ends with its connection seems whole
                raise httpx.ReadTimeout("cut")
            return Response(answer.status_code, dict(answer.headers), bytes(received))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        original = str(error) or type(error).__name__
        if line.was_cut:
            said = _("It had not answered in full after %(n)s seconds.") % {"n": f"{deadline:g}"}
            raise ConnectorError(f"{url}: {said}", original=original) from error
        words = in_words(error) or _("It did not answer as a web server does.")
        raise ConnectorError(f"{url}: {words}", original=original) from error


class _Line:
    """The open connection of a request, so that it can be cut from outside."""

    def __init__(self) -> None:
        self.was_cut = False
        self._stream: Any = None

    def trace(self, name: str, info: Mapping[str, Any]) -> None:
        if name in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._stream = info["return_value"]

    def cut(self) -> None:
        self.was_cut = True
        connected = self._stream and self._stream.get_extra_info("socket")
        if connected:
            try:
                connected.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it was over already


@contextmanager
def _cut_after(deadline: float | None, line: _Line) -> Iterator[None]:
    if deadline is None:
        yield
        return
    watch = threading.Timer(deadline, line.cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()

"""How much one token may ask for: requests a minute, and bytes a request.

Buckets live in this process: with several web processes a token gets that many times as much. They
are there to keep one program from taking the site from everybody, not to bill anybody.
"""

import math
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from unsilo.api.problems import TooMuch
from unsilo.intake.api import MAIL_TYPES

_KEPT = 10_000  # buckets; full ones are forgotten beyond that
_MEGABYTE = 1024 * 1024
MAX_MAIL = 64 * _MEGABYTE


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a token has left. ``wait`` is 0 when the request may pass; seconds, like ``full_in``."""

    limit: int
    left: int
    full_in: int
    wait: int

    def tell(self, response: HttpResponseBase) -> None:
        response["RateLimit-Limit"] = str(self.limit)
        response["RateLimit-Remaining"] = str(self.left)
        response["RateLimit-Reset"] = str(self.full_in)


_buckets: dict[int, _Bucket] = {}
_lock = threading.Lock()


def spend(token_id: int) -> Allowance:
    """Count one request."""
    limit = max(1, settings.API_REQUESTS_PER_MINUTE)
    each = 60 / limit
    now = time.monotonic()
    with _lock:
        bucket = _buckets.get(token_id)
        if bucket is None:
            _forget_full(now)
            bucket = _buckets[token_id] = _Bucket(limit, now)
        bucket.left = min(limit, bucket.left + (now - bucket.at) / each)
        bucket.at = now
        missing = max(0.0, 1 - bucket.left)
        if not missing:
            bucket.left -= 1
        left = bucket.left
    return Allowance(
        limit=limit,
        left=int(left),
        full_in=math.ceil((limit - left) * each),
        wait=math.ceil(missing * each),
    )


def _forget_full(now: float) -> None:
    if len(_buckets) < _KEPT:
        return
    refilled = [key for key, bucket in _buckets.items() if bucket.at < now - 60]
    for key in refilled:
        del _buckets[key]


def read_body(request: HttpRequest) -> None:
    """Take the body in, up to what a message with its files may weigh. Raises ``TooMuch``.

    Django's own limit (DATA_UPLOAD_MAX_MEMORY_SIZE) is for forms, which anybody can post; who posts
    here has a token. Django knows no other way to give one address a limit of its own.
    """
    most = max_body(request)
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > most:
        raise TooMuch(max_bytes=most)
    body = request.read(most + 1)
    if len(body) > most:
        raise TooMuch(max_bytes=most)
    request._body = body


def max_body(request: HttpRequest) -> int:
    """A raw mail may be as large as mail gets; in JSON, files grow by a third."""
    if request.content_type in MAIL_TYPES:
        return MAX_MAIL
    return int(settings.MAX_UPLOAD_MB) * _MEGABYTE * 4 // 3 + 2 * _MEGABYTE

"""How much one token may ask for: requests a minute, and bytes a request.

What a token has used stands in the database, so that all web processes count together. One row of
it says when the whole allowance will be back; a request puts that off by its share of the minute.
"""

import math
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from unsilo.api.problems import TooMuch
from unsilo.intake.api import MAIL_TYPES

_MEGABYTE = 1024 * 1024
MAX_MAIL = 64 * _MEGABYTE


WINDOW = 60  # seconds

_SPEND = """
INSERT INTO api_spending AS known (token_id, full_at)
SELECT %(token)s, now + %(each)s * interval '1 second' FROM clock_timestamp() AS now
ON CONFLICT (token_id) DO UPDATE
   SET full_at = GREATEST(known.full_at, clock_timestamp()) + %(each)s * interval '1 second'
 WHERE GREATEST(known.full_at, clock_timestamp()) + %(each)s * interval '1 second'
       <= clock_timestamp() + %(window)s * interval '1 second'
RETURNING EXTRACT(EPOCH FROM full_at - clock_timestamp())
"""
_LEFT = """
SELECT EXTRACT(EPOCH FROM full_at - clock_timestamp()) FROM api_spending WHERE token_id = %(token)s
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a token has left. ``wait`` is 0 when the request may pass; seconds, like ``full_in``."""

    limit: int
    left: int
    full_in: int
    wait: int

    def tell(self, response: HttpResponseBase) -> None:
        response["RateLimit-Policy"] = f"{self.limit};w={WINDOW}"
        response["RateLimit-Limit"] = str(self.limit)
        response["RateLimit-Remaining"] = str(self.left)
        response["RateLimit-Reset"] = str(self.full_in)


def spend(token_id: int) -> Allowance:
    """Count one request, unless there are too many."""
    limit = max(1, settings.API_REQUESTS_PER_MINUTE)
    each = WINDOW / limit
    values = {"token": token_id, "each": each, "window": WINDOW}
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, values)
        row = cursor.fetchone()
        refused = row is None
        if refused:
            cursor.execute(_LEFT, values)
            row = cursor.fetchone()
    full_in = min(max(float(row[0]), 0.0), WINDOW) if row else 0.0
    left = 0 if refused else int((WINDOW - full_in) / each + 0.001)
    return Allowance(
        limit=limit,
        left=left,
        full_in=math.ceil(full_in),
        wait=max(1, math.ceil(full_in + each - WINDOW)) if refused else 0,
    )


def forget_spent() -> int:
    """Forget who has their whole allowance back. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM api_spending WHERE full_at < clock_timestamp()")
        return int(cursor.rowcount)


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

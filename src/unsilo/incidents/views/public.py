"""The status page: for everybody, without a login, and for a whole country at once."""

import hashlib
import threading
import time

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from unsilo.core.limits import PerMinute
from unsilo.incidents.queries.status import public_page

FRESH = 10  # seconds for which a page that was drawn is given to everybody
_KEPT = 200

requests = PerMinute(240)
_drawn: dict[tuple[str, str], tuple[float, str, bytes]] = {}
_lock = threading.Lock()


@require_safe
def status(request: HttpRequest, slug: str) -> HttpResponse:
    """What is going on, or that all is well. Caches may keep it for a moment."""
    if not requests.may_pass(request.META.get("REMOTE_ADDR", "")):
        return HttpResponse(
            "Too many requests. Please wait a minute.\n",
            status=429,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": "60"},
        )
    etag, body = _page(slug, translation.get_language() or "en")
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=30, stale-while-revalidate=60"
    return response


def _page(slug: str, language: str) -> tuple[str, bytes]:
    """The drawn page and its mark; drawn anew when the last drawing is too old."""
    now = time.monotonic()
    with _lock:
        known = _drawn.get((slug, language))
    if known and now - known[0] < FRESH:
        return known[1:]
    with timezone.override(None):
        body = render_to_string("incidents/status.html", {"page": public_page(slug)}).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    with _lock:
        if len(_drawn) >= _KEPT:
            _drawn.clear()
        _drawn[slug, language] = (now, etag, body)
    return etag, body


def forget() -> None:
    """Have every page drawn anew."""
    with _lock:
        _drawn.clear()

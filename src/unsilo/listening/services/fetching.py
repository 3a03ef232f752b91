"""Look at feeds: politely, within bounds, raw bytes first, and with a wait that grows with failures."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.channels.services import blobs
from unsilo.channels.texts import clip
from unsilo.core import events, http
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import ConnectorError
from unsilo.listening.feedreading import Entry, read_feed
from unsilo.listening.models import Feed, Fetch
from unsilo.listening.services.mentions import Post, hear

DEADLINE = 30.0  # seconds for one answer
MAX_BYTES = 5 * 1024 * 1024
REDIRECTS = 5
CLAIMED = timedelta(minutes=10)  # after which another worker may try, should this one have died
SAME_HOST = timedelta(seconds=20)  # between two looks at feeds of one server
LONGEST_WAIT = timedelta(hours=24)
LOG_KEPT = timedelta(days=30)
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
GONE = 410


@dataclass(frozen=True, slots=True)
class _Got:
    """What a server answered. ``body`` is None when nothing has changed."""

    status: int
    body: bytes | None
    url: str
    moved: bool
    etag: str
    modified: str
    content_type: str
    minutes: int | None


def fetch_next(now: datetime | None = None) -> bool:
    """Look at the feed that has waited longest. False when none is due."""
    now = now or timezone.now()
    feed = _claim(now)
    if feed is None:
        return False
    fetch(feed, now=now)
    return True


def fetch(feed: Feed, *, now: datetime | None = None) -> Fetch:
    """Look once and keep what came of it. Never raises for what the other side does."""
    now = now or timezone.now()
    began = time.monotonic()
    look = Fetch(feed=feed, at=now)
    try:
        got = _get(feed)
        look.status = got.status
        if got.body is not None:
            _keep(look, got.body)
            _take_in(feed, look, got, now)
        _well(feed, got, now)
    except ConnectorError as error:
        look.error = clip(error.message, 500)
        look.status = look.status or error.data.get("status")
        _badly(feed, error, now)
    look.duration_ms = int((time.monotonic() - began) * 1000)
    with transaction.atomic():
        look.save()
        feed.save()
        if look.new or look.error:
            _tell(feed, look)
    return look


def take_in(feed: Feed, content: bytes, *, now: datetime) -> Fetch:
    """Take in what was fetched by other means, as if it had been looked at just now."""
    look = Fetch(feed=feed, at=now, status=200)
    _keep(look, content)
    got = _Got(200, content, feed.url, False, "", "", "", None)
    _take_in(feed, look, got, now)
    feed.last_try_at = feed.last_success_at = now
    with transaction.atomic():
        look.save()
        feed.save(update_fields=["last_try_at", "last_success_at"])
        _tell(feed, look)
    return look


def forget_old(now: datetime | None = None) -> None:
    """Delete looks of long ago, and raw bytes that nothing else refers to."""
    old = Fetch.objects.filter(at__lt=(now or timezone.now()) - LOG_KEPT)
    names = list(old.exclude(blob=None).values_list("blob_id", flat=True).distinct())
    old.delete()
    blobs.discard_unused(names)


def raw_of(look: Fetch) -> bytes:
    assert look.blob_id is not None
    return blobs.read(look.blob_id)


@transaction.atomic
def _claim(now: datetime) -> Feed | None:
    """The next due feed, put off so that no other worker takes it as well."""
    due = Feed.objects.live().filter(paused_at__isnull=True, next_fetch_at__lte=now)
    feed: Feed | None = (
        due.select_for_update(skip_locked=True).order_by("next_fetch_at", "pk").first()
    )
    if feed is None:
        return None
    feed.next_fetch_at = now + CLAIMED
    feed.save(update_fields=["next_fetch_at"])
    host = urlsplit(feed.url).netloc
    same = due.filter(url__contains=f"//{host}/").exclude(pk=feed.pk)
    same.update(next_fetch_at=now + SAME_HOST)
    return feed


def _get(feed: Feed) -> _Got:
    """Ask, and follow where the server sends us; each address is checked anew."""
    headers = {"Accept": ACCEPT}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.modified:
        headers["If-Modified-Since"] = feed.modified
    url, moved, until = feed.url, True, time.monotonic() + DEADLINE
    for _step in range(REDIRECTS + 1):
        left = max(until - time.monotonic(), 1.0)
        answer = http.request(
            "GET", url, headers=headers, timeout=10, deadline=left, max_bytes=MAX_BYTES
        )
        if answer.status in (301, 302, 303, 307, 308) and answer.headers.get("location"):
            moved = moved and answer.status in (301, 308)
            url = urljoin(url, answer.headers["location"])
            continue
        return _Got(
            status=answer.status,
            body=None if answer.status == 304 else _body(answer),
            url=url,
            moved=moved and url != feed.url and len(url) <= 1000,
            etag=answer.headers.get("etag", "")[:400],
            modified=answer.headers.get("last-modified", "")[:100],
            content_type=answer.headers.get("content-type", "")[:200],
            minutes=_max_age(answer.headers.get("cache-control", "")),
        )
    raise ConnectorError(_("It sends us from address to address and arrives nowhere."))


def _body(answer: http.Response) -> bytes:
    if answer.status == GONE:
        raise ConnectorError(
            _("Its server says that it is gone for good."), permanent=True, status=answer.status
        )
    if not 200 <= answer.status < 300:
        raise ConnectorError(
            _("Its server answered with status %(status)s.") % {"status": answer.status},
            retry_after=_seconds(answer.headers.get("retry-after", "")),
            status=answer.status,
        )
    return answer.body


def _keep(look: Fetch, content: bytes) -> None:
    """Raw first: whatever reading them does, the bytes are there to be looked at."""
    look.blob, look.size = blobs.put(content), len(content)


def _take_in(feed: Feed, look: Fetch, got: _Got, now: datetime) -> None:
    assert got.body is not None
    read = read_feed(got.body, url=got.url, content_type=got.content_type)
    look.found = len(read.entries)
    posts = [_post(feed, entry, read.title) for entry in reversed(read.entries)]
    # What the first look finds was said before anybody listened.
    is_first = feed.last_success_at is None
    look.new = len(hear(posts, brand=feed.brand, by=SYSTEM, feed=feed, at=now, is_past=is_first))
    asked = max(read.minutes or 0, got.minutes or 0)
    _next(feed, now, timedelta(minutes=min(max(feed.minutes, asked), 24 * 60)))


def _post(feed: Feed, entry: Entry, title: str) -> Post:
    return Post(
        url=entry.url,
        title=entry.title,
        author=entry.author,
        text=entry.text,
        source=title or feed.name,
        place=feed.place,
        published_at=entry.published_at,
    )


def _well(feed: Feed, got: _Got, now: datetime) -> None:
    if got.body is None:
        _next(feed, now, timedelta(minutes=max(feed.minutes, min(got.minutes or 0, 24 * 60))))
    if got.etag or got.body is not None:
        feed.etag = got.etag
    if got.modified or got.body is not None:
        feed.modified = got.modified
    taken = Feed.objects.filter(brand=feed.brand_id, url=got.url).exclude(pk=feed.pk).exists()
    if got.moved and not taken:
        feed.url = got.url
    feed.failures, feed.error, feed.error_original = 0, "", ""
    feed.last_try_at = feed.last_success_at = now


def _badly(feed: Feed, error: ConnectorError, now: datetime) -> None:
    feed.failures += 1
    feed.last_try_at = feed.error_at = now
    feed.error = clip(error.message, 500)
    feed.error_original = clip(str(error.data.get("original", "")), 500)
    wait = timedelta(minutes=feed.minutes) * 2 ** min(feed.failures, 10)
    wait = max(min(wait, LONGEST_WAIT), timedelta(seconds=error.retry_after or 0))
    if error.permanent and error.data.get("status") == GONE:
        feed.paused_at, feed.next_fetch_at = now, None
    else:
        _next(feed, now, min(wait, 7 * LONGEST_WAIT))


def _next(feed: Feed, now: datetime, wait: timedelta) -> None:
    feed.next_fetch_at = now + wait


def _tell(feed: Feed, look: Fetch) -> None:
    kind = "feed.failed" if look.error else "feed.fetched"
    data = {"feed_id": feed.pk, "name": feed.name, "new": look.new, "error": look.error}
    events.record(kind, by=SYSTEM, brand_id=feed.brand_id, data=data)


def _max_age(header: str) -> int | None:
    for part in header.casefold().split(","):
        name, _equals, value = part.strip().partition("=")
        if name == "max-age" and value.isascii() and value.isdigit() and len(value) < 9:
            return int(value) // 60
    return None


def _seconds(header: str) -> float | None:
    return float(header) if header.isascii() and header.isdigit() and len(header) < 8 else None

"""Feeds: noted, changed, paused and put away."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict
from unsilo.core.jobs import wake
from unsilo.core.validation import check
from unsilo.listening.models import Feed

FETCH = "listening.fetch"


@transaction.atomic
def create_feed(
    *, brand: Brand, name: str, url: str, place: str, by: Actor, minutes: int = 15,
    only_matching: bool = False,
) -> Feed:  # fmt: skip
    """Look at a feed from now on; the first look is taken at once."""
    feed = Feed(brand=brand)
    _set(feed, name, url, place, minutes, only_matching)
    feed.save()
    _record("feed.created", feed, by=by)
    wake(FETCH, lock=FETCH, queue="listening")
    return feed


@transaction.atomic
def update_feed(
    feed: Feed, *, name: str, url: str, place: str, by: Actor, minutes: int = 15,
    only_matching: bool = False,
) -> Feed:  # fmt: skip
    feed = _locked(feed)
    before = feed.url
    _set(feed, name, url, place, minutes, only_matching)
    if feed.url != before:
        feed.etag = feed.modified = ""
        _try_now(feed)
    feed.save()
    _record("feed.updated", feed, by=by)
    return feed


@transaction.atomic
def pause_feed(feed: Feed, *, by: Actor) -> Feed:
    feed = _locked(feed)
    if feed.paused_at is None:
        feed.paused_at, feed.next_fetch_at = timezone.now(), None
        feed.save()
        _record("feed.paused", feed, by=by)
    return feed


@transaction.atomic
def resume_feed(feed: Feed, *, by: Actor) -> Feed:
    feed = _locked(feed)
    if feed.archived_at is not None:
        raise Conflict(_("This feed was put away. Take it back first."))
    if feed.paused_at is not None:
        feed.paused_at = None
        _try_now(feed)
        feed.save()
        _record("feed.resumed", feed, by=by)
    return feed


@transaction.atomic
def look_now(feed: Feed, *, by: Actor) -> Feed:
    """Take the next look at once, however long the wait would have been."""
    feed = _locked(feed)
    if feed.paused_at or feed.archived_at:
        raise Conflict(_("This feed is paused. Resume it first."))
    _try_now(feed)
    feed.save()
    _record("feed.asked_for", feed, by=by)
    return feed


@transaction.atomic
def archive_feed(feed: Feed, *, by: Actor) -> Feed:
    """Look at it no more. Its mentions stay."""
    feed = _locked(feed)
    if feed.archived_at is None:
        feed.archived_at, feed.next_fetch_at = timezone.now(), None
        feed.save()
        _record("feed.archived", feed, by=by)
    return feed


@transaction.atomic
def restore_feed(feed: Feed, *, by: Actor) -> Feed:
    feed = _locked(feed)
    if feed.archived_at is not None:
        feed.archived_at = None
        if feed.paused_at is None:
            _try_now(feed)
        feed.save()
        _record("feed.restored", feed, by=by)
    return feed


def _try_now(feed: Feed) -> None:
    feed.next_fetch_at, feed.failures = timezone.now(), 0
    wake(FETCH, lock=FETCH, queue="listening")


def _set(feed: Feed, name: str, url: str, place: str, minutes: int, only_matching: bool) -> None:
    feed.name, feed.url, feed.place = " ".join(name.split()), url.strip(), place
    feed.minutes, feed.only_matching = minutes, only_matching
    same = Feed.objects.filter(brand=feed.brand_id, url=feed.url).exclude(pk=feed.pk)
    if same.exists():
        raise Conflict(_("There is a feed with this address already."), field="url")
    check(feed)


def _locked(feed: Feed) -> Feed:
    found: Feed = Feed.objects.select_for_update().get(pk=feed.pk)
    return found


def _record(kind: str, feed: Feed, *, by: Actor) -> None:
    events.record(kind, by=by, brand_id=feed.brand_id, data={"feed_id": feed.pk, "name": feed.name})

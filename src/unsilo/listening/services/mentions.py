"""Mentions: kept once, dismissed and taken back, brought into the inbox."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand, Desk, Discipline, User
from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Arrival, Channel
from unsilo.channels.services import arrivals
from unsilo.channels.services.channels import create_channel
from unsilo.channels.texts import clip, storable
from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.events import NewEvent
from unsilo.core.jobs import wake
from unsilo.core.tombstones import tombstones
from unsilo.inbox.models import Conversation
from unsilo.listening import ports
from unsilo.listening.matching import LONGEST
from unsilo.listening.models import Feed, Mention, Place
from unsilo.listening.models.feeds import web_address
from unsilo.listening.services import counting
from unsilo.listening.services.alerts import open_desks

READ = "listening.read_mentions"
CHANNEL_KIND = "mention"
AHEAD = timedelta(hours=1)  # a clock elsewhere may be wrong by
# What links carry so that somebody can see where a reader came from.
_TRACKING = {"fbclid", "gclid", "igshid", "igsh", "ref_src", "si", "mc_cid", "mc_eid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is known of a post when we hear of it."""

    url: str
    title: str = ""
    author: str = ""
    text: str = ""
    source: str = ""
    place: str = Place.OTHER
    published_at: datetime | None = None
    likes: int | None = None


@transaction.atomic
def hear(
    posts: Sequence[Post],
    *,
    brand: Brand,
    by: Actor,
    feed: Feed | None = None,
    at: datetime | None = None,
    is_past: bool = False,
) -> list[Mention]:
    """Keep posts that are not known yet and count them. Returns the new ones, in their order.

    ``is_past`` is for what was there before we began to listen: it counts when it was published.
    """
    now = at or timezone.now()
    fresh = _unknown(posts, brand)
    rows = [_mention(key, post, brand, feed, now, is_past) for key, post in fresh.items()]
    if feed is not None and feed.only_matching:
        rows = [row for row, found in zip(rows, _would_match(rows), strict=True) if found]
    if not rows:
        return []
    Mention.objects.bulk_create(rows, ignore_conflicts=True)
    kept = {row.key: row for row in Mention.objects.filter(brand=brand, key__in=list(fresh))}
    new = [kept[row.key] for row in rows if row.key in kept]
    _count(new)
    desks = open_desks()
    events.record_many([_event("mention.heard", one, by, desks, at=one.heard_at) for one in new])
    ports.heard(new)
    wake(READ, lock=READ, queue="triage")
    return new


def note(post: Post, *, brand: Brand, by: Actor) -> tuple[Mention, bool]:
    """Keep one post by its address, as a person or a program found it. Says whether it is new."""
    try:
        web_address(post.url.strip())
    except ValidationError as error:
        raise Invalid(_("This is no web address."), field="url") from error
    new = hear([post], brand=brand, by=by)
    if new:
        return new[0], True
    known = Mention.objects.filter(brand=brand, key=key_of(post.url)).first()
    if known is None:
        raise Conflict(_("This post was erased here and is not kept again."))
    return known, False


@transaction.atomic
def dismiss(mention: Mention, *, user: User | None, by: Actor) -> Mention:
    """Put it out of sight. It stays counted."""
    mention = _locked(mention)
    if mention.dismissed_at is None:
        mention.dismissed_at, mention.dismissed_by = timezone.now(), user
        mention.save(update_fields=["dismissed_at", "dismissed_by"])
        _record("mention.dismissed", mention, by)
    return mention


@transaction.atomic
def restore(mention: Mention, *, by: Actor) -> Mention:
    mention = _locked(mention)
    if mention.dismissed_at is not None:
        mention.dismissed_at, mention.dismissed_by = None, None
        mention.save(update_fields=["dismissed_at", "dismissed_by"])
        _record("mention.restored", mention, by)
    return mention


def bring_in(mention: Mention, *, by: Actor, desk: Desk | None = None) -> Conversation:
    """Make it a conversation, so that people can work on it together."""
    with transaction.atomic():
        mention = _locked(mention)
        if mention.conversation is not None:
            return mention.conversation
        channel = _channel(mention.brand, desk, by=by)
        raw = _raw(mention)
        arrivals.receive(channel, [raw], by=by)
        arrival = Arrival.objects.select_related("channel").get(
            channel=channel, external_key=raw.external_key
        )
    ports.take_in(arrival)
    arrival.refresh_from_db()
    if arrival.conversation_id is None:
        raise Conflict(_("It could not be brought in: %(why)s") % {"why": arrival.reason})
    with transaction.atomic():
        mention = _locked(mention)
        mention.conversation = Conversation.objects.get(pk=arrival.conversation_id)
        mention.dismissed_at = mention.dismissed_by = None
        mention.save(update_fields=["conversation", "dismissed_at", "dismissed_by"])
        _record("mention.brought_in", mention, by)
    return mention.conversation


def key_of(url: str) -> str:
    """An address without what changes from link to link."""
    parts = urlsplit(url.strip())
    asked = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query)
        if name.casefold() not in _TRACKING and not name.casefold().startswith("utm_")
    )
    host = parts.netloc.casefold().removeprefix("www.")
    key = f"{host}{parts.path.rstrip('/')}"
    if asked:
        key += f"?{urlencode(asked)}"
    if parts.fragment.startswith(("!", "/", "comment", "post")):
        key += f"#{parts.fragment}"
    if len(key) > 400:
        return f"{key[:330]}…{hashlib.sha256(key.encode()).hexdigest()}"
    return key


def _unknown(posts: Sequence[Post], brand: Brand) -> dict[str, Post]:
    by_key: dict[str, Post] = {}
    for post in posts:
        by_key.setdefault(key_of(post.url), post)
    buried = tombstones(by_key)
    found = Mention.objects.filter(brand=brand, key__in=[*by_key, *buried])
    known = {buried.get(key, key) for key in found.values_list("key", flat=True)}
    return {key: post for key, post in by_key.items() if key not in known}


def _mention(
    key: str, post: Post, brand: Brand, feed: Feed | None, now: datetime, is_past: bool
) -> Mention:
    published = post.published_at or now
    published = min(published, now) if published < now + AHEAD else now
    return Mention(
        brand=brand,
        feed=feed,
        key=key,
        url=post.url.strip(),
        title=clip(post.title, 300),
        author=clip(post.author, 200),
        text=storable(post.text[:LONGEST]),
        source=clip(post.source, 120),
        place=post.place,
        published_at=published,
        heard_at=published if is_past else now,
        likes=post.likes,
    )


def _would_match(rows: Sequence[Mention]) -> list[bool]:
    """Whether a query of words finds them."""
    return [bool(found) for found in counting.by_words([counting.heard_mention(r) for r in rows])]


def _count(mentions: Sequence[Mention]) -> None:
    matched = counting.count([counting.heard_mention(one) for one in mentions])
    through = Mention.queries.through
    through.objects.bulk_create(
        [
            through(mention_id=one.pk, query_id=query_id)
            for one, queries in zip(mentions, matched, strict=True)
            for query_id in queries
        ],
        ignore_conflicts=True,
    )


def _channel(brand: Brand, desk: Desk | None, *, by: Actor) -> Channel:
    """The channel that mentions come in by; made with the first of them."""
    known = Channel.objects.filter(kind=CHANNEL_KIND, brand=brand, archived_at__isnull=True)
    channel: Channel | None = known.order_by("pk").first()
    if channel is not None:
        return channel
    live = Desk.objects.filter(archived_at__isnull=True, is_restricted=False)
    chosen = desk or live.filter(discipline=Discipline.COMMUNITY).first() or live.first()
    if chosen is None:
        raise Conflict(_("There is no desk to bring it to."))
    name = _("Mentions of %(brand)s") % {"brand": brand}
    made: Channel = create_channel(
        kind=CHANNEL_KIND, name=name[:80], brand=brand, desk=chosen, config={}, by=SYSTEM
    )
    return made


def _raw(mention: Mention) -> RawArrival:
    author = mention.author or mention.source or urlsplit(mention.url).netloc
    posted = {
        "external_id": f"mention-{mention.pk}",
        "author": {"id": f"{author}@{urlsplit(mention.url).netloc}"[:320], "name": author[:200]},
        "subject": mention.title,
        "text": mention.text or mention.title or mention.url,
        "sent_at": mention.published_at.isoformat(),
        "public": True,
        "permalink": mention.url,
    }
    return RawArrival(
        external_key=f"mention-{mention.pk}",
        content=json.dumps(posted, ensure_ascii=False).encode(),
        content_type="application/json",
        meta={"mention": mention.pk, "import": True},
    )


def _locked(mention: Mention) -> Mention:
    rows = Mention.objects.select_for_update(of=("self",)).select_related("brand", "conversation")
    found: Mention = rows.get(pk=mention.pk)
    return found


def _record(kind: str, mention: Mention, by: Actor) -> None:
    events.record_many([_event(kind, mention, by, open_desks())])


def _event(
    kind: str, mention: Mention, by: Actor, desks: Sequence[int], *, at: datetime | None = None
) -> NewEvent:
    return NewEvent(
        kind,
        by,
        brand_id=mention.brand_id,
        desk_ids=desks,
        data={"mention_id": mention.pk, "title": str(mention), "url": mention.url},
        at=at,
    )

"""Posts and ads that comments name: kept as they were told of last.

A message may only name its post, and say nothing of it: what is known then stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from unsilo.channels.contract import InboundMessage, PaidAd, PublicPost
from unsilo.channels.models import Channel
from unsilo.inbox.models import Ad, Post

# In the order given, so that two workers with the same posts don't wait for each other in a circle.
_KEEP_POSTS = """
INSERT INTO inbox_post AS known (channel_id, external_id, text, author, permalink, image_url)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
ON CONFLICT (channel_id, external_id) DO UPDATE SET
       text = coalesce(nullif(excluded.text, ''), known.text),
       author = coalesce(nullif(excluded.author, ''), known.author),
       permalink = coalesce(nullif(excluded.permalink, ''), known.permalink),
       image_url = coalesce(nullif(excluded.image_url, ''), known.image_url)
RETURNING *
"""
_KEEP_ADS = """
INSERT INTO inbox_ad AS known (channel_id, external_id, name, campaign, spend, currency)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::numeric[], %s::text[])
ON CONFLICT (channel_id, external_id) DO UPDATE SET
       name = coalesce(nullif(excluded.name, ''), known.name),
       campaign = coalesce(nullif(excluded.campaign, ''), known.campaign),
       spend = coalesce(excluded.spend, known.spend),
       currency = coalesce(nullif(excluded.currency, ''), known.currency)
RETURNING *
"""

Key = tuple[int, str]
Told = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """What the messages of a batch stand under."""

    posts: dict[Key, Post]
    ads: dict[Key, Ad]

    def of(self, channel: Channel, parsed: InboundMessage) -> tuple[Post | None, Ad | None]:
        post, ad = parsed.post, parsed.ad
        return (
            self.posts[channel.pk, post.external_id[:400]] if post else None,
            self.ads[channel.pk, ad.external_id[:400]] if ad else None,
        )


def keep_sources(heard: Iterable[tuple[Channel, InboundMessage]]) -> Sources:
    """Store what the messages say of posts and ads; of each, what was said last."""
    posts: dict[Key, Told] = {}
    ads: dict[Key, Told] = {}
    for channel, parsed in heard:
        if parsed.post:
            _tell(posts, (channel.pk, parsed.post.external_id[:400]), _of_post(parsed.post))
        if parsed.ad:
            _tell(ads, (channel.pk, parsed.ad.external_id[:400]), _of_ad(parsed.ad))
    return Sources(
        {_key(one): one for one in Post.objects.raw(_KEEP_POSTS, _columns(posts))} if posts else {},
        {_key(one): one for one in Ad.objects.raw(_KEEP_ADS, _columns(ads))} if ads else {},
    )


def _tell(told: dict[Key, Told], key: Key, now: Told) -> None:
    """Add what one message says to what those before it in the batch said."""
    before = told.get(key, now)
    told[key] = tuple(
        old if new in ("", None) else new for old, new in zip(before, now, strict=True)
    )


def _columns(told: dict[Key, Told]) -> Sequence[list[object]]:
    return [
        list(column) for column in zip(*((*key, *told[key]) for key in sorted(told)), strict=True)
    ]


def _key(row: Post | Ad) -> Key:
    return row.channel_id, row.external_id


def _of_post(told: PublicPost) -> Told:
    return told.text[:500], told.author[:200], told.permalink[:1000], told.image_url[:1000]


def _of_ad(told: PaidAd) -> Told:
    campaign = " ".join(told.campaign.split())[:200]
    return told.name[:200], campaign, told.spend, told.currency

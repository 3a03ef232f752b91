"""Hearing by notifications: mentions, replies and quotes as the network's index tells of them.

Each look reads the newest page, and further ones only while they bring something new. Beside them the
account's own answers are read, which colleagues gave in another app, and some of the posts heard
lately are looked up: notifications don't say when one is gone.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from unsilo.channels.contract import FetchedPage, RawArrival
from unsilo.connectors.bluesky.memory import Memory
from unsilo.connectors.bluesky.naming import POST, AtUri, moment_of, repo_of
from unsilo.connectors.bluesky.posts import spoken_of
from unsilo.connectors.bluesky.reading import raw_arrival
from unsilo.connectors.bluesky.xrpc import Account, Data, Params, XrpcError
from unsilo.core.errors import ConnectorError

REASONS = ("mention", "reply", "quote")
LIST = "app.bsky.notification.listNotifications"
PAGE = 100
MAX_PAGES = 100
LOOKED_UP = 25  # posts that can be asked for at once
OWN = 25
MISSED_WITHIN = timedelta(days=7)


def fetch(
    account: Account, cursor: Mapping[str, Any], *, days: int, limit: int, turn: int
) -> Iterator[FetchedPage]:
    """Yield what is new, oldest first. ``turn`` counts the looks, so that each looks up others."""
    memory = Memory.load(cursor, account=account.did, days=days)
    fresh = [*_told(account, memory), *_own_answers(account, memory)]
    fresh.sort(key=lambda one: str(one.get("indexedAt", "")))
    for page in _batched(fresh, limit):
        around = _posts(account, {uri for one in page for uri in spoken_of(one["record"])})
        arrivals = []
        for one in page:
            memory.hear(one["uri"])
            seen = [around[uri] for uri in spoken_of(one["record"]) if uri in around]
            reason = str(one.get("reason", ""))
            arrivals.append(raw_arrival(memory.account, one, reason=reason, around=seen))
        yield FetchedPage(arrivals, memory.dump(), more=True)
    missing = _missing(account, memory, turn)
    if missing or cursor.get("account") != memory.account:
        yield FetchedPage(missing, memory.dump())


def _told(account: Account, memory: Memory) -> Iterator[Data]:
    """Notifications that were not heard yet, newest first."""
    place = ""
    for _number in range(MAX_PAGES):
        wanted: dict[str, str | int | Sequence[str]] = {"limit": PAGE, "reasons": REASONS}
        if place:
            wanted["cursor"] = place
        told = account.query(LIST, wanted)
        page = [one for one in told.get("notifications", []) if _is_notification(one)]
        since = [one for one in page if _at(one) >= memory.begin]
        new = [
            one for one in since if one["reason"] in REASONS and not memory.knows(str(one["uri"]))
        ]
        yield from new
        place = str(told.get("cursor") or "")
        # A server that doesn't know `reasons` sends likes as well; a page of those ends nothing.
        only_others = bool(page) and not any(one["reason"] in REASONS for one in page)
        if not place or len(since) < len(page) or not (new or only_others):
            return


def _own_answers(account: Account, memory: Memory) -> Iterator[Data]:
    """What the account itself answered of late, in whatever app. Ours among them are known by name."""
    session = account.session
    wanted: Params = {"repo": session.did, "collection": POST, "limit": OWN}
    for one in account.query("com.atproto.repo.listRecords", wanted).get("records", []):
        value = one.get("value", {})
        parent = value.get("reply", {}).get("parent", {}).get("uri", "")
        if not parent or repo_of(parent) == session.did or memory.knows(one["uri"]):
            continue
        if _moment(value.get("createdAt")) >= memory.begin:
            yield {
                "uri": one["uri"],
                "cid": one["cid"],
                "author": {"did": session.did, "handle": session.handle},
                "reason": "own",
                "record": value,
                "indexedAt": value["createdAt"],
            }


def _missing(account: Account, memory: Memory, turn: int) -> list[RawArrival]:
    """Of some of the posts heard lately, those that are gone."""
    young = [uri for uri in memory.others() if _is_young(uri)]
    if not young:
        return []
    start = turn % -(-len(young) // LOOKED_UP) * LOOKED_UP
    asked = [str(uri) for uri in young[start : start + LOOKED_UP]]
    try:
        found = account.query("app.bsky.feed.getPosts", {"uris": asked}).get("posts", [])
    except XrpcError:
        return []  # not certain, so nothing is said
    there = {one.get("uri") for one in found if isinstance(one, dict)}
    gone = [uri for uri in asked if uri not in there]
    for uri in gone:
        memory.miss(uri)
    now = timezone.now().isoformat()
    return [
        raw_arrival(
            memory.account,
            {"uri": uri, "author": {"did": repo_of(uri)}, "indexedAt": now},
            action="gone",
        )
        for uri in gone
    ]


def _posts(account: Account, uris: set[str]) -> dict[str, Data]:
    """Posts as they can be seen now; what can't be seen is left out, and is no reason to stop."""
    seen: dict[str, Data] = {}
    for some in _batched(sorted(uris), LOOKED_UP):
        try:
            told = account.query("app.bsky.feed.getPosts", {"uris": some})
        except ConnectorError:
            return seen
        seen |= {str(one["uri"]): _shortened(one) for one in told.get("posts", []) if "uri" in one}
    return seen


def _shortened(post: Data) -> Data:
    """Without counts and what the viewer may do: what is kept beside another post is its words."""
    return {name: post[name] for name in ("uri", "cid", "author", "record") if name in post}


def _is_notification(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and isinstance(one.get("record"), dict)
        and AtUri.parse(str(one.get("uri"))) is not None
        and isinstance(one.get("author"), dict)
        and "reason" in one
    )


def _is_young(uri: AtUri) -> bool:
    made = moment_of(uri.rkey)
    return made is None or made > timezone.now() - MISSED_WITHIN


def _at(one: Data) -> datetime:
    return _moment(one.get("indexedAt"))


def _moment(text: Any) -> datetime:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return timezone.now()
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _batched(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])

"""The list of conversations: one index-served keyset query, then a fixed number of look-ups."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import F, Max, Q
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk
from unsilo.channels import registry
from unsilo.core.db import prepared
from unsilo.core.kept import Written
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.inbox import ports
from unsilo.inbox.models import (
    Conversation,
    NoteMention,
    Placement,
    ReadMark,
    State,
)
from unsilo.inbox.services.presence import FRESH

PAGE_SIZE = 30


class Scope(StrEnum):
    """Whose conversations a list shows."""

    ALL = "all"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    MENTIONS = "mentions"
    DESK = "desk"
    SPAM = "spam"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Listing:
    """Which list is asked for. ``state`` None means whatever state, ``only`` is a question."""

    scope: Scope = Scope.ALL
    desk: Desk | None = None
    state: str | None = State.OPEN
    oldest_first: bool = False
    unread: bool = False
    tag: str = ""
    only: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """One placement as lists show it."""

    desk_id: int
    desk: str
    discipline: str
    state: str
    owner_id: int | None
    owner: str
    priority: int
    snoozed_until: datetime | None
    archived: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation as lists show it. ``here`` names who else has it open now."""

    id: int
    subject: str
    preview: str
    person_id: int
    person: str
    tier: str
    channel: str
    channel_kind: str
    icon: str
    public: bool
    paid: bool
    permalink: str
    is_spam: bool
    message_count: int
    version: int
    last_message_at: datetime
    placements: tuple[PlacementRow, ...]
    tags: tuple[str, ...]
    unread: bool
    has_draft: bool
    here: tuple[str, ...]
    priority: int


def list_page(
    access: Access,
    listing: Listing,
    *,
    cursor: str | None = None,
    backwards: bool = False,
    limit: int = PAGE_SIZE,
) -> Page[Row]:
    """One page of a list, newest activity first (or oldest). ``backwards`` pages towards the top."""
    descending = listing.oldest_first == backwards
    if cursor or listing.only:  # questions may depend on the time
        keys = _keys(access, listing)
        if cursor:
            at, pk = decode_cursor(cursor, datetime, int)
            side = "lt" if descending else "gt"
            keys = keys.filter(
                Q(**{f"{_AT}__{side}": at}) | Q(**{_AT: at, f"{_ID}__{side}": pk})
            ).filter(**{f"{_AT}__{side}e": at})
        found = list(_in_order(keys, descending)[: limit + 1])
    else:
        found = _first_page(access, listing, limit + 1, descending)
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    rows = rows_for(access, [pk for _, pk in found])
    if not found:
        return Page(rows)
    first, last = encode_cursor(*found[0]), encode_cursor(*found[-1])
    has_before = more if backwards else cursor is not None
    has_after = more if not backwards else True
    return Page(rows, last if has_after else None, first if has_before else None)


_AT, _ID = "at", "conversation_key"


_first_pages = Written()


def _first_page(
    access: Access, listing: Listing, limit: int, descending: bool
) -> list[tuple[datetime, int]]:
    """What everybody looks at most, put into SQL once for the same rights."""
    question = _first_pages.of(
        (access.key, listing, limit, descending),
        lambda: _in_order(_keys(access, listing), descending)[:limit],
    )
    if question is None:
        return []
    with prepared() as cursor:
        cursor.execute(*question)
        return list(cursor.fetchall())


def _in_order(keys: Any, descending: bool) -> Any:
    sign = "-" if descending else ""
    return keys.order_by(f"{sign}{_AT}", f"{sign}{_ID}").values_list(_AT, _ID)


def _keys(access: Access, listing: Listing) -> Any:
    """A queryset of (at, conversation) pairs of the list, each conversation once."""
    if listing.scope in (Scope.SPAM, Scope.PERSON):
        conversations = Conversation.objects.visible_to(access)
        if listing.scope == Scope.SPAM:
            conversations = conversations.filter(is_spam=True)
        else:
            conversations = conversations.filter(person=listing.person_id)
        return conversations.annotate(**{_AT: F("last_message_at"), _ID: F("pk")}).values(_AT, _ID)
    if listing.scope == Scope.MENTIONS:
        mentioned = NoteMention.objects.filter(user=access.user).filter(
            conversation__in=Conversation.objects.visible_to(access)
        )
        return (
            mentioned.values("conversation_id")
            .annotate(**{_AT: Max("created_at"), _ID: F("conversation_id")})
            .values(_AT, _ID)
        )
    placements = Placement.objects.visible_to(access)
    if listing.desk is not None:
        placements = Placement.objects.filter(desk=listing.desk)
        if access.brand_ids is not None:
            placements = placements.filter(brand__in=access.brand_ids)
    if listing.state:
        placements = placements.filter(state=listing.state)
    if listing.scope == Scope.MINE:
        placements = placements.filter(owner=access.user)
    elif listing.scope == Scope.UNASSIGNED:
        placements = placements.filter(owner__isnull=True)
    if listing.state in (State.DONE, None):
        placements = placements.filter(conversation__is_spam=False)
    if listing.tag:
        placements = placements.filter(conversation__tagged__tag__name=listing.tag)
    if listing.only and (asked := ports.asked(listing.only)) is not None:
        placements = placements.filter(conversation__in=asked)
    if listing.unread:
        placements = placements.exclude(
            conversation__in=ReadMark.objects.filter(
                user=access.user, message_count__gte=F("conversation__message_count")
            ).values("conversation")
        )
    pairs = placements.annotate(**{_AT: F("active_at"), _ID: F("conversation_id")})
    found = pairs.values(_AT, _ID)
    return found if listing.desk is not None and not listing.tag else found.distinct()


def still_listed(access: Access, listing: Listing, ids: Sequence[int]) -> set[int]:
    """Which of these conversations a list shows now."""
    return {row[_ID] for row in _keys(access, listing).filter(**{f"{_ID}__in": ids})}


# One statement instead of six, and tuples instead of models: every list pays for this.
_ROWS = """
SELECT c.id, c.subject, c.preview, c.person_id, p.name, tier.name, p.tier_until,
       channel.name, channel.kind, c.public, c.paid, c.permalink, c.is_spam,
       c.message_count, c.version, c.last_message_at,
       ARRAY(SELECT tag.name FROM inbox_conversationtag worn JOIN inbox_tag tag ON tag.id = worn.tag_id
              WHERE worn.conversation_id = c.id ORDER BY tag.name),
       COALESCE((SELECT mark.message_count FROM inbox_readmark mark
                  WHERE mark.user_id = %(user)s AND mark.conversation_id = c.id), 0),
       EXISTS (SELECT 1 FROM inbox_draft draft
                WHERE draft.user_id = %(user)s AND draft.conversation_id = c.id),
       ARRAY(SELECT colleague.name FROM inbox_presence present
               JOIN accounts_user colleague ON colleague.id = present.user_id
              WHERE present.conversation_id = c.id AND present.user_id <> %(user)s
                AND present.seen_at >= %(fresh)s ORDER BY present.writing DESC, colleague.name)
  FROM inbox_conversation c
  JOIN people_person p ON p.id = c.person_id
  JOIN channels_channel channel ON channel.id = c.channel_id
  LEFT JOIN people_tier tier ON tier.id = p.tier_id
 WHERE c.id = ANY(%(ids)s)
"""


_PLACED = """
SELECT p.conversation_id, p.desk_id, p.state, p.owner_id, owner.name, p.priority, p.snoozed_until
  FROM inbox_placement p LEFT JOIN accounts_user owner ON owner.id = p.owner_id
 WHERE p.conversation_id = ANY(%(ids)s) AND p.desk_id = ANY(%(desks)s)
 ORDER BY p.placed_at, p.id
"""


def rows_for(access: Access, ids: Sequence[int]) -> list[Row]:
    """Rows of the given conversations in the given order; the caller has checked visibility."""
    if not ids:
        return []
    with prepared() as cursor:
        cursor.execute(
            _ROWS,
            {"user": access.user.pk, "ids": list(ids), "fresh": timezone.now() - FRESH},
        )
        found = {row[0]: row for row in cursor.fetchall()}
    placed = placed_by_conversation(access, ids)
    positions = {desk.pk: place for place, desk in enumerate(access.readable_desks)}
    for many in placed.values():
        many.sort(key=lambda one: positions[one.desk_id])
    today = timezone.localdate()
    return [_row(found[pk], placed.get(pk, ()), today) for pk in ids if pk in found]


def _row(values: tuple[Any, ...], placed: Sequence[PlacementRow], today: date) -> Row:
    (pk, subject, preview, person_id, person, tier, tier_until, channel, kind, public, paid, permalink,
     is_spam, message_count, version, last_message_at, tags, read_to, has_draft, here) = values  # fmt: skip
    return Row(
        id=pk,
        subject=subject,
        preview=preview,
        person_id=person_id,
        person=person or f"#{person_id}",
        tier=tier if tier and (tier_until is None or tier_until >= today) else "",
        channel=channel,
        channel_kind=kind,
        icon=_icon(kind, paid=paid),
        public=public,
        paid=paid,
        permalink=permalink,
        is_spam=is_spam,
        message_count=message_count,
        version=version,
        last_message_at=last_message_at,
        placements=tuple(placed),
        tags=tuple(tags),
        unread=read_to < message_count,
        has_draft=has_draft,
        here=tuple(here),
        priority=max((one.priority for one in placed), default=0),
    )


def placed_by_conversation(access: Access, ids: Sequence[int]) -> dict[int, list[PlacementRow]]:
    """Where conversations stand, on desks the user may read, in the order they were placed."""
    desks = {desk.pk: desk for desk in access.readable_desks}
    with prepared() as cursor:
        cursor.execute(_PLACED, {"ids": list(ids), "desks": list(desks)})
        rows = cursor.fetchall()
    placed: dict[int, list[PlacementRow]] = defaultdict(list)
    for pk, desk_id, state, owner_id, owner, priority, until in rows:
        desk = desks[desk_id]
        placed[pk].append(
            PlacementRow(
                desk_id=desk_id,
                desk=desk.name,
                discipline=desk.discipline,
                state=state,
                owner_id=owner_id,
                owner=owner or "",
                priority=priority,
                snoozed_until=until,
                archived=desk.archived_at is not None,
            )
        )
    return placed


def _icon(kind: str, *, paid: bool) -> str:
    if paid:
        return "ad"
    connector = registry.connectors().get(kind)
    return connector.info.icon if connector else "inbox"

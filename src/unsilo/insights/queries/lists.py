"""The list behind a number: exactly what was counted, newest first, keyset-paged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings

from unsilo.accounts.models import User
from unsilo.core.db import read
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.inbox.models import Conversation
from unsilo.insights.metrics import Metric, Shape
from unsilo.insights.queries.numbers import DAY, Period, Scope, zone_of
from unsilo.insights.services.rollups import ZONES, bounds
from unsilo.insights.sources import SOURCES

PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was counted."""

    at: datetime
    hit: bool
    value: Decimal | None
    part: str
    label: str
    url: str
    conversation: Conversation | None
    user: User | None


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A part of what was counted: only hits or only misses, one colleague's, of one part."""

    hit: bool | None = None
    user_id: int | None = None
    part: str = ""


def behind(
    scope: Scope,
    one: Metric,
    period: Period,
    narrowed: Narrowed = Narrowed(),
    *,
    cursor: str = "",
    limit: int = PAGE,
) -> Page[Entry]:
    where, given = _where(scope, one, period, narrowed)
    if cursor:
        at, last_id = decode_cursor(cursor, datetime, int)
        where += " AND (at, id) < (%(after_at)s, %(after_id)s)"
        given |= {"after_at": at, "after_id": last_id}
    rows = read(
        f"{_from(one)} SELECT id, at, hit, value, part, label, url, conversation_id, user_id"
        f" FROM dated WHERE {where} ORDER BY at DESC, id DESC LIMIT {limit + 1}",
        given,
    )
    more = len(rows) > limit
    rows = rows[:limit]
    conversations, users = _conversations(rows, scope), _users(rows)
    entries = [
        Entry(
            at=at,
            hit=hit,
            value=value,
            part=part,
            label=label or "",
            url=url or "",
            conversation=conversations.get(conversation_id),
            user=users.get(user_id),
        )
        for _id, at, hit, value, part, label, url, conversation_id, user_id in rows
    ]
    return Page(entries, encode_cursor(rows[-1][1], rows[-1][0]) if more else None)


def recount(scope: Scope, one: Metric, period: Period) -> tuple[int, int]:
    """How many were counted and how many hit, without the rollups: what these must equal."""
    where, given = _where(scope, one, period, Narrowed())
    [(counted, hits)] = read(
        f"{_from(one)} SELECT count(*), count(*) FILTER (WHERE hit) FROM dated WHERE {where}", given
    )
    return counted, hits


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What one desk, channel or colleague has of a number."""

    id: int
    counted: int
    hits: int
    total: Decimal
    median: float | None
    p90: float | None


def by_user(scope: Scope, one: Metric, period: Period) -> list[Breakdown]:
    """Each colleague's part, from the sources: rollups don't know who."""
    return _breakdown(scope, one, period, "user_id")


def by_channel(scope: Scope, one: Metric, period: Period) -> list[Breakdown]:
    return _breakdown(scope, one, period, "channel_id")


def by_desk(scope: Scope, one: Metric, period: Period) -> list[Breakdown]:
    """A conversation on two desks is in both rows."""
    return _breakdown(scope, one, period, "unnest(desks)")


def _breakdown(scope: Scope, one: Metric, period: Period, column: str) -> list[Breakdown]:
    where, given = _where(scope, one, period, Narrowed())
    rows = read(
        f"{_from(one)}, parted AS (SELECT {column} AS who, hit, value FROM dated WHERE {where})"
        " SELECT who, count(*), count(*) FILTER (WHERE hit), coalesce(sum(value), 0),"
        " percentile_cont(0.5) WITHIN GROUP (ORDER BY value),"
        " percentile_cont(0.9) WITHIN GROUP (ORDER BY value)"
        " FROM parted WHERE who IS NOT NULL GROUP BY who ORDER BY count(*) DESC, who LIMIT 200",
        given,
    )
    return [Breakdown(*row) for row in rows]


def _from(one: Metric) -> str:
    return (
        f"WITH zones AS MATERIALIZED ({ZONES}), source AS ({SOURCES[one.key]}),"
        " dated AS (SELECT source.*, (source.at AT TIME ZONE zones.zone)::date AS day"
        " FROM source JOIN zones ON zones.id = source.brand_id)"
    )


def _where(
    scope: Scope, one: Metric, period: Period, narrowed: Narrowed
) -> tuple[str, dict[str, Any]]:
    where, given = scope.where()
    given |= {
        **bounds(period.first, period.last),
        "zone": settings.TIME_ZONE,
        "first": period.first,
        "last": period.last,
    }
    if one.shape is Shape.LEVEL:  # as it was when the last day ended
        ended = datetime.combine(period.last + DAY, time(), zone_of(scope.brand_id))
        given["until"] = ended
    else:
        where += " AND day BETWEEN %(first)s AND %(last)s"
    if narrowed.hit is not None:
        where += " AND hit = %(hit)s"
        given["hit"] = narrowed.hit
    if narrowed.user_id is not None:
        where += " AND user_id = %(user)s"
        given["user"] = narrowed.user_id
    if narrowed.part:
        where += " AND part = %(part)s"
        given["part"] = narrowed.part
    return where, given


def _conversations(rows: Sequence[Sequence[Any]], scope: Scope) -> Mapping[int, Conversation]:
    ids = {row[7] for row in rows if row[7]}
    found = Conversation.objects.select_related("person", "channel")
    if scope.access is not None:
        found = found.visible_to(scope.access)
    return found.in_bulk(ids) if ids else {}


def _users(rows: Sequence[Sequence[Any]]) -> Mapping[int, User]:
    ids = {row[8] for row in rows if row[8]}
    return User.objects.in_bulk(ids) if ids else {}

"""Search: words and operators to conversations, the newest and best first.

A common word is found by walking back from the newest message, a rare one through the index; either
way only the newest candidates are ranked, so a page costs the same at a thousand and at ten million
messages. What is asked of conversations (their desks, states, tags) is looked up for messages that
match, further and further back; when only few conversations can be meant, these are looked at first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.core.pagination import decode_cursor, encode_cursor
from unsilo.inbox import ports
from unsilo.inbox.queries.lists import Row, rows_for
from unsilo.inbox.questions import STATES, Query, parse

CANDIDATES = 400  # newest matching messages that are ranked for one page
ENOUGH = 100  # of them, where most that match are in other conversations than those meant
DEPTH = 400  # matching messages looked at first
DEEPER = 4  # times as many next time
FEW = 2_000  # conversations that are looked at one by one
PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Hit:
    """A conversation, with the words around the match as (text, is the match) parts."""

    row: Row
    message_id: int
    snippet: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    items: Sequence[Hit]
    next_cursor: str | None
    problems: Sequence[str]


def search_page(
    access: Access, text: str, *, cursor: str | None = None, limit: int = PAGE_SIZE
) -> SearchPage:
    """One page of conversations. The cursor is the oldest message looked at so far."""
    query = parse(text)
    if query.is_empty:
        return SearchPage((), None, query.problems)
    below = decode_cursor(cursor, int)[0] if cursor else None
    best, next_below = _candidates(access, query, below=below, limit=limit)
    rows = {row.id: row for row in rows_for(access, [conversation for conversation, _ in best])}
    snippets = _snippets(query, [message for _, message in best])
    hits = [
        Hit(rows[conversation], message, snippets.get(message, ()))
        for conversation, message in best
        if conversation in rows
    ]
    return SearchPage(hits, encode_cursor(next_below) if next_below else None, query.problems)


@dataclass(slots=True)
class _Conditions:
    """SQL about messages (``m``) and about their conversations (``c``), and its parameters."""

    said: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


# Conversation, its best message, rank and age of that.
_Hit = tuple[int, int, float, int]


@dataclass(frozen=True, slots=True)
class _Look:
    """What is found among the newest matching messages: the best hit of each conversation, and how
    many messages in conversations that are meant there are, down to which id."""

    hits: list[_Hit]
    candidates: int
    oldest: int
    exhausted: bool


def _candidates(
    access: Access, query: Query, *, below: int | None, limit: int
) -> tuple[list[tuple[int, int]], int | None]:
    """(conversation, its best message) of one page, best first, and where the next one begins."""
    conditions = _conditions(access, query)
    if below is not None:
        conditions.said.append("m.id < %(below)s")
        conditions.values["below"] = below
    look = _search(query, conditions)
    hits = look.hits
    # Rank halves with every hundred newer hits, so that a fresh good hit beats an old best one.
    hits.sort(key=lambda hit: (-(float(hit[2]) + 0.01) / (1 + hit[3] / 100), -hit[1]))
    if len(hits) <= limit:
        return [hit[:2] for hit in hits], None if look.exhausted else look.oldest
    # More conversations matched than fit: the next page starts below the oldest one shown, so go
    # by age instead of rank for what is left.
    newest = sorted(hits, key=lambda hit: -hit[1])[:limit]
    page = sorted(newest, key=lambda hit: -float(hit[2]) / (1 + hit[3] / 100))
    return [hit[:2] for hit in page], newest[-1][1]


def _search(query: Query, conditions: _Conditions) -> _Look:
    """Look further and further back until enough is found or there is nothing more."""
    depth = DEPTH
    while True:
        look = _look(query, conditions, depth)
        if look.exhausted or look.candidates >= ENOUGH:
            return look
        if depth == DEPTH * DEEPER and (few := _few_conversations(conditions)) is not None:
            conditions.said.append("m.conversation_id = ANY(%(few)s)")
            conditions.values["few"] = few
            return _look(query, conditions, None)
        depth *= DEEPER


def _few_conversations(conditions: _Conditions) -> list[int] | None:
    """The conversations that can be meant, None when they are many."""
    sql = f"SELECT c.id FROM inbox_conversation c WHERE {' AND '.join(conditions.held)} LIMIT %(most)s"
    with connection.cursor() as database:
        database.execute(sql, {**conditions.values, "most": FEW + 1})
        ids = [row[0] for row in database.fetchall()]
    return ids if len(ids) <= FEW else None


def _look(query: Query, conditions: _Conditions, depth: int | None) -> _Look:
    """Look at the newest ``depth`` messages that match, or at all of them."""
    ts_query, ts_values = _ts_query(query)
    rank = f"ts_rank(m.search, {ts_query})" if ts_query else "0"
    words = [f"m.search @@ {ts_query}"] if ts_query else []
    said = " AND ".join([*conditions.said, *words]) or "true"
    held = " AND ".join(conditions.held)
    values = {
        **conditions.values,
        **ts_values,
        "candidates": CANDIDATES,
        "depth": depth,
        "tag_words": " ".join([*query.words, *query.phrases]).casefold(),
    }
    sql = f"""
        WITH matching AS MATERIALIZED (
            SELECT m.id, m.conversation_id FROM inbox_message m
             WHERE {said} ORDER BY m.id DESC LIMIT %(depth)s
        ), worded AS MATERIALIZED (
            SELECT m.id, m.conversation_id
              FROM matching m JOIN inbox_conversation c ON c.id = m.conversation_id
             WHERE {held} ORDER BY m.id DESC LIMIT %(candidates)s
        ), tagged AS MATERIALIZED (
            SELECT m.id, m.conversation_id
              FROM inbox_tag t
              JOIN inbox_conversationtag ct ON ct.tag_id = t.id
              JOIN inbox_conversation c ON c.id = ct.conversation_id
              JOIN LATERAL (SELECT * FROM inbox_message l WHERE l.conversation_id = c.id
                             ORDER BY l.id DESC LIMIT 1) m ON true
             WHERE t.name = %(tag_words)s AND {" AND ".join([held, *conditions.said])}
             ORDER BY m.id DESC LIMIT %(candidates)s
        ), newest AS MATERIALIZED (
            SELECT * FROM (SELECT * FROM worded UNION SELECT * FROM tagged) either
             ORDER BY id DESC LIMIT %(candidates)s
        ), ranked AS (
            SELECT m.id, m.conversation_id, {rank} AS rank,
                   row_number() OVER (ORDER BY m.id DESC) AS age
              FROM newest JOIN inbox_message m ON m.id = newest.id
        ), best AS (
            SELECT DISTINCT ON (conversation_id) conversation_id, id, rank, age
              FROM ranked ORDER BY conversation_id, rank DESC, id DESC
        )
        SELECT best.*, counted.* FROM (
            SELECT (SELECT min(id) FROM newest), (SELECT count(*) FROM newest),
                   (SELECT count(*) FROM matching)
        ) AS counted LEFT JOIN best ON true
    """
    with connection.cursor() as database:
        database.execute(sql, values)
        rows = database.fetchall()
    oldest, candidates, looked_at = rows[0][4:]
    return _Look(
        hits=[row[:4] for row in rows if row[0] is not None],
        candidates=candidates,
        oldest=oldest,
        exhausted=candidates < CANDIDATES and (depth is None or looked_at < depth),
    )


def _ts_query(query: Query) -> tuple[str, dict[str, Any]]:
    """A tsquery expression and its parameters.

    Words match by their beginning, short ones of our letters as they are: "to" does not mean
    "tomorrow", and half the index begins with it.
    """
    parts: list[str] = []
    values: dict[str, Any] = {}

    def add(expression: str, value: str) -> None:
        name = f"t{len(values)}"
        parts.append(expression.format(name=f"%({name})s"))
        values[name] = value

    for word in query.words:
        plain = re.sub(r"[^\w@.+-]", " ", word).strip()
        if re.fullmatch("[A-Za-z]{1,3}", plain):
            add("plainto_tsquery('unsilo', {name})", plain)
        elif re.search(r"\w", plain):
            add("unsilo_prefix({name})", plain)
    for phrase in query.phrases:
        add("phraseto_tsquery('unsilo', {name})", phrase)
    for word in query.without:
        add("!!plainto_tsquery('unsilo', {name})", word)
    return ("(" + " && ".join(parts) + ")", values) if parts else ("", {})


def _conditions(access: Access, query: Query) -> _Conditions:
    desks = access.readable_desks
    if query.desks:
        desks = [d for d in desks if d.slug in query.desks or d.name.casefold() in query.desks]
        if not desks:
            query.problems.append(_("There is no desk of this name."))
    conditions = _Conditions()
    conditions.values |= {
        "desks": [desk.pk for desk in desks],
        "me": access.user.pk,
        "states": [state for state in STATES if state in query.flags],
        "owners": [f"%{_like(one)}%" for one in query.owners],
    }
    conditions.held.append(
        "EXISTS (SELECT 1 FROM inbox_placement p WHERE p.conversation_id = c.id"
        f" AND p.desk_id = ANY(%(desks)s){_placement_conditions(query)})"
    )
    if access.brand_ids is not None:
        conditions.held.append("c.brand_id = ANY(%(brands)s)")
        conditions.values["brands"] = access.brand_ids
    if "spam" not in query.flags:
        conditions.held.append("NOT c.is_spam")
    _people(query, conditions)
    _facts(query, conditions)
    _times(query, conditions)
    _asked(query, conditions)
    return conditions


def _placement_conditions(query: Query) -> str:
    sql = ""
    if query.flags & set(STATES):
        sql += " AND p.state = ANY(%(states)s)"
    if "mine" in query.flags:
        sql += " AND p.owner_id = %(me)s"
    if "unassigned" in query.flags:
        sql += " AND p.owner_id IS NULL"
    if query.owners:
        sql += (
            " AND p.owner_id IN (SELECT id FROM accounts_user"
            " WHERE lower(name) LIKE ANY(%(owners)s) OR lower(email) LIKE ANY(%(owners)s))"
        )
    return sql


def _people(query: Query, conditions: _Conditions) -> None:
    for number, sender in enumerate(query.senders):
        conditions.said.append(
            f"(lower(m.author_name) LIKE %(from{number})s"
            f" OR lower(m.author_address) LIKE %(from{number})s)"
        )
        conditions.values[f"from{number}"] = f"%{_like(sender)}%"
    for number, recipient in enumerate(query.recipients):
        conditions.said.append(
            "EXISTS (SELECT 1 FROM jsonb_array_elements(COALESCE(m.addresses->'to', '[]')"
            " || COALESCE(m.addresses->'cc', '[]')) AS one"
            f" WHERE lower(one->>'value') LIKE %(to{number})s"
            f" OR lower(one->>'name') LIKE %(to{number})s)"
        )
        conditions.values[f"to{number}"] = f"%{_like(recipient)}%"


_OF_MESSAGES = {
    "file": "EXISTS (SELECT 1 FROM inbox_attachment a WHERE a.message_id = m.id)",
    "picture": "EXISTS (SELECT 1 FROM inbox_attachment a WHERE a.message_id = m.id"
    " AND a.content_type LIKE 'image/%%')",
    "note": "m.kind = 'note'",
}
_OF_CONVERSATIONS = {
    "unread": "NOT EXISTS (SELECT 1 FROM inbox_readmark r WHERE r.user_id = %(me)s"
    " AND r.conversation_id = c.id AND r.message_count >= c.message_count)",
    "spam": "c.is_spam",
    "public": "c.public",
    "paid": "c.paid",
    "vip": "c.person_id IN (SELECT id FROM people_person WHERE tier_id IS NOT NULL"
    " AND (tier_until IS NULL OR tier_until >= current_date))",
    "draft": "EXISTS (SELECT 1 FROM inbox_draft d WHERE d.user_id = %(me)s"
    " AND d.conversation_id = c.id)",
    "tag": "EXISTS (SELECT 1 FROM inbox_conversationtag ct WHERE ct.conversation_id = c.id)",
}


def _facts(query: Query, conditions: _Conditions) -> None:
    values = conditions.values
    for number, tag in enumerate(query.tags):
        conditions.held.append(
            "EXISTS (SELECT 1 FROM inbox_conversationtag ct JOIN inbox_tag t ON t.id = ct.tag_id"
            f" WHERE ct.conversation_id = c.id AND t.name = %(tag{number})s)"
        )
        values[f"tag{number}"] = tag
    for number, subject in enumerate(query.subjects):
        conditions.held.append(f"lower(c.subject) LIKE %(subject{number})s")
        values[f"subject{number}"] = f"%{_like(subject)}%"
    if query.channels:
        conditions.held.append(
            "c.channel_id IN (SELECT id FROM channels_channel WHERE slug = ANY(%(channels)s)"
            " OR lower(name) = ANY(%(channels)s) OR kind = ANY(%(channels)s))"
        )
        values["channels"] = query.channels
    asked = sorted(query.flags | query.having)
    conditions.said += [_OF_MESSAGES[one] for one in asked if one in _OF_MESSAGES]
    conditions.held += [_OF_CONVERSATIONS[one] for one in asked if one in _OF_CONVERSATIONS]


def _times(query: Query, conditions: _Conditions) -> None:
    zone = timezone.get_current_timezone()
    if query.before:
        conditions.said.append("m.sent_at < %(before)s")
        conditions.values["before"] = datetime.combine(query.before, time.min, zone)
    if query.after:
        conditions.said.append("m.sent_at >= %(after)s")
        conditions.values["after"] = datetime.combine(query.after, time.min, zone)


def _asked(query: Query, conditions: _Conditions) -> None:
    for number, words in enumerate(query.asked):
        found = ports.asked(words)
        assert found is not None  # or it would be a problem
        sql, values = found.query.sql_with_params()
        names = [f"asked{number}_{place}" for place in range(len(values))]
        named = sql % tuple(f"%({name})s" for name in names)
        conditions.held.append(f"c.id IN ({named})")
        conditions.values |= dict(zip(names, values, strict=True))


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _snippets(query: Query, message_ids: Sequence[int]) -> dict[int, tuple[tuple[str, bool], ...]]:
    """The words around the matches, marked by signs that no text contains."""
    ts_query, values = _ts_query(query)
    if not ts_query or not message_ids:
        return {}
    options = "StartSel=\x02, StopSel=\x03, MaxWords=28, MinWords=12, MaxFragments=1"
    sql = f"""
        SELECT id, ts_headline('unsilo', left(translate(reply_text, E'\\x02\\x03', ''), 20000),
                               {ts_query}, %(options)s)
          FROM inbox_message WHERE id = ANY(%(ids)s)
    """
    with connection.cursor() as database:
        database.execute(sql, {**values, "options": options, "ids": list(message_ids)})
        found = database.fetchall()
    return {pk: tuple(_parts(" ".join(text.split()))) for pk, text in found}


def _parts(text: str) -> list[tuple[str, bool]]:
    parts = []
    for piece in re.split("(\x02[^\x03]*\x03)", text):
        if piece:
            is_match = piece.startswith("\x02")
            parts.append((piece.strip("\x02\x03") if is_match else piece, is_match))
    return parts

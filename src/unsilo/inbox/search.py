"""Search: words and operators to conversations, the newest and best first.

``from:ana desk:support is:open has:file before:2026-03-01 "exact words" -not``. A common word is
found by walking back from the newest message, a rare one through the index; either way only the
newest candidates are ranked, so a page costs the same at a thousand and at ten million messages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.core.pagination import decode_cursor, encode_cursor
from unsilo.inbox.queries.lists import Row, rows_for

CANDIDATES = 400  # newest matching messages that are ranked for one page
PAGE_SIZE = 30
MAX_TERMS = 12

_TOKEN = re.compile(r'(-?)(?:([a-z]+):)?(?:"([^"]{1,200})"|(\S{1,200}))', re.IGNORECASE)
STATES = ("open", "waiting", "snoozed", "done")
IS_WORDS = (*STATES, "unread", "unassigned", "mine", "spam", "public", "paid", "vip")
HAS_WORDS = ("file", "picture", "note", "draft", "tag")


@dataclass(slots=True)
class Query:
    """What was asked for. ``problems`` are sentences about parts that could not be used."""

    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    desks: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    having: set[str] = field(default_factory=set)
    before: date | None = None
    after: date | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(
            (
                self.words, self.phrases, self.senders, self.recipients, self.desks, self.channels,
                self.owners, self.tags, self.subjects, self.flags, self.having, self.before,
                self.after,
            )
        )  # fmt: skip


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


def parse(text: str) -> Query:
    """Read a search line. Whatever it contains, something sensible comes out."""
    query = Query()
    lists = {
        "from": query.senders,
        "to": query.recipients,
        "desk": query.desks,
        "channel": query.channels,
        "owner": query.owners,
        "tag": query.tags,
        "subject": query.subjects,
    }
    for number, match in enumerate(_TOKEN.finditer(text.replace("\0", " ")[:1000])):
        if number >= MAX_TERMS:
            query.problems.append(_("Only the first %(n)s terms were used.") % {"n": MAX_TERMS})
            break
        minus, operator, phrase, word = match.groups()
        operator, value = (operator or "").lower(), phrase or word or ""
        if minus and not operator:
            query.without.append(value)
        elif operator in lists and not minus:
            lists[operator].append(value.casefold())
        elif operator in ("is", "has") and not minus:
            _flag(query, operator, value.casefold())
        elif operator in ("before", "after") and not minus:
            _day(query, operator, value)
        elif operator:
            (query.without if minus else query.words).append(match[0].lstrip("-").replace('"', ""))
        else:
            (query.phrases if phrase else query.words).append(value)
    return query


def _flag(query: Query, operator: str, value: str) -> None:
    known = IS_WORDS if operator == "is" else HAS_WORDS
    if value in known:
        (query.flags if operator == "is" else query.having).add(value)
    else:
        query.problems.append(
            _("%(given)s is not known. Try %(known)s.")
            % {"given": f"{operator}:{value}", "known": ", ".join(f"{operator}:{k}" for k in known)}
        )


def _day(query: Query, operator: str, value: str) -> None:
    today = timezone.localdate()
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    ago = re.fullmatch(r"(\d{1,4})d", value)
    try:
        if ago:
            day = today - timedelta(days=int(ago[1]))
        else:
            day = named.get(value) or date.fromisoformat(value)
    except (ValueError, OverflowError):
        query.problems.append(
            _("%(given)s is no date. Write 2026-03-31, today, yesterday or 14d.")
            % {"given": f"{operator}:{value}"}
        )
        return
    setattr(query, operator, day)


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


def _candidates(
    access: Access, query: Query, *, below: int | None, limit: int
) -> tuple[list[tuple[int, int]], int | None]:
    """(conversation, its best message) of one page, best first, and where the next one begins."""
    where, values = _conditions(access, query)
    if below is not None:
        where.append("m.id < %(below)s")
        values["below"] = below
    ts_query, ts_values = _ts_query(query)
    values |= ts_values | {"candidates": CANDIDATES}
    rank = f"ts_rank(m.search, {ts_query})" if ts_query else "0"
    filters = " AND ".join(where)
    if ts_query:
        where.append(f"m.search @@ {ts_query}")
    values["tag_words"] = " ".join([*query.words, *query.phrases]).casefold()
    sql = f"""
        WITH worded AS MATERIALIZED (
            SELECT m.id, m.conversation_id, m.search
              FROM inbox_message m JOIN inbox_conversation c ON c.id = m.conversation_id
             WHERE {" AND ".join(where)}
             ORDER BY m.id DESC LIMIT %(candidates)s
        ), tagged AS MATERIALIZED (
            SELECT m.id, m.conversation_id, m.search
              FROM inbox_tag t
              JOIN inbox_conversationtag ct ON ct.tag_id = t.id
              JOIN inbox_conversation c ON c.id = ct.conversation_id
              JOIN LATERAL (SELECT * FROM inbox_message l WHERE l.conversation_id = c.id
                             ORDER BY l.id DESC LIMIT 1) m ON true
             WHERE t.name = %(tag_words)s AND {filters}
             ORDER BY m.id DESC LIMIT %(candidates)s
        ), newest AS MATERIALIZED (
            SELECT * FROM (SELECT * FROM worded UNION SELECT * FROM tagged) either
             ORDER BY id DESC LIMIT %(candidates)s
        ), ranked AS (
            SELECT m.id, m.conversation_id, {rank} AS rank,
                   row_number() OVER (ORDER BY m.id DESC) AS age
              FROM newest m
        )
        SELECT DISTINCT ON (conversation_id) conversation_id, id, rank, age,
               (SELECT min(id) FROM newest) AS oldest, (SELECT count(*) FROM newest) AS found
          FROM ranked ORDER BY conversation_id, rank DESC, id DESC
    """
    with connection.cursor() as database:
        database.execute(sql, values)
        found = database.fetchall()
    if not found:
        return [], None
    # Rank halves with every hundred newer hits, so that a fresh good hit beats an old best one.
    found.sort(key=lambda row: (-(float(row[2]) + 0.01) / (1 + row[3] / 100), -row[1]))
    page = [(row[0], row[1]) for row in found[:limit]]
    if len(found) <= limit:
        exhausted = found[0][5] < CANDIDATES
        return page, None if exhausted else found[0][4]
    # More conversations matched than fit: the next page starts below the oldest one shown, so go
    # by age instead of rank for what is left.
    page_ids = sorted((row[1] for row in found), reverse=True)[:limit]
    by_message = {row[1]: row for row in found}
    page = [(by_message[one][0], one) for one in page_ids]
    page.sort(key=lambda pair: -float(by_message[pair[1]][2]) / (1 + by_message[pair[1]][3] / 100))
    return page, min(page_ids)


def _ts_query(query: Query) -> tuple[str, dict[str, Any]]:
    """A tsquery expression and its parameters; words match by their beginning."""
    parts: list[str] = []
    values: dict[str, Any] = {}

    def add(expression: str, value: str) -> None:
        name = f"t{len(values)}"
        parts.append(expression.format(name=f"%({name})s"))
        values[name] = value

    for word in query.words:
        plain = re.sub(r"[^\w@.+-]", " ", word).strip()
        if plain and re.search(r"\w", plain):
            add("unsilo_prefix({name})", plain)
    for phrase in query.phrases:
        add("phraseto_tsquery('unsilo', {name})", phrase)
    for word in query.without:
        add("!!plainto_tsquery('unsilo', {name})", word)
    return ("(" + " && ".join(parts) + ")", values) if parts else ("", {})


def _conditions(access: Access, query: Query) -> tuple[list[str], dict[str, Any]]:
    where = [
        "EXISTS (SELECT 1 FROM inbox_placement p WHERE p.conversation_id = m.conversation_id"
        " AND p.desk_id = ANY(%(desks)s)" + _placement_conditions(access, query) + ")"
    ]
    desks = access.desks
    if query.desks:
        desks = [d for d in desks if d.slug in query.desks or d.name.casefold() in query.desks]
        if not desks:
            query.problems.append(_("There is no desk of this name."))
    values: dict[str, Any] = {
        "desks": [desk.pk for desk in desks],
        "me": access.user.pk,
        "states": [state for state in STATES if state in query.flags],
        "owners": [f"%{_like(one)}%" for one in query.owners],
    }
    if access.brand_ids is not None:
        where.append("c.brand_id = ANY(%(brands)s)")
        values["brands"] = access.brand_ids
    if "spam" not in query.flags:
        where.append("NOT c.is_spam")
    _people(query, where, values)
    _facts(query, where, values)
    return where, values


def _placement_conditions(access: Access, query: Query) -> str:
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


def _people(query: Query, where: list[str], values: dict[str, Any]) -> None:
    for number, sender in enumerate(query.senders):
        where.append(
            f"(lower(m.author_name) LIKE %(from{number})s"
            f" OR lower(m.author_address) LIKE %(from{number})s)"
        )
        values[f"from{number}"] = f"%{_like(sender)}%"
    for number, recipient in enumerate(query.recipients):
        where.append(
            "EXISTS (SELECT 1 FROM jsonb_array_elements(COALESCE(m.addresses->'to', '[]')"
            " || COALESCE(m.addresses->'cc', '[]')) AS one"
            f" WHERE lower(one->>'value') LIKE %(to{number})s"
            f" OR lower(one->>'name') LIKE %(to{number})s)"
        )
        values[f"to{number}"] = f"%{_like(recipient)}%"


def _facts(query: Query, where: list[str], values: dict[str, Any]) -> None:
    for number, tag in enumerate(query.tags):
        where.append(
            "EXISTS (SELECT 1 FROM inbox_conversationtag ct JOIN inbox_tag t ON t.id = ct.tag_id"
            f" WHERE ct.conversation_id = c.id AND t.name = %(tag{number})s)"
        )
        values[f"tag{number}"] = tag
    for number, subject in enumerate(query.subjects):
        where.append(f"lower(c.subject) LIKE %(subject{number})s")
        values[f"subject{number}"] = f"%{_like(subject)}%"
    if query.channels:
        where.append(
            "c.channel_id IN (SELECT id FROM channels_channel WHERE slug = ANY(%(channels)s)"
            " OR lower(name) = ANY(%(channels)s) OR kind = ANY(%(channels)s))"
        )
        values["channels"] = query.channels
    simple = {
        "unread": "NOT EXISTS (SELECT 1 FROM inbox_readmark r WHERE r.user_id = %(me)s"
        " AND r.conversation_id = c.id AND r.message_count >= c.message_count)",
        "spam": "c.is_spam",
        "public": "c.public",
        "paid": "c.paid",
        "vip": "c.person_id IN (SELECT id FROM people_person WHERE tier_id IS NOT NULL"
        " AND (tier_until IS NULL OR tier_until >= current_date))",
        "file": "EXISTS (SELECT 1 FROM inbox_attachment a WHERE a.message_id = m.id)",
        "picture": "EXISTS (SELECT 1 FROM inbox_attachment a WHERE a.message_id = m.id"
        " AND a.content_type LIKE 'image/%%')",
        "note": "m.kind = 'note'",
        "draft": "EXISTS (SELECT 1 FROM inbox_draft d WHERE d.user_id = %(me)s"
        " AND d.conversation_id = c.id)",
        "tag": "EXISTS (SELECT 1 FROM inbox_conversationtag ct WHERE ct.conversation_id = c.id)",
    }
    where += [simple[one] for one in sorted(query.flags | query.having) if one in simple]
    zone = timezone.get_current_timezone()
    if query.before:
        where.append("m.sent_at < %(before)s")
        values["before"] = datetime.combine(query.before, time.min, zone)
    if query.after:
        where.append("m.sent_at >= %(after)s")
        values["after"] = datetime.combine(query.after, time.min, zone)


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

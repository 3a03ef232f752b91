"""Search: words and operators to conversations, the newest and best first.

A common word is found by walking back from the newest message, a rare one through the index; either
way only the newest candidates are ranked, so a page costs the same at a thousand and at ten million
messages. What is asked of conversations (their desks, states, tags) is looked up for messages that
match, further and further back; when only few conversations can be meant, these are looked at first.

What has few matches among many that look like one (a phrase of common words) could make the database
look through all messages. So it looks through the newest first, and when the time for one page is
over, the page is what was found until then; the next one goes on below. Where the newest hold few that
match, and the database reckons that there are few at all, the index of words is asked for all of them:
left to itself, the database would rather walk on back in the hope of filling the page soon, and read
millions of messages for a word that two of them have.
"""

import re
import time as clock
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from unsilo.accounts.access import Access
from unsilo.core.db import read
from unsilo.core.pagination import decode_cursor, encode_cursor
from unsilo.inbox.conditions import Conditions, conditions_of, said_of, ts_query_of
from unsilo.inbox.queries.lists import Row, rows_for
from unsilo.inbox.questions import Query, parse

CANDIDATES = 400  # newest matching messages that are ranked at once
DEPTH = 200  # matching messages looked at first
DEEPER = 3  # times as many next time
FEW = 2_000  # conversations that are looked at one by one
WINDOW = 500_000  # messages, matching or not, looked through first; twice as many next time
SECONDS = 1.5  # after which a page is what was found until then
SPAN_KEPT = 60.0  # seconds
RARE = 0.01  # share of all messages that the index of words may be asked for at once
QUICK = 0.05  # seconds; who looks through a window in these has an index, and needs none
PAGE_SIZE = 30
_ABOVE_ALL = 2**63 - 1  # no message's id


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
    access: Access,
    text: str,
    *,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
    seconds: float | None = None,
) -> SearchPage:
    """One page of conversations, each on one page only: that of its newest match.

    The cursor is the oldest message looked at so far. A page that took ``seconds`` (``SECONDS``) may
    hold few conversations or none, and yet have a next one.
    """
    query = parse(text, access)
    if query.is_empty:
        return SearchPage((), None, query.problems)
    below = decode_cursor(cursor, int)[0] if cursor else None
    best, next_below = _candidates(
        access, query, below=below, limit=limit, seconds=SECONDS if seconds is None else seconds
    )
    rows = {row.id: row for row in rows_for(access, [conversation for conversation, _ in best])}
    snippets = _snippets(query, [message for _, message in best])
    hits = [
        Hit(rows[conversation], message, snippets.get(message, ()))
        for conversation, message in best
        if conversation in rows
    ]
    return SearchPage(hits, encode_cursor(next_below) if next_below else None, query.problems)


class _Hit(NamedTuple):
    conversation: int
    message: int  # the best of its messages
    rank: float
    age: int  # how many matching messages are newer
    newest: int  # of its messages that match

    @property
    def worth(self) -> float:
        """Rank, halved with every hundred newer hits: a fresh good one beats an old best one."""
        return (float(self.rank) + 0.01) / (1 + self.age / 100)


@dataclass(frozen=True, slots=True)
class _Look:
    """A hit for each conversation that is meant among the messages that match, how many of these
    there are, and the id down to which they were looked for: 0 where there is nothing more.
    """

    hits: list[_Hit]
    candidates: int
    reached: int


def _candidates(
    access: Access, query: Query, *, below: int | None, limit: int, seconds: float
) -> tuple[list[tuple[int, int]], int | None]:
    """(conversation, its best message) of one page, best first, and where the next one begins."""
    conditions = conditions_of(access, query)
    conditions.said.append("m.id < %(below)s")
    conditions.values["below"] = _ABOVE_ALL if below is None else below
    conditions.values["start"] = conditions.values["below"]
    look = _search(query, conditions, limit, seconds)
    hits = look.hits
    if below is not None and hits:
        shown = _shown_before(query, conditions, [hit.conversation for hit in hits])
        hits = [hit for hit in hits if hit.conversation not in shown]
    reached = look.reached
    if len(hits) > limit:  # the next page starts below the oldest one shown
        hits = sorted(hits, key=lambda hit: -hit.newest)[:limit]
        reached = hits[-1].newest
    page = sorted(hits, key=lambda hit: (-hit.worth, -hit.message))
    return [(hit.conversation, hit.message) for hit in page], reached or None


def _search(query: Query, conditions: Conditions, limit: int, seconds: float) -> _Look:
    """Look further and further back until a page is full, there is nothing more, or time is over."""
    depth: int | None = DEPTH
    window = WINDOW
    oldest, newest = _span()
    top = min(conditions.values["below"], newest + 1)
    best: dict[int, _Hit] = {}
    candidates = 0
    begun = clock.monotonic()
    number = 0
    by_words: bool | None = None  # not decided yet
    while True:
        number += 1
        looked_at = clock.monotonic()
        edge = top - window if depth and not by_words and top - window > oldest else 0
        conditions.values["edge"] = edge
        look = _look(query, conditions, depth, by_words=bool(by_words))
        for found in look.hits:
            hit = found._replace(age=found.age + candidates)
            known = best.get(hit.conversation, hit)
            better = max(known, hit, key=lambda one: one.rank)
            best[hit.conversation] = better._replace(newest=known.newest)
        candidates += look.candidates
        now = clock.monotonic()
        if not look.reached or len(best) >= limit or now - begun > seconds:
            return _Look(list(best.values()), candidates, look.reached)
        conditions.values["below"] = top = look.reached
        if number == 2 and (few := _few_conversations(conditions)) is not None:
            conditions.said.append("m.conversation_id = ANY(%(few)s)")
            conditions.values["few"] = few
            depth = None
        elif depth and look.reached > edge:
            depth *= DEEPER
        elif depth:
            if by_words is None:
                by_words = _are_rare(query, among=newest - oldest)
            window = window * 2 if now - looked_at > QUICK else newest


_kept_span: dict[str, Any] = {"until": 0.0, "ids": (0, 0)}


def _span() -> tuple[int, int]:
    """The ids between which all messages are, or were a moment ago: a window may be a little wider."""
    if clock.monotonic() > _kept_span["until"]:
        [(oldest, newest)] = read("SELECT min(id), max(id) FROM inbox_message", {})
        _kept_span.update(until=clock.monotonic() + SPAN_KEPT, ids=(oldest or 0, newest or 0))
    return _kept_span["ids"]  # type: ignore[no-any-return]


def _are_rare(query: Query, *, among: int) -> bool:
    """Whether the database reckons that few messages have these words, wherever they stand."""
    ts_query, values = ts_query_of(query)
    if not ts_query:
        return False
    sql = f"EXPLAIN (FORMAT JSON) SELECT FROM inbox_message m WHERE m.search @@ {ts_query}"
    [([reckoned],)] = read(sql, values)
    return bool(reckoned["Plan"]["Plan Rows"] <= among * RARE)


def _shown_before(query: Query, conditions: Conditions, conversations: list[int]) -> set[int]:
    """Those of the conversations that a page above has shown: they match there too."""
    said, values = said_of(query, conditions)
    sql = f"""
        SELECT DISTINCT m.conversation_id FROM inbox_message m
         WHERE m.conversation_id = ANY(%(hits)s) AND m.id >= %(start)s AND {said}
        UNION
        SELECT ct.conversation_id
          FROM inbox_tag t JOIN inbox_conversationtag ct ON ct.tag_id = t.id
          {_LAST_MESSAGE.format(conversation="ct.conversation_id")}
         WHERE t.name = %(tag_words)s AND ct.conversation_id = ANY(%(hits)s) AND m.id >= %(start)s
           AND {" AND ".join(conditions.said) or "true"}
    """
    # Which messages were looked at last is of no matter here.
    given = {**conditions.values, **values, "hits": conversations, "below": _ABOVE_ALL}
    return {pk for (pk,) in read(sql, given)}


def _few_conversations(conditions: Conditions) -> list[int] | None:
    """The conversations that can be meant, None when they are many."""
    sql = f"SELECT c.id FROM inbox_conversation c WHERE {' AND '.join(conditions.held)} LIMIT %(most)s"
    ids = [pk for (pk,) in read(sql, {**conditions.values, "most": FEW + 1})]
    return ids if len(ids) <= FEW else None


def _look(
    query: Query, conditions: Conditions, depth: int | None, *, by_words: bool = False
) -> _Look:
    """Look at the newest ``depth`` messages that match, or at all of them, from an id to another.

    ``by_words`` has all that match found first: the database can't walk back by id then. A
    conversation with a tag of these words is found where its last message stands.
    """
    ts_query, _values = ts_query_of(query)
    rank = f"ts_rank(m.search, {ts_query})" if ts_query else "0"
    said, said_values = said_of(query, conditions)
    held = " AND ".join(conditions.held)
    values = {
        **conditions.values,
        **said_values,
        "candidates": CANDIDATES,
        "depth": depth,
    }
    first = "MATERIALIZED" if by_words else "NOT MATERIALIZED"
    sql = f"""
        WITH found AS {first} (
            SELECT m.id, m.conversation_id FROM inbox_message m WHERE {said} AND m.id >= %(edge)s
        ), matching AS MATERIALIZED (
            SELECT * FROM found ORDER BY id DESC LIMIT %(depth)s
        ), floor AS MATERIALIZED (
            SELECT CASE WHEN count(*) = %(depth)s THEN min(id) ELSE %(edge)s END AS id FROM matching
        ), worded AS MATERIALIZED (
            SELECT m.id, m.conversation_id
              FROM matching m JOIN inbox_conversation c ON c.id = m.conversation_id
             WHERE {held} ORDER BY m.id DESC LIMIT %(candidates)s
        ), tagged AS MATERIALIZED (
            SELECT m.id, m.conversation_id
              FROM inbox_tag t
              JOIN inbox_conversationtag ct ON ct.tag_id = t.id
              JOIN inbox_conversation c ON c.id = ct.conversation_id
              {_LAST_MESSAGE.format(conversation="c.id")}
             WHERE t.name = %(tag_words)s AND {" AND ".join([held, *conditions.said])}
               AND m.id >= (SELECT id FROM floor)
             ORDER BY m.id DESC LIMIT %(candidates)s
        ), newest AS MATERIALIZED (
            SELECT * FROM (SELECT * FROM worded UNION SELECT * FROM tagged) either
             ORDER BY id DESC LIMIT %(candidates)s
        ), counted AS MATERIALIZED (
            SELECT count(*) AS candidates, GREATEST(
                   (SELECT id FROM floor),
                   CASE WHEN count(*) = %(candidates)s THEN min(id) END) AS reached
              FROM newest
        ), ranked AS (
            SELECT m.id, m.conversation_id, {rank} AS rank,
                   row_number() OVER (ORDER BY m.id DESC) AS age,
                   max(m.id) OVER (PARTITION BY m.conversation_id) AS newest
              FROM newest JOIN inbox_message m ON m.id = newest.id
        ), best AS (
            SELECT DISTINCT ON (conversation_id) conversation_id, id, rank, age, newest
              FROM ranked ORDER BY conversation_id, rank DESC, id DESC
        )
        SELECT counted.*, best.* FROM counted LEFT JOIN best ON true
    """
    rows = read(sql, values)
    candidates, reached = rows[0][:2]
    return _Look([_Hit(*row[2:]) for row in rows if row[2] is not None], candidates, reached)


_LAST_MESSAGE = """JOIN LATERAL (SELECT * FROM inbox_message l WHERE l.conversation_id = {conversation}
                             ORDER BY l.id DESC LIMIT 1) m ON true"""


def _snippets(query: Query, message_ids: Sequence[int]) -> dict[int, tuple[tuple[str, bool], ...]]:
    """The words around the matches, marked by signs that no text contains."""
    ts_query, values = ts_query_of(query)
    if not ts_query or not message_ids:
        return {}
    options = "StartSel=\x02, StopSel=\x03, MaxWords=28, MinWords=12, MaxFragments=1"
    sql = f"""
        SELECT id, ts_headline('unsilo', left(translate(reply_text, E'\\x02\\x03', ''), 20000),
                               {ts_query}, %(options)s)
          FROM inbox_message WHERE id = ANY(%(ids)s)
    """
    found = read(sql, {**values, "options": options, "ids": list(message_ids)})
    return {pk: tuple(_parts(" ".join(text.split()))) for pk, text in found}


def _parts(text: str) -> list[tuple[str, bool]]:
    parts = []
    for piece in re.split("(\x02[^\x03]*\x03)", text):
        if piece:
            is_match = piece.startswith("\x02")
            parts.append((piece.strip("\x02\x03") if is_match else piece, is_match))
    return parts

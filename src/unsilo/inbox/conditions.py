"""What a search's question (``inbox.questions``) means in SQL."""

import re
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.access import Access
from unsilo.inbox import ports
from unsilo.inbox.questions import STATES, Query


@dataclass(slots=True)
class Conditions:
    """SQL about messages (``m``) and about their conversations (``c``), and its parameters."""

    said: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def conditions_of(access: Access, query: Query) -> Conditions:
    """What is asked, of what the user may see. Tells ``query`` of problems."""
    desks = access.readable_desks
    if query.desks:
        desks = [d for d in desks if d.slug in query.desks or d.name.casefold() in query.desks]
        if not desks:
            query.problems.append(_("There is no desk of this name."))
    conditions = Conditions()
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
    if not query.flags & {"spam", "hidden"}:
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


def _people(query: Query, conditions: Conditions) -> None:
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
    "hidden": "EXISTS (SELECT 1 FROM inbox_hiding h WHERE h.conversation_id = c.id"
    " AND h.state NOT IN ('declined', 'shown', 'asked'))",
    "vip": "c.person_id IN (SELECT id FROM people_person WHERE tier_id IS NOT NULL"
    " AND (tier_until IS NULL OR tier_until >= current_date))",
    "draft": "EXISTS (SELECT 1 FROM inbox_draft d WHERE d.user_id = %(me)s"
    " AND d.conversation_id = c.id)",
    "tag": "EXISTS (SELECT 1 FROM inbox_conversationtag ct WHERE ct.conversation_id = c.id)",
}


def _facts(query: Query, conditions: Conditions) -> None:
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


def _times(query: Query, conditions: Conditions) -> None:
    zone = timezone.get_current_timezone()
    if query.before:
        conditions.said.append("m.sent_at < %(before)s")
        conditions.values["before"] = datetime.combine(query.before, time.min, zone)
    if query.after:
        conditions.said.append("m.sent_at >= %(after)s")
        conditions.values["after"] = datetime.combine(query.after, time.min, zone)


def _asked(query: Query, conditions: Conditions) -> None:
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


def said_of(query: Query, conditions: Conditions) -> tuple[str, dict[str, Any]]:
    """What is asked of a message, words included, and their values."""
    ts_query, values = ts_query_of(query)
    words = [f"m.search @@ {ts_query}"] if ts_query else []
    values["tag_words"] = " ".join([*query.words, *query.phrases]).casefold()
    return " AND ".join([*conditions.said, *words]) or "true", values


def ts_query_of(query: Query) -> tuple[str, dict[str, Any]]:
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

"""An example of every body, made from its schema, so that none is missing and none grows old."""

import re
from collections.abc import Mapping
from typing import Any

_REF = "#/components/schemas/"
_DEPTH = 5
MOMENT, DAY = "2026-03-31T09:00:00Z", "2026-03-31"

# What fields of these names hold, where their schema takes it.
_NAMED: dict[str, Any] = {
    "address": "dana@example.com",
    "answers_through": "Help",
    "attempts": 1,
    "author": "Dana Whitlock",
    "author_address": "dana@example.com",
    "body": '{"type": "message.received", "timestamp": "2026-03-31T09:00:00Z", "data": {}}',
    "brand": "Marmalade Fox",
    "channel": "Help",
    "class_reason": "",
    "code": "not_found",
    "company": "Whitlock Ltd",
    "content_id": "",
    "content_base64": "Y3JhY2tlZA==",
    "content_type": "image/jpeg",
    "currency": "USD",
    "desk": "Support",
    "detail": "There is nothing here, or you may not see it.",
    "email": "alice@marmaladefox.example",
    "event_id": 1207,
    "external_id": "review-88121",
    "failures": 0,
    "filename": "lid.jpg",
    "html": "<p>The lid arrived cracked.</p>",
    "in_reply_to": "",
    "kinds": ["message.*", "delivery.failed"],
    "label": "Alice Moreau",
    "language": "en",
    "message_class": "human",
    "message_count": 3,
    "name": "Dana Whitlock",
    "next_cursor": "42",
    "owner": "Alice Moreau",
    "paused_reason": "",
    "permalink": "https://shop.example/products/7#review-88121",
    "person": "Dana Whitlock",
    "preview": "The lid arrived cracked.",
    "q": "lid",
    "reason": "The other side did not answer.",
    "reply_text": "The lid arrived cracked.",
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "seen_version": 3,
    "size": 20480,
    "slug": "support",
    "subject": "Cracked lid",
    "summary": "A cracked lid, in good faith.",
    "tag": "broken lid",
    "tags": ["broken lid"],
    "text": "The lid arrived cracked.",
    "time_zone": "Europe/Berlin",
    "title": "Cracked lids",
    "url": "https://hooks.example.com/unsilo",
    "user": "alice@marmaladefox.example",
    "version": 3,
    "words": "The lid arrived cracked.",
    "zip_code": "60614",
}
_TRUE = {"can_work", "can_write", "is_active", "public"}
# For the rest: the first that the schema takes.
_ANY = (
    "Cracked lid", "lid", "support", "dana@example.com", "https://shop.example/p/7", "60614", "42",
    "USD", "12.50", "message.received", DAY, "+1 555 0100", "",
)  # fmt: skip


class Examples:
    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas

    def of(
        self, schema: Mapping[str, Any], name: str = "", *, brief: bool = False, depth: int = 0
    ) -> Any:
        """``brief`` leaves out what may be left out, unless its name says what it is for."""
        if reference := schema.get("$ref"):
            found = self._schemas[reference.removeprefix(_REF)]
            return self.of(found, name, brief=brief, depth=depth + 1)
        if "const" in schema:
            return schema["const"]
        if values := schema.get("enum"):
            return schema["default"] if schema.get("default") in values else values[0]
        if choices := schema.get("anyOf"):
            return self._choice(schema, choices, name, brief=brief, depth=depth)
        kind = schema.get("type")
        if kind == "object" or "properties" in schema:
            return self._object(schema, brief=brief, depth=depth)
        if kind == "array":
            return self._array(schema, name, brief=brief, depth=depth)
        if kind in ("integer", "number"):
            return _number(schema, name)
        if kind == "boolean":
            return schema.get("default", name in _TRUE)
        return _text(schema, name) if kind == "string" else {}

    def _choice(
        self, schema: Mapping[str, Any], choices: Any, name: str, *, brief: bool, depth: int
    ) -> Any:
        some = [one for one in choices if one.get("type") != "null"]
        if depth > _DEPTH and len(some) < len(choices):
            return None
        return self.of(some[0], name, brief=brief, depth=depth)

    def _object(self, schema: Mapping[str, Any], *, brief: bool, depth: int) -> dict[str, Any]:
        required = schema.get("required", ())
        return {
            name: self.of(inner, name, brief=brief, depth=depth + 1)
            for name, inner in schema.get("properties", {}).items()
            if name in required or (name in _NAMED if brief else depth <= _DEPTH)
        }

    def _array(self, schema: Mapping[str, Any], name: str, *, brief: bool, depth: int) -> list[Any]:
        few = schema.get("minItems", 0)
        if depth > _DEPTH and not few:
            return []
        item = schema.get("items", {})
        if isinstance(_NAMED.get(name), list) and item.get("type") == "string":
            return list(_NAMED[name])
        one = self.of(item, name.removesuffix("s"), brief=brief, depth=depth + 1)
        return [one] * max(few, 1)


def _number(schema: Mapping[str, Any], name: str) -> int | float:
    wanted = _NAMED.get(name, 42)
    wanted = wanted if isinstance(wanted, int) else 42
    low = schema.get("minimum", schema.get("exclusiveMinimum", wanted))
    number = min(max(wanted, low), schema.get("maximum", wanted))
    return int(number) if schema["type"] == "integer" else number


def _text(schema: Mapping[str, Any], name: str) -> str:
    if schema.get("format") == "date-time":
        return MOMENT
    if schema.get("format") == "date":
        return DAY
    named = _NAMED.get(name)
    wanted = [named] if isinstance(named, str) else []
    for word in (*wanted, schema.get("default", "Cracked lid"), *_ANY):
        long_enough = schema.get("minLength", 0) <= len(word) <= schema.get("maxLength", len(word))
        if long_enough and re.search(schema.get("pattern", ""), word):
            return str(word)
    raise ValueError(f"No example of {name} is known: {schema}")

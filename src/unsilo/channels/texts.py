"""Foreign text made fit for PostgreSQL, which takes neither NUL nor halves of characters."""

from collections.abc import Mapping
from typing import Any


def storable(text: str) -> str:
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def clip(text: str, length: int) -> str:
    """At most ``length`` storable characters."""
    text = storable(text[: length + 1])
    return text if len(text) <= length else f"{text[: length - 1]}…"


def storable_json(value: Any) -> Any:
    """The same JSON value with every text in it storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(key)): storable_json(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable_json(inner) for inner in value]
    return value

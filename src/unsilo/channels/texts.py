"""Foreign text made fit for PostgreSQL, which takes neither NUL nor halves of characters; and its
length as people see it."""

import unicodedata
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


_JOINER = "\u200d"


def count_signs(text: str) -> int:
    """How many signs people see: what combines into one (accents, families, flags) counts once."""
    signs = 0
    joined = half_a_flag = False
    for one in text.replace("\r\n", "\n"):
        if one == _JOINER:
            joined = True
            continue
        if _adds_to_the_last(one):
            continue
        is_half = "\U0001f1e6" <= one <= "\U0001f1ff"
        belongs = (is_half and half_a_flag) or (joined and unicodedata.category(one) == "So")
        signs += not belongs
        half_a_flag = is_half and not belongs
        joined = False
    return signs


def _adds_to_the_last(one: str) -> bool:
    """Accents and other marks, shades of skin, and the letters that spell a flag."""
    return (
        unicodedata.category(one) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= one <= "\U0001f3ff"
        or "\U000e0020" <= one <= "\U000e007f"
    )

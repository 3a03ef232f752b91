"""Words in texts, found as people write them."""

import re
from functools import lru_cache


@lru_cache(maxsize=2048)
def pattern(words: str) -> re.Pattern[str]:
    """Finds the words as a whole, whatever their case and spaces; quotes and dashes of any kind."""
    loose = r"\s+".join(_loosely(part) for part in words.split())
    return re.compile(rf"(?<!\w){loose}(?!\w)", re.IGNORECASE)


def found(words: str, text: str) -> str:
    """The words as they stand in the text, "" where they don't."""
    hit = pattern(words).search(text) if words.strip() else None
    return hit[0] if hit else ""


def _loosely(part: str) -> str:
    return re.sub(r"['’‘]", "['’‘]", re.escape(part).replace("\\-", "[-‐–]"))


def sentences(text: str) -> list[str]:
    """Rough sentences and lines; a dot inside an address or a number ends none."""
    return [one.strip() for one in re.split(r"(?<=[.!?…])\s+|\n+|;\s", text) if one.strip()]

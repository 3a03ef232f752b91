"""Whether two answers are the same in other names."""

import re
from difflib import SequenceMatcher

SAME = 0.87  # share of the words that have to stand in the same order
LEAST_WORDS = 5  # "Thank you!" may be said as often as it is meant

_NOT_WORDS = re.compile(r"https?://\S+|@\S+|[^\w\s]|_")
_GREETING = re.compile(
    r"^\s*(?:hi|hey|hello|dear|hallo|liebe[rs]?)\b[^,!.\n]{0,40}[,!.\n]", re.IGNORECASE
)


def bare(text: str) -> list[str]:
    """What is said, without greeting, names, links and signs."""
    return _NOT_WORDS.sub(" ", _GREETING.sub("", text, count=1)).casefold().split()


def same(one: list[str], other: list[str]) -> bool:
    if min(len(one), len(other)) < LEAST_WORDS:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < SAME or matcher.quick_ratio() < SAME:
        return False
    return matcher.ratio() >= SAME

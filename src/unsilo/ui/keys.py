"""How a key is written for people. The scripts know the same words (static/ui/js/keys.js)."""

from functools import cache

_SIGNS = {
    "Enter": "↵",
    "Escape": "Esc",
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "ArrowLeft": "←",
    "ArrowRight": "→",
}


@cache
def key_label(key: str) -> str:
    """`e` -> E, `g i` -> G I, `Ctrl+Enter` -> Ctrl ↵; of `j|ArrowDown` the first."""
    parts = key.split("|")[0].replace("+", " ").split()
    return " ".join(_SIGNS.get(part, part.upper() if len(part) == 1 else part) for part in parts)

"""The colours that tokens stand for, where there is no stylesheet: in letters and on paper."""

import re
from functools import cache
from pathlib import Path
from typing import Any

TOKENS = Path(__file__).parent.parent / "static/ui/css/tokens.css"


@cache
def light() -> dict[str, str]:
    """Every token of colour as it is on white."""
    found = re.findall(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),", TOKENS.read_text("utf-8"))
    return dict(found)


def coloured(part: Any) -> Any:
    """The same with every ``"$token"`` replaced by its colour."""
    if isinstance(part, dict):
        return {key: coloured(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [coloured(value) for value in part]
    if isinstance(part, str) and part.startswith("$") and part[1:] in light():
        return light()[part[1:]]
    return part

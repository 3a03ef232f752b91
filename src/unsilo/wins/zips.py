"""Where US ZIP codes lie, and which one somebody wrote. Works without a network.

The table is that of the ``zipcodes`` package; a process reads it when it is first asked.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_ZIP = re.compile(r"(?<![\w#$€£.,/+-])(\d{5})(?:-\d{4})?(?![\w%])(?![.,/-]\d)")
# In front of a number that is no place.
_NUMBERED = re.compile(
    r"(?:order|invoice|ticket|case|ref(?:erence)?|part|item|model|serial|no|nr|number|id|sku)"
    r"\W{0,3}(?:no|nr|number|id|is|was)?\W{0,3}$",
    re.IGNORECASE,
)
_PLACED = re.compile(r"(?:\bzip(?:\s*code)?\b.{0,12}|\bin\s|\bnear\s|\b[A-Z]{2},?\s)$")


@dataclass(frozen=True, slots=True)
class ZipPlace:
    """A ZIP code and the middle of its area."""

    zip: str
    city: str
    state: str
    lat: float
    lon: float

    def __str__(self) -> str:
        return f"{self.zip} {self.city}, {self.state}"


@lru_cache(maxsize=4096)
def place_of(zip_code: str) -> ZipPlace | None:
    """The place behind a ZIP code, None for what is none."""
    import zipcodes  # it takes 50 MB: only for processes that are asked

    digits = zip_code.strip()[:5]
    if not (len(digits) == 5 and digits.isascii() and digits.isdigit()):
        return None
    for found in zipcodes.matching(digits):  # type: ignore[no-untyped-call]  # its stub is for the part in Rust
        if found["lat"] and found["long"]:
            return ZipPlace(
                zip=digits,
                city=found["city"],
                state=found["state"],
                lat=float(found["lat"]),
                lon=float(found["long"]),
            )
    return None


def said_in(text: str) -> ZipPlace | None:
    """The ZIP code that a text names; one that is called so before one that merely could be."""
    candidates = []
    for match in _ZIP.finditer(text[:20_000]):
        before = text[max(0, match.start() - 24) : match.start()]
        if _NUMBERED.search(before):
            continue
        candidates.append((not _PLACED.search(before), match.start(), match[1]))
    for _unsure, _at, digits in sorted(candidates)[:8]:
        if place := place_of(digits):
            return place
    return None

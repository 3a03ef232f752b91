"""Take personal data out of words before they leave the house.

Mail addresses, phone numbers, cards, bank accounts, long numbers, addresses of pages, and the names
we know: those of the person, their company and our colleagues.
"""

import re
from collections.abc import Iterable

_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PAGE = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\w)@\w[\w.]{1,60}")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d[\d ()/.-]{6,20}\d(?!\w)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}")
_NUMBER = re.compile(r"(?<!\d)\d{6,}(?!\d)")
_SHORTEST_NAME = 3


def redact(text: str, names: Iterable[str] = ()) -> str:
    """The text with [marks] instead of what could say who wrote it."""
    text = _MAIL.sub("[mail]", text)
    text = _PAGE.sub("[page]", text)
    text = _HANDLE.sub("[handle]", text)
    text = _ACCOUNT.sub("[account]", text)
    text = _CARD.sub(lambda found: "[card]" if _is_card(found[0]) else found[0], text)
    text = _PHONE.sub(lambda found: "[phone]" if _is_phone(found[0]) else found[0], text)
    text = _NUMBER.sub("[number]", text)
    known = _known(names)
    return known.sub("[name]", text) if known else text


def _known(names: Iterable[str]) -> re.Pattern[str] | None:
    """Whole names and their parts, longest first."""
    parts = {one for name in names for one in (name, *re.split(r"[\s,._-]+", name))}
    usable = sorted(
        {one.strip() for one in parts if len(one.strip()) >= _SHORTEST_NAME}, key=len, reverse=True
    )
    if not usable:
        return None
    words = "|".join(re.escape(one) for one in usable)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _is_card(text: str) -> bool:
    """By the check digit that cards have (Luhn)."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_phone(text: str) -> bool:
    """Seven digits or more, and no date; prices have fewer."""
    return sum(sign.isdigit() for sign in text) >= 7 and not _DATE.fullmatch(text)

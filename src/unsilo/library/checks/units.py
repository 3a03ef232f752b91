"""Amounts in texts, and amounts that are the same number in another unit: 3 MB for 3 GB."""

import re
from dataclasses import dataclass

_FAMILIES: dict[str, tuple[tuple[str, ...], ...]] = {
    "size": (
        ("kb", "kilobyte", "kilobytes"),
        ("mb", "megabyte", "megabytes", "meg", "megs"),
        ("gb", "gigabyte", "gigabytes", "gig", "gigs"),
        ("tb", "terabyte", "terabytes"),
    ),
    "length": (
        ("mm", "millimetre", "millimetres", "millimeter", "millimeters"),
        ("cm", "centimetre", "centimetres", "centimeter", "centimeters", "zentimeter"),
        ("km", "kilometre", "kilometres", "kilometer", "kilometers"),
        ("in", "inch", "inches"),
        ("ft", "foot", "feet"),
        ("mi", "mile", "miles"),
    ),
    "weight": (
        ("mg", "milligram", "milligrams"),
        ("g", "gram", "grams", "gramm"),
        ("kg", "kilo", "kilos", "kilogram", "kilograms"),
        ("oz", "ounce", "ounces"),
        ("lb", "lbs", "pound", "pounds"),
    ),
    "time": (
        ("second", "seconds", "sec", "sekunde", "sekunden"),
        ("minute", "minutes", "min", "minuten"),
        ("hour", "hours", "h", "stunde", "stunden"),
        ("day", "days", "tag", "tage", "tagen"),
        ("week", "weeks", "woche", "wochen"),
        ("month", "months", "monat", "monate", "monaten"),
        ("year", "years", "jahr", "jahre", "jahren"),
    ),
}
_UNITS = {
    name: (family, place)
    for family, units in _FAMILIES.items()
    for place, names in enumerate(units)
    for name in names
}
_AMOUNT = re.compile(
    rf"(?<![\w.,])(\d+(?:[.,]\d+)?)[\s-]?({'|'.join(sorted(_UNITS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit; ``words`` as they stand in the text."""

    words: str
    number: float
    family: str
    unit: int


def amounts(text: str) -> list[Amount]:
    found = []
    for hit in _AMOUNT.finditer(text):
        family, unit = _UNITS[hit[2].casefold()]
        found.append(Amount(hit[0], float(hit[1].replace(",", ".")), family, unit))
    return found


def mixed_up(known: Amount, said: Amount) -> bool:
    """The same number of something else."""
    return known.family == said.family and known.number == said.number and known.unit != said.unit


def differs(known: Amount, said: Amount) -> bool:
    """Another number of the same."""
    return known.family == said.family and known.unit == said.unit and known.number != said.number

"""Sums as people write them. Currencies are never added to each other."""

from collections.abc import Mapping
from decimal import Decimal

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


def amount(value: Decimal, currency: str) -> str:
    """ "$1,034.00", "CHF 12.50"; whole sums of a hundred and more without cents."""
    sign = _SIGNS.get(currency, f"{currency} ")
    short = value == value.to_integral_value() and value >= 100
    return f"{sign}{value:,.0f}" if short else f"{sign}{value:,.2f}"


def amounts(sums: Mapping[str, Decimal]) -> str:
    """One sum for each currency, the largest first."""
    ordered = sorted(sums.items(), key=lambda one: -one[1])
    return ", ".join(amount(value, currency) for currency, value in ordered) or "0"

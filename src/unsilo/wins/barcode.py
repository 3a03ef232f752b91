"""Barcodes of articles (GTIN-12 and GTIN-13) as bars to draw."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_LEFT = [
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
]
# Which of the left six digits are drawn turned around, by the first digit.
_TURNED = [
    "000000",
    "001011",
    "001101",
    "001110",
    "010011",
    "011001",
    "011100",
    "010101",
    "010110",
    "011010",
]


def check_gtin(number: str) -> None:
    """Raises ``ValidationError`` unless it has 12 or 13 digits, the last of which fits."""
    if not (number.isascii() and number.isdigit() and len(number) in (12, 13)):
        raise ValidationError(_("A barcode number has 12 or 13 digits."))
    digits = [int(sign) for sign in number.zfill(13)]
    if sum(digits[::2]) % 10 != -3 * sum(digits[1::2]) % 10:
        raise ValidationError(_("The last digit does not fit: is one mistyped?"))


def bars(number: str) -> list[tuple[int, int]]:
    """Where each bar begins and how wide it is, in modules of 95."""
    digits = number.zfill(13)
    turned = _TURNED[int(digits[0])]
    left = "".join(
        _reversed(code) if flag == "1" else code
        for flag, code in zip(turned, (_LEFT[int(one)] for one in digits[1:7]), strict=True)
    )
    right = "".join(_inverted(_LEFT[int(one)]) for one in digits[7:])
    modules = f"101{left}01010{right}101"
    found: list[tuple[int, int]] = []
    start = 0
    for at, module in enumerate(modules + "0"):
        if module == "1" and (at == 0 or modules[at - 1] == "0"):
            start = at
        elif module == "0" and at and modules[at - 1] == "1":
            found.append((start, at - start))
    return found


def grouped(number: str) -> str:
    """As it stands below the bars."""
    if len(number) == 12:
        return f"{number[0]} {number[1:6]} {number[6:11]} {number[11]}"
    return f"{number[0]} {number[1:7]} {number[7:]}"


def _inverted(code: str) -> str:
    return code.translate(str.maketrans("01", "10"))


def _reversed(code: str) -> str:
    return _inverted(code)[::-1]

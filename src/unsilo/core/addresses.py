"""Addresses of our own pages. Dozens stand on every page, so each shape is worked out once."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

_STAND_IN = 8_000_000_000_000_000_000  # and up: numbers that no row has


def address(name: str, *args: str | int) -> str:
    """What ``reverse`` answers. Those with numbers are put together from the parts between them."""
    if all(type(arg) is int and arg >= 0 for arg in args):
        parts = _parts(name, len(args), settings.ROOT_URLCONF, get_script_prefix())
        if len(parts) == len(args) + 1:
            after = zip(args, parts[1:], strict=True)
            return parts[0] + "".join(f"{arg}{part}" for arg, part in after)
    return _address(name, args, settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=2048)
def _parts(name: str, numbers: int, _urls: str, _prefix: str) -> tuple[str, ...]:
    """The address around its numbers; something else than one part more where that is not possible."""
    rest = reverse(name, args=[_STAND_IN + place for place in range(numbers)])
    parts = []
    for place in range(numbers):
        before, found, rest = rest.partition(str(_STAND_IN + place))
        if not found:
            return ()
        parts.append(before)
    return (*parts, rest)


@lru_cache(maxsize=4096)
def _address(name: str, args: tuple[str | int, ...], _urls: str, _prefix: str) -> str:
    return reverse(name, args=args)

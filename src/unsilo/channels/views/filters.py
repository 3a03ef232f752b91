"""Filters of the ledgers: chips that are links, with counts where a count can be cleared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from unsilo.core.request import UnsiloRequest


@dataclass(frozen=True, slots=True)
class Choice:
    label: str | Promise
    url: str
    is_current: bool
    count: int | None


def choices_with_counts(
    request: UnsiloRequest,
    name: str,
    choices: Sequence[tuple[str, str | Promise]],
    counts: Mapping[str, int],
) -> list[Choice]:
    """All, then every choice; other filters stay, the page begins anew."""
    current = request.GET.get(name, "")
    made = []
    for value, label in [("", _("All")), *choices]:
        query = request.GET.copy()
        query.pop("cursor", None)
        query[name] = value
        if not value:
            del query[name]
        url = f"{request.path}?{query.urlencode()}" if query else request.path
        made.append(Choice(label, url, value == current, counts.get(value) if value else None))
    return made


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

"""The pages of the library; packages above put theirs beside facts and voice."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of the library; ``name`` is how its templates call it."""

    name: str
    label: str | Promise
    url_name: str
    icon: str


_shelves = {
    "facts": Shelf("facts", _("Facts"), "library:facts", "book"),
    "voice": Shelf("voice", _("Voice"), "library:voices", "quote"),
}


def register_shelf(shelf: Shelf) -> None:
    _shelves[shelf.name] = shelf


def shelves() -> list[Shelf]:
    return list(_shelves.values())

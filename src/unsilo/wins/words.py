"""What we write for somebody, put together from what is known."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from unsilo.wins.queries.ways import WaysView
from unsilo.wins.ranking import miles_in_words


def nearest_sentence(view: WaysView, addresses: Sequence[str]) -> str:
    """The nearest stores, a line each, with the address made for it."""
    said = {
        "product": view.wish.product.name if view.wish.product else _("our things"),
        "zip": view.wish.place.zip if view.wish.place else "",
    }
    lines = [_("These stores near %(zip)s have %(product)s:") % said]
    for way, address in zip(view.nearest, addresses, strict=True):
        option = way.option
        far = miles_in_words(option.miles, is_exact=option.is_exact)
        call = "" if way.is_sure else _("please call first")
        facts = ", ".join(part for part in (option.address, far, call) if part)
        lines.append(f"- {option.store}, {facts}: {address}")
    return "\n".join(lines)


def short_name(name: str) -> str:
    """As people sign on paper that strangers see: Dana W."""
    parts = name.split()
    return f"{parts[0]} {parts[-1][0]}." if len(parts) > 1 else name

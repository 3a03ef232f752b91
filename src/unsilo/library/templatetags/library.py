"""Template tags of the library: its tabs."""

from typing import Any

from django import template

from unsilo.library.shelves import shelves

register = template.Library()


@register.inclusion_tag("library/tabs.html")
def library_tabs(here: str) -> dict[str, Any]:
    """{% library_tabs "facts" %}: the pages of the library, the named one marked."""
    return {"shelves": shelves(), "here": here}

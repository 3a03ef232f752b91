"""HTML attributes from keyword arguments: `hx_post=url` becomes `hx-post="…"`."""

from collections.abc import Mapping
from functools import cache

from django.utils.html import escape
from django.utils.safestring import SafeString


def html_attrs(values: Mapping[str, object]) -> SafeString:
    """Empty ones are left out; True stands bare, except on aria- and data- where it is a word.

    Every control of every page passes here: plain string work instead of Django's ``flatatt``.
    """
    written = ""
    for key, value in values.items():
        name = _name(key)
        if isinstance(value, bool) and name.startswith(("aria-", "data-")):
            written += f' {name}="true"' if value else f' {name}="false"'
        elif value is True:
            written += f" {name}"
        elif value in (None, "", False):
            continue
        elif isinstance(value, SafeString):
            # What stands in a template or was translated is escaped as text, not as an attribute.
            quoted = value.replace('"', "&quot;")
            written += f' {name}="{quoted}"'
        else:
            written += f' {name}="{escape(str(value))}"'
    return SafeString(written)


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")

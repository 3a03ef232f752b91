"""HTML attributes from keyword arguments: `hx_post=url` becomes `hx-post="…"`."""

from collections.abc import Mapping

from django.forms.utils import flatatt
from django.utils.safestring import SafeString


def html_attrs(values: Mapping[str, object]) -> SafeString:
    """Empty ones are left out; True stands bare, except on aria- and data- where it is a word."""
    attrs: dict[str, object] = {}
    for key, value in values.items():
        name = key.rstrip("_").replace("_", "-")
        if isinstance(value, bool) and name.startswith(("aria-", "data-")):
            attrs[name] = "true" if value else "false"
        elif value and isinstance(value, SafeString):
            # What stands in a template or was translated is escaped as text, not as an attribute.
            attrs[name] = SafeString(value.replace('"', "&quot;"))
        elif value not in (None, "", False):
            attrs[name] = value
    return flatatt(attrs)

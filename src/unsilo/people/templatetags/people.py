"""Template tags of people. `{% load people %}`"""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from unsilo.people.fields import Kind
from unsilo.people.queries import FieldRow
from unsilo.ui import icons

register = template.Library()

_IDENTITY_ICONS = {"email": "mail", "phone": "phone"}


@register.simple_tag
def identity_icon(kind: str) -> SafeString:
    """{% identity_icon identity.kind %}: what kind of address this is; others are accounts."""
    return icons.icon(_IDENTITY_ICONS.get(kind, "at-sign"), label=kind)


@register.filter
def language_name(code: str) -> str:
    """{{ person.language|language_name }}: the language in the viewer's, else its code."""
    try:
        name: str = get_language_info(code)["name_translated"]
    except KeyError:
        return code
    return name


@register.inclusion_tag("people/field_control.html")
def field_control(row: FieldRow, given: str, wrong: str) -> dict[str, Any]:
    """{% field_control row given wrong %}: the control of a custom field, filled in."""
    field = row.field
    value = row.value
    if isinstance(value, bool):
        value = "true" if value else "false"
    choices = [("", "–"), *((choice, choice) for choice in field.choices)]
    if field.kind == Kind.CHECK:
        choices = [("", "–"), ("true", _("Yes")), ("false", _("No"))]
    return {
        "kind": field.kind,
        "type": "date" if field.kind == Kind.DATE else "text",
        "id": f"value-{field.key}",
        "choices": choices,
        "current": given if wrong else "" if value is None else value,
        "wrong": wrong,
        "wrong_id": f"wrong-{field.key}",
    }

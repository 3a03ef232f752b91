"""Values of custom fields: text from a form into what is stored, and back into words."""

import math
from datetime import date

from django.utils import dateformat, formats
from django.utils.translation import gettext as _

from unsilo.core.errors import Invalid
from unsilo.people.models import CustomField

Value = str | int | float | bool

Kind = CustomField.Kind
LONGEST_TEXT = 500


def read_value(field: CustomField, text: str) -> Value | None:
    """What ``text`` means for a field of its kind; None for nothing. Raises ``Invalid``."""
    text = text.strip()
    if not text:
        return None
    match field.kind:
        case Kind.NUMBER:
            return _number(text)
        case Kind.DATE:
            try:
                return date.fromisoformat(text).isoformat()
            except ValueError as error:
                raise Invalid(_("This is not a date."), field="value") from error
        case Kind.CHOICE:
            if text not in field.choices:
                raise Invalid(_("Choose one of the list."), field="value")
            return text
        case Kind.CHECK:
            return text in ("true", "on", "1")
    if len(text) > LONGEST_TEXT:
        raise Invalid(_("At most %(n)d characters.") % {"n": LONGEST_TEXT}, field="value")
    return text


def show_value(field: CustomField, value: Value | None) -> str:
    """A stored value in words."""
    if value is None:
        return ""
    match field.kind:
        case Kind.CHECK:
            return _("Yes") if value else _("No")
        case Kind.DATE:
            return dateformat.format(date.fromisoformat(str(value)), "j F Y")
        case Kind.NUMBER:
            return formats.number_format(value, use_l10n=True)
    return str(value)


def _number(text: str) -> int | float:
    try:
        number = float(text.replace(",", "."))
    except ValueError as error:
        raise Invalid(_("This is not a number."), field="value") from error
    if not math.isfinite(number):
        raise Invalid(_("This is not a number."), field="value")
    return int(number) if number.is_integer() else number

"""Between Django's validation and our errors: models into ``Invalid``, ``Invalid`` into forms."""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.forms import BaseForm

from unsilo.core.errors import Conflict, Invalid

T = TypeVar("T")


def check(instance: Model) -> None:
    """Validate a row before it is saved. Raises ``Invalid`` with the field it is about."""
    try:
        instance.full_clean()
    except ValidationError as error:
        raise invalid(error) from error


def invalid(error: ValidationError) -> Invalid:
    """The first complaint of a ``ValidationError``; ``data["field"]`` names its field, if any."""
    if not hasattr(error, "error_dict"):
        return Invalid(" ".join(error.messages))
    field, messages = next(iter(error.message_dict.items()))
    return Invalid(" ".join(messages), **({} if field == NON_FIELD_ERRORS else {"field": field}))


def submit(form: BaseForm, action: Callable[..., T]) -> T | None:
    """Call ``action`` with the cleaned fields of a valid form and return what it returns.

    What the service refuses is shown in the form, like what the form itself refused; the answer
    is then None. The action must therefore never return None itself.
    """
    if not form.is_valid():
        return None
    try:
        return action(**form.cleaned_data)
    except (Invalid, Conflict) as error:
        field = error.data.get("field")
        form.add_error(field if field in form.fields else None, error.message)
        return None

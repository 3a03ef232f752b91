"""Django's validation and our errors say the same."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from unsilo.core.errors import Conflict, Forbidden
from unsilo.core.validation import invalid, submit


class NameForm(forms.Form):
    name = forms.CharField()


def test_a_refusal_names_its_field() -> None:
    error = invalid(ValidationError({"name": ["Too short.", "Too plain."]}))
    assert (error.message, error.data) == ("Too short. Too plain.", {"field": "name"})
    assert invalid(ValidationError("No.")).data == {}
    assert invalid(ValidationError({"__all__": "No."})).data == {}


def test_an_invalid_form_calls_nothing() -> None:
    called: list[str] = []
    assert submit(NameForm({}), called.append) is None
    assert not called


def test_what_the_service_refuses_stands_in_the_form() -> None:
    for field, where in (("name", "name"), ("other", "__all__"), (None, "__all__")):

        def refuse(name: str, field: str | None = field) -> bool:
            raise Conflict("Taken.", **({"field": field} if field else {}))

        form = NameForm({"name": "Ada"})
        assert submit(form, refuse) is None
        assert form.errors == {where: ["Taken."]}


def test_what_is_no_matter_of_the_form_goes_on() -> None:
    def forbid(name: str) -> bool:
        raise Forbidden

    with pytest.raises(Forbidden):
        submit(NameForm({"name": "Ada"}), forbid)


def test_a_valid_form_returns_what_was_done() -> None:
    assert submit(NameForm({"name": "Ada"}), lambda name: name.upper()) == "ADA"

"""What people send from the inbox, checked for its shape. What it means, the services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unsilo.core.errors import Invalid
from unsilo.inbox.checking import OverrideReason
from unsilo.inbox.models import DraftKind, State

MAX_TEXT = 200_000
MAX_IDS = 100


class IdsField(forms.Field):
    """Repeated hidden fields that name rows."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        given = [str(one) for one in value or ()]
        if any(not one.isdecimal() or len(one) > 18 for one in given) or len(given) > MAX_IDS:
            raise forms.ValidationError(_("This list can't be used."))
        return [int(one) for one in dict.fromkeys(given)]


class WrittenForm(forms.Form):
    """The composer: a draft while it is written, an answer or a note once it is sent."""

    kind = forms.ChoiceField(choices=DraftKind.choices)
    text = forms.CharField(required=False, strip=False, max_length=MAX_TEXT)
    to = forms.CharField(required=False, max_length=5000)
    cc = forms.CharField(required=False, max_length=5000)
    bcc = forms.CharField(required=False, max_length=5000)
    subject = forms.CharField(required=False, max_length=300)
    answered = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    seen_version = forms.IntegerField(required=False, min_value=0, max_value=2**31)
    confirmed = forms.BooleanField(required=False)
    then = forms.ChoiceField(required=False, choices=State.choices)
    send_at = forms.CharField(required=False, max_length=10)
    send_at_time = forms.CharField(required=False, max_length=40)
    uploads = IdsField(required=False)
    override_reason = forms.ChoiceField(required=False, choices=[("", ""), *OverrideReason.choices])
    override_words = forms.CharField(required=False, max_length=300)


class StartForm(WrittenForm):
    """A conversation that we begin."""

    channel = forms.IntegerField(min_value=1, max_value=2**62)
    desk = forms.IntegerField(required=False, min_value=1, max_value=2**62)


def checked(form: forms.Form) -> dict[str, Any]:
    """The cleaned data. Raises ``Invalid`` with the first complaint."""
    if not form.is_valid():
        field, complaints = next(iter(form.errors.items()))
        raise Invalid(f"{field}: {complaints[0]}")
    return form.cleaned_data

"""Forms of privacy: syntax only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unsilo.privacy.models.retention import LONGEST
from unsilo.privacy.services.retention import LIMITS, Limits


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        initial=_("They asked for it."),
        help_text=_("Stays in the report. Write nothing about the person."),
    )
    at_once = forms.BooleanField(
        label=_("Erase at once"),
        required=False,
        help_text=_("Otherwise it begins in 24 hours and can be taken back until then."),
    )

    def __init__(self, *args: Any, may_at_once: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_at_once:
            del self.fields["at_once"]


class HoldForm(forms.Form):
    reason = forms.CharField(label=_("Why it has to be kept"), max_length=300)


def _days(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=LONGEST, help_text=help_text
    )


class RetentionForm(forms.Form):
    """Days after the last message of a conversation; empty: for ever."""

    raw_days = _days(_("Raw messages, after days"), _("As they came and as they were sent."))
    files_days = _days(_("Files, after days"), _("What was attached."))
    words_days = _days(
        _("Words, after days"),
        _("What was written, and the raw messages. Names and subjects stay."),
    )
    whole_days = _days(
        _("Whole conversations, after days"),
        _("Everything but the numbers, and people of whom nothing else is left."),
    )
    is_on = forms.BooleanField(label=_("Do this every night"), required=False)

    @property
    def limits(self) -> Limits:
        return Limits(**{name: self.cleaned_data[f"{name}_days"] for name in LIMITS})

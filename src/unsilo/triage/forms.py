"""The form of a bigger model."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unsilo.triage.models import BiggerModel


class BiggerModelForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """Address, key, budget. A key that is left empty stays as it is."""

    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=500,
        strip=True,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text=_(
            "Kept encrypted and never shown. Leave it empty to keep the one that is stored."
        ),
    )
    forget_key = forms.BooleanField(label=_("Forget the stored key"), required=False)

    class Meta:
        model = BiggerModel
        fields = (
            "is_on",
            "base_url",
            "model",
            "allow_local",
            "timeout_seconds",
            "monthly_budget",
            "price_in",
            "price_out",
        )
        help_texts = {
            "is_on": _("Only then does anything leave this installation."),
            "base_url": _(
                "What stands before /chat/completions, such as https://models.example/v1."
            ),
            "allow_local": _("For a server of your own; else private addresses are not called."),
            "monthly_budget": _(
                "In the currency of the prices. When it is used up, nothing is sent."
            ),
        }

    field_order = ("is_on", "base_url", "key", "forget_key", "model")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("is_on") and not (values.get("base_url") and values.get("model")):
            raise forms.ValidationError(_("To turn it on, name an address and a model."))
        for name in ("monthly_budget", "price_in", "price_out"):
            if (values.get(name) or 0) < 0:
                self.add_error(name, _("This can't be less than nothing."))
        return values

    @property
    def given_key(self) -> str | None:
        """None keeps the stored key."""
        if self.cleaned_data["forget_key"]:
            return ""
        return self.cleaned_data["key"] or None

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

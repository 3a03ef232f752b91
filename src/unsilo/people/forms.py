"""What people fill in about people. Syntax only: what makes sense, the services decide."""

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from unsilo.people.models import Company, CustomField, Tier


def _languages() -> list[tuple[str, str]]:
    names = ((code, info["name"]) for code, info in LANG_INFO.items() if "name" in info)
    return [("", "–"), *sorted(((c, _now(n)) for c, n in names if len(c) == 2), key=lambda x: x[1])]


class PersonForm(forms.Form):
    """The facts every person has. The company is written, and noted when it is a new one."""

    name = forms.CharField(label=_("Name"), max_length=200)
    company = forms.CharField(
        label=_("Company"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "company-names", "autocomplete": "off"}),
        help_text=_("A name that is not known yet is added to the companies."),
    )
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)


class NewPersonForm(PersonForm):
    """A person who has not written yet."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    field_order = ("name", "email")


class IdentityForm(forms.Form):
    kind = forms.SlugField(
        label=_("Where"),
        max_length=30,
        initial="email",
        widget=forms.TextInput(attrs={"list": "identity-kinds"}),
        help_text=_("email, phone, or the kind of a channel."),
    )
    value = forms.CharField(label=_("Address or account"), max_length=320)

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        return kind.lower()


class TierForm(forms.Form):
    """Who stands out, why, and for how long."""

    tier = forms.ModelChoiceField(label=_("Tier"), queryset=Tier.objects.all())
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Read by the colleague who answers next."),
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: until somebody takes it away."),
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class PeopleFilter(forms.Form):
    """The tools above the list of people."""

    q = forms.CharField(required=False)
    tier = forms.ModelChoiceField(queryset=Tier.objects.all(), required=False)
    company = forms.ModelChoiceField(queryset=Company.objects.all(), required=False)
    cursor = forms.CharField(required=False)


class CompanyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    domains = forms.CharField(
        label=_("Mail domains"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line. Who writes from there joins by themselves."),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_domains(self) -> list[str]:
        domains: str = self.cleaned_data["domains"]
        return domains.replace(",", " ").split()


class TierSettingsForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=40)
    rank = forms.IntegerField(
        label=_("Rank"),
        min_value=0,
        max_value=100,
        initial=10,
        help_text=_("Higher ranks stand first."),
    )


class CustomFieldForm(forms.Form):
    """A new field. Its kind can't be changed later, since values are stored by it."""

    label = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=CustomField.Kind.choices)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, for a field of the kind choice."),
    )

    def clean_choices(self) -> list[str]:
        choices: list[str] = self.cleaned_data["choices"].splitlines()
        if any(len(choice) > 80 for choice in choices):
            raise ValidationError(_("At most 80 characters each."))
        return choices


class CustomFieldEditForm(CustomFieldForm):
    kind = None  # type: ignore[assignment]

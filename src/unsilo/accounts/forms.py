"""What people fill in about accounts. Syntax only: what makes sense, the services decide."""

from datetime import timedelta
from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand, Desk, Discipline, Role, TokenScope, User

NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})

ROLE_HELP = _(
    "Admins set everything up. Leads work on every desk they see and look after desks and people. "
    "Agents work where they have a seat. Viewers read."
)


@cache
def _zones() -> list[tuple[str, str]]:
    """Every place of the time zone database, without its abbreviations and aliases."""
    places = sorted(name for name in available_timezones() if "/" in name)
    kept = (name for name in places if not name.startswith(("Etc/", "SystemV/", "US/")))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in kept)]


class SetupForm(forms.Form):
    """The very first page: who we are, and who looks after it."""

    brand_name = forms.CharField(
        label=_("Company or brand"), max_length=80, help_text=_("As the public knows you.")
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"), widget=NEW_PASSWORD, help_text=_("At least 10 characters.")
    )
    time_zone = forms.CharField(widget=forms.HiddenInput, initial="UTC", required=False)

    def clean_time_zone(self) -> str:
        return _known_zone(self.cleaned_data["time_zone"])


class AcceptInvitationForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"), widget=NEW_PASSWORD, help_text=_("At least 10 characters.")
    )
    time_zone = forms.CharField(widget=forms.HiddenInput, initial="UTC", required=False)

    def clean_time_zone(self) -> str:
        return _known_zone(self.cleaned_data["time_zone"])


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    signature = forms.CharField(
        label=_("Signature"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands below your replies by mail."),
    )
    single_keys = forms.BooleanField(
        label=_("Shortcuts of a single key, such as R for reply"), required=False
    )


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    role = forms.ChoiceField(
        label=_("Role"), choices=Role.choices, initial=Role.AGENT, help_text=ROLE_HELP
    )
    desks = forms.ModelMultipleChoiceField(
        label=_("Seats on desks"),
        queryset=Desk.objects.live(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    brands = forms.ModelMultipleChoiceField(
        label=_("Brands"),
        queryset=Brand.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them, also later ones."),
    )


class UserForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, help_text=ROLE_HELP)
    desks = forms.ModelMultipleChoiceField(
        label=_("Seats on desks"),
        queryset=Desk.objects.live(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    all_brands = forms.BooleanField(label=_("All brands, also later ones"), required=False)
    brands = forms.ModelMultipleChoiceField(
        label=_("Else only these brands"),
        queryset=Brand.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class DeskForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    discipline = forms.ChoiceField(
        label=_("Discipline"), choices=Discipline.choices, widget=forms.RadioSelect
    )
    charter = forms.CharField(
        label=_("Charter"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What belongs here. Shown wherever somebody chooses a desk."),
    )
    is_restricted = forms.BooleanField(
        label=_("Restricted"),
        required=False,
        help_text=_("Only people with a seat, and admins, see that it exists and what is on it."),
    )
    members = forms.ModelMultipleChoiceField(
        label=_("Seats"),
        queryset=User.objects.active(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class BrandForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("As the public knows it, also in replies.")
    )
    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https", max_length=200
    )


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("Order system")}),
    )
    scope = forms.ChoiceField(label=_("May"), choices=TokenScope.choices, initial=TokenScope.READ)
    expires_at = forms.TypedChoiceField(
        label=_("Good for"),
        choices=[
            ("30", _("30 days")),
            ("90", _("90 days")),
            ("365", _("A year")),
            ("", _("Until it is revoked")),
        ],
        initial="90",
        required=False,
        coerce=lambda days: timezone.now() + timedelta(days=int(days)),
        empty_value=None,
    )


class UserFilter(forms.Form):
    """The tools above the list of users."""

    q = forms.CharField(required=False, strip=True)
    role = forms.ChoiceField(choices=[("", _("Every role")), *Role.choices], required=False)
    state = forms.ChoiceField(
        choices=[("", _("Active")), ("gone", _("Deactivated"))], required=False
    )
    cursor = forms.CharField(required=False)


def _known_zone(name: str) -> str:
    """What the browser calls the zone, where we know it too."""
    return name if name in available_timezones() else "UTC"

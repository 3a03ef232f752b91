"""What people fill in about accounts. Syntax only: what makes sense, the services decide."""

from datetime import date, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import (
    Brand,
    Desk,
    Discipline,
    QuietHours,
    Role,
    Rota,
    RotaLayer,
    Severity,
    TokenScope,
    User,
)
from unsilo.accounts.queries.notices import KindChoice
from unsilo.accounts.queries.oncall import people_of

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


class AuditFilter(forms.Form):
    """The tools above the audit log."""

    user = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    noun = forms.CharField(required=False, max_length=60)
    kind = forms.CharField(required=False, max_length=60)
    object = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)


LAYER_LABELS = (_("Called first"), _("Then"), _("Then"))
LAYER_FIELDS = ("first", "second", "third")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class RotaForm(forms.Form):
    """A rota. Each layer's people take turns; who was in it keeps their place."""

    desk = forms.ModelChoiceField(
        label=_("For"), queryset=Desk.objects.none(), required=False, empty_label=_("Whole house")
    )
    starts_on = forms.DateField(
        label=_("First day of the first turn"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    hands_over_at = forms.TimeField(label=_("Hands over at"), widget=TIME, initial="09:00")
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones)
    turn_days = forms.IntegerField(label=_("Days of a turn"), min_value=1, max_value=90, initial=7)
    wait_minutes = forms.IntegerField(
        label=_("Minutes before the next person"), min_value=1, max_value=240, initial=10
    )

    def __init__(self, *args: Any, access: Access, rota: Rota | None = None, **kwargs: Any) -> None:
        layers = list(rota.layers.all()) if rota else []
        self.former = [people_of(layer) for layer in layers]
        initial: dict[str, Any] = {"time_zone": access.user.time_zone, "starts_on": _monday()}
        if rota:
            initial = {name: getattr(rota, name) for name in self.base_fields}
        initial |= dict(zip(LAYER_FIELDS, self.former, strict=False))
        super().__init__(*args, **{**kwargs, "initial": initial})
        if rota:
            del self.fields["desk"]
        else:
            self.fields["desk"].queryset = Desk.objects.filter(  # type: ignore[attr-defined]
                pk__in=[desk.pk for desk in access.desks]
            )
        for name, label in zip(LAYER_FIELDS, LAYER_LABELS, strict=True):
            self.fields[name] = forms.ModelMultipleChoiceField(
                label=label,
                queryset=User.objects.active().exclude(role=Role.VIEWER),
                required=name == "first",
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen = [list(given.pop(name, ())) for name in LAYER_FIELDS]
        former = [*self.former, [], [], []]
        given["layers"] = [
            [user for user in before if user in people]
            + [user for user in people if user not in before]
            for people, before in zip(chosen, former, strict=False)
        ]
        return given


class CoverForm(forms.Form):
    """Who stands in, and when. Those who are no leads stand in themselves."""

    layer = forms.ModelChoiceField(
        label=_("Instead of who is called"), queryset=RotaLayer.objects.none(), empty_label=None
    )
    user = forms.ModelChoiceField(label=_("Stands in"), queryset=User.objects.none())
    starts_at = forms.DateTimeField(label=_("From"), widget=MOMENT)
    ends_at = forms.DateTimeField(label=_("Until"), widget=MOMENT)
    why = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, rota: Rota, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layer, user = self.fields["layer"], self.fields["user"]
        layer.queryset = rota.layers.all()  # type: ignore[attr-defined]
        layer.label_from_instance = lambda one: _("first") if one.position == 0 else _("next")  # type: ignore[attr-defined]
        people = User.objects.active().exclude(role=Role.VIEWER)
        mine = people.filter(pk=access.user.pk)
        user.queryset = people if access.is_lead else mine  # type: ignore[attr-defined]
        user.initial = access.user.pk


class NoticesForm(forms.Form):
    """What comes by mail, and when the user is not to be called."""

    quiet_from = forms.TimeField(label=_("Quiet from"), widget=TIME, required=False)
    quiet_until = forms.TimeField(
        label=_("until"), widget=TIME, required=False, help_text=_("In your own time zone.")
    )
    unless = forms.TypedChoiceField(
        label=_("Call me all the same from severity"),
        choices=Severity.choices,
        coerce=int,
        initial=Severity.SERIOUS,
    )

    def __init__(
        self, *args: Any, kinds: list[KindChoice], hours: QuietHours | None, **kwargs: Any
    ) -> None:
        initial: dict[str, Any] = {}
        if hours:
            initial = {
                "quiet_from": hours.starts,
                "quiet_until": hours.ends,
                "unless": hours.unless,
            }
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.kinds = [kind.key for kind in kinds]
        for kind in kinds:
            self.fields[f"mail_{kind.key}"] = forms.BooleanField(
                label=kind.label, required=False, initial=kind.by_mail
            )

    def mail_fields(self) -> list[forms.BoundField]:
        return [self[f"mail_{key}"] for key in self.kinds]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("quiet_from")) != bool(given.get("quiet_until")):
            self.add_error("quiet_until", _("Quiet hours need a beginning and an end."))
        given["mail"] = {key: given.pop(f"mail_{key}", False) for key in self.kinds}
        return given


def _monday() -> date:
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def _known_zone(name: str) -> str:
    """What the browser calls the zone, where we know it too."""
    return name if name in available_timezones() else "UTC"

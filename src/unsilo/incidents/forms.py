"""What people fill in about incidents. Syntax only: what makes sense, the services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand, Role, Severity, User
from unsilo.incidents.ladder import LADDER
from unsilo.incidents.models import Incident, IncidentKind, PartKind

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def severity_choices() -> list[tuple[int, str]]:
    return [(s.value, f"{s.label}: {LADDER[s].meaning}") for s in Severity]


def workers(incident: Incident) -> Any:
    """Who can be given something to do: whoever finds the room, and does not only read."""
    return User.objects.active().seeing_brand(incident.brand_id).exclude(role=Role.VIEWER)


class DeclareForm(forms.Form):
    """Open a room. From an alert or a conversation the brand is known."""

    title = forms.CharField(
        label=_("What is going on"),
        max_length=120,
        help_text=_("Short and plain, such as “Batch 0417: eyes come off Otto”."),
    )
    brand = forms.ModelChoiceField(
        label=_("Brand"), queryset=Brand.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=IncidentKind.choices, initial=IncidentKind.CRISIS
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=severity_choices, coerce=int, initial=Severity.ESCALATING
    )
    pause = forms.BooleanField(
        label=_("Pause everything that is scheduled"),
        required=False,
        help_text=_("Nothing is lost; it goes on when you say so."),
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [brand.pk for brand in access.brands]
        self.fields["brand"].queryset = Brand.objects.filter(pk__in=ids)  # type: ignore[attr-defined]
        if len(ids) == 1:
            self.fields["brand"].initial = ids[0]
            self.fields["brand"].widget = forms.HiddenInput()


class DeclareHereForm(DeclareForm):
    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        del self.fields["brand"]


class SeverityForm(forms.Form):
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=severity_choices, coerce=int, widget=forms.RadioSelect
    )
    why = forms.CharField(label=_("Why"), max_length=200, required=False)


class NoteForm(forms.Form):
    text = forms.CharField(label=_("What happened"), max_length=500)


class StatementForm(forms.Form):
    text = forms.CharField(
        label=_("Words"), max_length=5000, widget=forms.Textarea(attrs={"rows": 10})
    )


class RemarkForm(forms.Form):
    remark = forms.CharField(label=_("What should change"), max_length=300)


class DutyForm(forms.Form):
    user = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )
    backup = forms.ModelChoiceField(
        label=_("Steps in"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("user", "backup"):
            self.fields[name].queryset = workers(incident)  # type: ignore[attr-defined]


class PartForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=PartKind.choices)
    text = forms.CharField(label=_("What"), max_length=300)
    owner = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    due_at = forms.DateTimeField(label=_("Until"), required=False, widget=MOMENT)

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = workers(incident)  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    public_title = forms.CharField(label=_("Title in public"), max_length=120)
    advice = forms.CharField(
        label=_("What people can do"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A line each."),
    )


class UpdateForm(forms.Form):
    text = forms.CharField(
        label=_("How it stands"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )
    next_update_at = forms.DateTimeField(
        label=_("Next update"),
        required=False,
        widget=MOMENT,
        help_text=_("Empty: as the severity asks for."),
    )


class CorrectionForm(forms.Form):
    correction = forms.CharField(
        label=_("What is right"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "The former words are struck through and stay to be read. Empty: no correction."
        ),
    )


class ReviewForm(forms.Form):
    learned = forms.CharField(
        label=_("What we learned"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )


class AnswerForm(forms.Form):
    first_line = forms.CharField(
        label=_("Your first line, to this person"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    statement = forms.IntegerField(widget=forms.HiddenInput)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class StatusPageForm(forms.Form):
    is_on = forms.BooleanField(label=_("Everybody can see the page"), required=False)
    all_well = forms.CharField(
        label=_("When nothing is wrong"),
        max_length=300,
        required=False,
        help_text=_("Empty: “Nothing is wrong that we know of.”"),
    )
    contact = forms.CharField(
        label=_("Contact"),
        max_length=200,
        required=False,
        help_text=_("Such as press@yourcompany.example."),
    )

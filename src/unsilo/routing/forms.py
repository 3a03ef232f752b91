"""What people fill in about routing. What makes sense, services decide."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Desk, User
from unsilo.inbox.models import Priority
from unsilo.routing.hours import BadHours, Span, read_spans, write_spans
from unsilo.routing.models import BusinessHours, SlaPolicy

WAITS = (
    ("15", _("15 minutes")),
    ("60", _("An hour")),
    ("240", _("Four hours")),
    ("480", _("A working day")),
)
DAYS = (
    ("monday", _("Monday")),
    ("tuesday", _("Tuesday")),
    ("wednesday", _("Wednesday")),
    ("thursday", _("Thursday")),
    ("friday", _("Friday")),
    ("saturday", _("Saturday")),
    ("sunday", _("Sunday")),
)


class HandOffForm(forms.Form):
    to = forms.ChoiceField(label=_("To"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )
    due_in = forms.ChoiceField(label=_("Somebody there should take it within"), choices=WAITS)

    def __init__(self, *args: Any, desks: Sequence[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(desk.pk), desk.name) for desk in desks]
        self.fields["due_in"].initial = "60"

    def clean_due_in(self) -> timedelta:
        return timedelta(minutes=int(self.cleaned_data["due_in"]))


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )


class PromiseForm(forms.Form):
    text = forms.CharField(
        label=_("What"),
        max_length=300,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    owner = forms.ModelChoiceField(
        label=_("Who keeps it"), queryset=User.objects.none(), required=False,
        empty_label=_("the desk"),
    )  # fmt: skip
    by_hand = forms.BooleanField(label=_("An answer does not keep it; I say when"), required=False)
    when = forms.CharField(required=False, widget=forms.HiddenInput)
    at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, owners: "QuerySet[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = owners.order_by("name")


class HoursForm(forms.Form):
    """Seven days of hours as people write them, and days on which nobody is there."""

    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
    )
    closed = forms.CharField(
        label=_("Closed days"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, with a name if you like: 2026-12-25 Christmas."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in DAYS:
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=100,
                widget=forms.TextInput(attrs={"placeholder": _("closed"), "autocomplete": "off"}),
            )
        self.fields["monday"].help_text = _("Such as 9:00-17:00, or 9-12:30, 13-17.")
        self.order_fields(["time_zone", *(name for name, _label in DAYS), "closed"])

    def clean_closed(self) -> dict[date, str]:
        found: dict[date, str] = {}
        for line in self.cleaned_data["closed"].splitlines():
            day, _space, name = line.strip().partition(" ")
            if not day:
                continue
            try:
                found[date.fromisoformat(day)] = name.strip()[:80]
            except ValueError as error:
                raise forms.ValidationError(
                    _("%(day)s is no date. Write 2026-12-25.") % {"day": day}
                ) from error
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        week: list[tuple[Span, ...]] = []
        for name, _label in DAYS:
            try:
                week.append(read_spans(cleaned.pop(name, "")))
            except BadHours:
                self.add_error(name, _("Write hours such as 9:00-17:00, or nothing for closed."))
        return {**cleaned, "week": week}

    @staticmethod
    def initial_of(hours: BusinessHours) -> dict[str, Any]:
        days = hours.as_week().days
        return {
            "time_zone": hours.time_zone,
            "closed": "\n".join(f"{day} {name}".strip() for day, name in hours.closed.items()),
            **{name: write_spans(days[at]) for at, (name, _label) in enumerate(DAYS)},
        }


UNITS = (("1", _("minutes")), ("60", _("hours")), ("1440", _("days")))
WHERE = (("", _("wherever")), ("1", _("in public")), ("0", _("in private")))


class LevelForm(forms.Form):
    """How soon a desk gives its first reply."""

    desk = forms.ModelChoiceField(label=_("Desk"), queryset=Desk.objects.none())
    amount = forms.IntegerField(label=_("First reply within"), min_value=1, max_value=10_000)
    unit = forms.ChoiceField(label=_("Unit"), choices=UNITS)
    in_business_hours = forms.BooleanField(
        label=_("Only business hours count"), required=False, initial=True
    )
    priority = forms.TypedChoiceField(
        label=_("For"),
        required=False,
        choices=[("", _("any priority")), *Priority.choices],
        coerce=int,
        empty_value=None,
    )
    public = forms.TypedChoiceField(
        label=_("Said"),
        required=False,
        choices=WHERE,
        coerce=lambda given: given == "1",
        empty_value=None,
    )

    def __init__(self, *args: Any, desks: Sequence[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["desk"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Desk.objects.filter(pk__in=[desk.pk for desk in desks])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        amount, unit = cleaned.pop("amount", None), cleaned.pop("unit", None)
        if amount and unit:
            cleaned["minutes"] = amount * int(unit)
        return cleaned

    @staticmethod
    def initial_of(policy: SlaPolicy) -> dict[str, Any]:
        unit = next(size for size in (1440, 60, 1) if policy.minutes % size == 0)
        return {
            "desk": policy.desk_id,
            "amount": policy.minutes // unit,
            "unit": str(unit),
            "in_business_hours": policy.in_business_hours,
            "priority": policy.priority,
            "public": {True: "1", False: "0", None: ""}[policy.public],
        }

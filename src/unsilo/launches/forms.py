"""What people fill in about things, campaigns and dates. What makes sense, services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand
from unsilo.launches.models import CalendarEntry, Campaign, DateKind, Thing, ThingKind


class Day(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
        )


class ThingForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=ThingKind.choices)
    brand = forms.ModelChoiceField(
        label=_("Brand"), queryset=Brand.objects.none(), empty_label=None
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["brand"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Brand.objects.filter(pk__in=[one.pk for one in access.brands])

    @staticmethod
    def initial_of(row: Thing) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ThingForm.base_fields}


class CampaignForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    key = forms.CharField(
        label=_("Key"),
        max_length=200,
        help_text=_(
            "Its name in the ad program and in utm_campaign: comments under ads that carry it are counted here."
        ),
    )
    starts_on = Day(label=_("Starts"), required=False)
    ends_on = Day(label=_("Ends"), required=False)
    budget = forms.DecimalField(
        label=_("Budget"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    currency = forms.RegexField(
        label=_("Currency"), regex=r"^[A-Z]{3}$", initial="USD", help_text=_("Three capitals.")
    )

    @staticmethod
    def initial_of(row: Campaign) -> dict[str, Any]:
        return {name: getattr(row, name) for name in CampaignForm.base_fields}


class DateForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=160)
    kind = forms.ChoiceField(label=_("What"), choices=DateKind.choices)
    on = Day(label=_("Day"))
    url = forms.URLField(label=_("Page"), max_length=1000, required=False, assume_scheme="https")

    @staticmethod
    def initial_of(row: CalendarEntry) -> dict[str, Any]:
        return {name: getattr(row, name) for name in DateForm.base_fields}

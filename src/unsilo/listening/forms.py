"""What people fill in about queries, feeds, mentions and alerts. What makes sense, services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand
from unsilo.listening.models import Audience, Closing, Feed, Hears, Place, Query
from unsilo.listening.services.alerts import JUDGED


class _BrandForm(forms.Form):
    """A form for something of a brand; where there is one brand only, nobody is asked."""

    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.none())

    def __init__(self, access: Access, *args: Any, fixed: Brand | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.brands = access.brands
        if fixed is not None:
            del self.fields["brand"]
        elif len(self.brands) == 1:
            del self.fields["brand"]
            fixed = self.brands[0]
        else:
            field: Any = self.fields["brand"]
            field.queryset = Brand.objects.filter(pk__in=[one.pk for one in self.brands])
        self.fixed = fixed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.fixed is not None:
            cleaned["brand"] = self.fixed
        return cleaned


class _Lines(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs
        )

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line]

    def validate(self, value: Any) -> None:
        super().validate("\n".join(value))

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class QueryForm(_BrandForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    any_of = _Lines(
        label=_("Any of these"), help_text=_("A word or phrase on each line. One is enough.")
    )
    all_of = _Lines(label=_("All of these"))
    none_of = _Lines(label=_("None of these"))
    hears = forms.ChoiceField(label=_("Where"), choices=Hears.choices, initial=Hears.ALL)
    audience = forms.ChoiceField(
        label=_("Who can read it"), choices=Audience.choices, initial=Audience.ALL
    )

    field_order = ("name", "brand", "any_of", "all_of", "none_of", "hears", "audience")

    @staticmethod
    def initial_of(query: Query) -> dict[str, Any]:
        names = ("name", "any_of", "all_of", "none_of", "hears", "audience")
        return {name: getattr(query, name) for name in names}


class FeedForm(_BrandForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    url = forms.CharField(
        label=_("Address"),
        max_length=1000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_(
            "An RSS or Atom feed: of a newspaper, a forum, a search, a channel of videos, or a "
            "community (on Reddit: the page's address with .rss behind it)."
        ),
    )
    place = forms.ChoiceField(label=_("Kind of place"), choices=Place.choices)
    minutes = forms.IntegerField(
        label=_("Minutes between two looks"), min_value=5, max_value=1440, initial=15,
        help_text=_("A feed that asks for more is given more."),
    )  # fmt: skip
    only_matching = forms.BooleanField(
        label=_("Keep only what a query finds"),
        required=False,
        help_text=_("For a feed about everything, such as a newspaper’s."),
    )

    field_order = ("name", "brand", "url", "place", "minutes", "only_matching")

    @staticmethod
    def initial_of(feed: Feed) -> dict[str, Any]:
        names = ("name", "url", "place", "minutes", "only_matching")
        return {name: getattr(feed, name) for name in names}


class MentionForm(_BrandForm):
    """A post in a place that no program may read."""

    url = forms.CharField(
        label=_("Address of the post"), max_length=1000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip
    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    author = forms.CharField(label=_("Who wrote it"), max_length=200, required=False)
    source = forms.CharField(
        label=_("Where"), max_length=120, required=False, help_text=_("Such as a forum’s name.")
    )
    place = forms.ChoiceField(label=_("Kind of place"), choices=Place.choices)
    text = forms.CharField(
        label=_("What it says"), max_length=20_000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    field_order = ("url", "brand", "title", "author", "source", "place", "text")


class CloseForm(forms.Form):
    closing = forms.ChoiceField(
        label=_("What was it?"),
        choices=[(one.value, one.label) for one in Closing if one in JUDGED],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

"""Forms of insights."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand, User
from unsilo.core.actor import Actor
from unsilo.core.validation import submit
from unsilo.insights.models import Briefing, BriefingSection
from unsilo.insights.services import briefings
from unsilo.insights.services.briefings.writing import last_monday

_WEEK = re.compile(r"(20\d{2})-W(\d{2})")


def monday_of(text: str) -> date:
    """The Monday of "2026-W48". Raises ``ValueError``."""
    found = _WEEK.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return date.fromisocalendar(int(found[1]), int(found[2]), 1)


class WeekField(forms.CharField):
    def clean(self, value: Any) -> date:
        text = super().clean(value)
        try:
            return monday_of(text)
        except ValueError:
            raise forms.ValidationError(_("Write a week as 2026-W48.")) from None


class WeekForm(forms.Form):
    """Which week to write."""

    brand = forms.ModelChoiceField(Brand.objects.none(), label=_("brand"), empty_label=None)
    week = WeekField(label=_("week"), help_text=_("As in 2026-W48."), max_length=8)

    def __init__(self, *args: Any, access: Access, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["brand"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Brand.objects.filter(pk__in=[brand.pk for brand in access.brands])
        if access.brands:
            self.fields["week"].initial = last_monday(access.brands[0]).strftime("%G-W%V")


class SectionForm(forms.Form):
    """Other words for a section."""

    text = forms.CharField(
        label=_("text"),
        widget=forms.Textarea,
        required=False,
        max_length=20_000,
        help_text=_("**bold**, - for points, 1. for numbers."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def save(self, section: BriefingSection, *, user: User, by: Actor) -> BriefingSection | None:
        return submit(
            self,
            lambda text, version: briefings.edit_section(
                section, text=text, version=version, user=user, by=by
            ),
        )


class SurveyForm(forms.Form):
    """What a customer says."""

    score = forms.TypedChoiceField(
        label=_("How content are you?"),
        choices=[
            (5, _("5, very content")),
            (4, _("4, content")),
            (3, _("3, so-so")),
            (2, _("2, not content")),
            (1, _("1, not at all")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why, if you like"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SendForm(forms.Form):
    """Who gets it."""

    users = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("to"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, briefing: Briefing, access: Access, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["users"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = User.objects.active().seeing_brand(briefing.brand_id).order_by("name")
        field.initial = list(
            briefing.__class__.objects.filter(brand=briefing.brand, pk__lt=briefing.pk)
            .filter(readers__sent_at__isnull=False)
            .order_by("-pk")
            .values_list("readers__user", flat=True)[:50]
        )

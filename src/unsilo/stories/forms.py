"""What people fill in about stories. What makes sense, services decide."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Brand, User
from unsilo.channels.models import Channel
from unsilo.stories.models import (
    Angle,
    CoverageKind,
    MediaContact,
    Outlet,
    OutletKind,
    Points,
    ReachSource,
    Reason,
    Scored,
    Story,
)
from unsilo.triage.models import Feeling


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class ScoredForm(forms.Form):
    """The five criteria; the fields come back as ``points``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in Scored._meta.get_fields():
            if field.name in Scored.CRITERIA:
                self.fields[field.name] = forms.TypedChoiceField(
                    label=field.verbose_name,  # type: ignore[union-attr]
                    choices=Points.choices,
                    coerce=int,
                    initial=0,
                    widget=forms.RadioSelect,
                )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["points"] = {name: cleaned.pop(name) for name in Scored.CRITERIA if name in cleaned}
        return cleaned

    @property
    def criteria(self) -> list[forms.BoundField]:
        return [self[name] for name in Scored.CRITERIA]


class AnglesField(forms.MultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Angle"),
            choices=Angle.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class FlagForm(ScoredForm):
    what = forms.CharField(
        label=_("What happened, in one line"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    quote = forms.CharField(
        label=_("Their words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Select them in a message before you press F."),
    )
    angles = AnglesField()
    is_sensitive = forms.BooleanField(
        label=_("Sensitive: health, a minor, grief, money, law"), required=False
    )
    may_contact = forms.BooleanField(
        label=_("The customer may be asked"), required=False, initial=True
    )


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=Reason.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In a few words"), max_length=300, required=False)


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(label=_("Story"), queryset=Story.objects.none())

    def __init__(self, *args: Any, stories: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = stories


class StoryForm(ScoredForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.none())
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("nobody")
    )
    breath = forms.CharField(
        label=_("In one breath"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who, what, why it matters: three sentences."),
    )
    quote = forms.CharField(
        label=_("Their words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key_messages = forms.CharField(
        label=_("Key messages"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: what an article should carry."),
    )
    angles = AnglesField()
    is_sensitive = forms.BooleanField(
        label=_("Sensitive: health, a minor, grief, money, law"), required=False
    )
    told_by_us = forms.BooleanField(
        label=_("Nothing of a customer is in it"),
        required=False,
        help_text=_("Then nobody has to be asked."),
    )

    def __init__(self, *args: Any, brands: Any, owners: Any, fixed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("brand", brands), ("owner", owners)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if fixed:
            del self.fields["brand"]

    def clean_key_messages(self) -> list[str]:
        return lines(self.cleaned_data["key_messages"])

    @staticmethod
    def initial_of(story: Story) -> dict[str, Any]:
        names = ("title", "owner", "breath", "quote", "angles", "is_sensitive", "told_by_us")
        kept = {name: getattr(story, name) for name in (*names, *Scored.CRITERIA)}
        return {**kept, "key_messages": "\n".join(story.key_messages)}


class EvidenceForm(forms.Form):
    proves = forms.CharField(
        label=_("What it proves, or a fact"),
        max_length=200,
        required=False,
        help_text=_("Such as: 312 minutes, two evenings."),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=1000,
        required=False,
        help_text=_("Of a conversation here, or of a page elsewhere. Empty for a fact."),
    )


class AskForm(forms.Form):
    """What we write to the customer; which cells are asked for stands in the matrix beside it."""

    text = forms.CharField(label=_("Words"), widget=forms.Textarea(attrs={"rows": 11}))


class CreditForm(forms.Form):
    """Who had a part in it; names and percents come as lists."""


class PitchForm(forms.Form):
    contacts = forms.ModelMultipleChoiceField(
        label=_("Journalists"), queryset=MediaContact.objects.none()
    )
    channel = forms.ModelChoiceField(
        label=_("From"), queryset=Channel.objects.none(), empty_label=None
    )
    angle = forms.ChoiceField(label=_("Angle"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(
        label=_("Words"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("[name] and [outlet] become those of each journalist."),
    )
    send_at = forms.DateTimeField(
        label=_("Send at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: now, with the time to undo."),
    )
    embargo_at = forms.DateTimeField(
        label=_("Embargo until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    why_again = forms.CharField(
        label=_("Why again so soon"),
        max_length=300,
        required=False,
        help_text=_("Only for who was pitched in the last 14 days."),
    )

    def __init__(
        self, *args: Any, contacts: Any, channels: Any, story: Story, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("contacts", contacts), ("channel", channels)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        angle = self.fields["angle"]
        assert isinstance(angle, forms.ChoiceField)
        angle.choices = [("", "–"), *((a, Angle(a).label) for a in story.angles)]

    def clean_send_at(self) -> Any:
        given = self.cleaned_data["send_at"]
        if given is not None and given <= timezone.now():
            raise forms.ValidationError(_("This moment has passed."))
        return given


class OutletForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=OutletKind.choices)
    domains = forms.CharField(
        label=_("Addresses of its site"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line. By these its articles are recognised."),
    )
    region = forms.CharField(label=_("Region"), max_length=80, required=False)
    reach = forms.IntegerField(label=_("Reach"), min_value=0, max_value=2**31 - 1, required=False)
    reach_source = forms.ChoiceField(
        label=_("Where that is from"), choices=[("", "–"), *ReachSource.choices], required=False
    )
    reach_on = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_domains(self) -> list[str]:
        return lines(self.cleaned_data["domains"])

    @staticmethod
    def initial_of(outlet: Outlet) -> dict[str, Any]:
        kept = {name: getattr(outlet, name) for name in OutletForm.base_fields}
        return {**kept, "domains": "\n".join(outlet.domains)}


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=320)
    outlet = forms.ModelChoiceField(label=_("Outlet"), queryset=Outlet.objects.none())
    role = forms.CharField(label=_("Role"), max_length=80, required=False)
    beats = forms.CharField(
        label=_("Beats"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: what they write about."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    do_not_pitch = forms.BooleanField(label=_("Wants no pitches"), required=False)

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outlet"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Outlet.objects.live().order_by("name")
        if known:
            del self.fields["name"]
            del self.fields["email"]

    def clean_beats(self) -> list[str]:
        return lines(self.cleaned_data["beats"])

    @staticmethod
    def initial_of(contact: MediaContact) -> dict[str, Any]:
        names = ("outlet", "role", "note", "do_not_pitch")
        return {
            **{name: getattr(contact, name) for name in names},
            "beats": "\n".join(contact.beats),
        }


class CoverageForm(forms.Form):
    url = forms.URLField(label=_("Address"), max_length=1000, assume_scheme="https")
    title = forms.CharField(label=_("Headline"), max_length=300)
    story = forms.ModelChoiceField(
        label=_("Story"), queryset=Story.objects.none(), required=False, empty_label=_("none")
    )
    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.none())
    outlet = forms.ModelChoiceField(
        label=_("Outlet"),
        queryset=Outlet.objects.none(),
        required=False,
        empty_label=_("by its address"),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=CoverageKind.choices)
    author = forms.CharField(label=_("Author"), max_length=200, required=False)
    published_at = forms.DateTimeField(
        label=_("Published"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    text = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("By these we see which key messages came through."),
    )
    tone = forms.ChoiceField(label=_("Tone"), choices=[("", "–"), *Feeling.choices], required=False)

    def __init__(self, *args: Any, stories: Any, brands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outlets = Outlet.objects.live().order_by("name")
        for name, rows in (("story", stories), ("brand", brands), ("outlet", outlets)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


class DescribeForm(forms.Form):
    tone = forms.ChoiceField(label=_("Tone"), choices=[("", "–"), *Feeling.choices], required=False)
    reach = forms.IntegerField(label=_("Reach"), min_value=0, max_value=2**31 - 1, required=False)
    reach_source = forms.ChoiceField(
        label=_("Where that is from"), choices=[("", "–"), *ReachSource.choices], required=False
    )
    pulled = forms.MultipleChoiceField(
        label=_("Key messages that came through"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, messages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pulled"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one, one) for one in messages]

"""What people fill in about facts and voice. What makes sense, services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand
from unsilo.library.models import Fact, FactStatus, Phrase, PhraseLevel, VoiceGuide
from unsilo.library.services.voice import Banned


class Lines(forms.CharField):
    """Some words or sentences, one a line."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
        )

    def clean(self, value: Any) -> list[str]:
        return str(super().clean(value)).splitlines()


class FactForm(forms.Form):
    statement = forms.CharField(label=_("Statement"), max_length=500)
    status = forms.ChoiceField(label=_("Status"), choices=FactStatus.choices)
    value = forms.CharField(
        label=_("What must be right"),
        max_length=80,
        required=False,
        help_text=_(
            "The number or words in it, such as: 3 GB. The same number with another unit stops an answer."
        ),
    )
    wrong = Lines(
        label=_("What people say instead"),
        rows=2,
        help_text=_("One a line. An answer that says so is stopped."),
    )
    about = Lines(
        label=_("About"),
        rows=2,
        help_text=_(
            "One a line: names and words of the topic. Only answers that hold one of them are looked at; empty: all."
        ),
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    brand = forms.ModelChoiceField(
        label=_("Brand"), queryset=Brand.objects.none(), required=False, empty_label=_("all")
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["brand"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Brand.objects.filter(pk__in=[one.pk for one in access.brands])

    @staticmethod
    def initial_of(fact: Fact) -> dict[str, Any]:
        facts = {name: getattr(fact, name) for name in FactForm.base_fields}
        return {**facts, "wrong": "\n".join(fact.wrong), "about": "\n".join(fact.about)}


class VoiceForm(forms.Form):
    tone = forms.CharField(
        label=_("Tone"), max_length=400, required=False, help_text=_("A few words, with commas.")
    )
    do = Lines(label=_("Do"), rows=4, help_text=_("One a line."))
    dont = Lines(label=_("Don’t"), rows=4, help_text=_("One a line."))
    phrases = forms.CharField(
        label=_("Phrases"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One a line: phrase | why | better. With a ~ in front it only warns, else it stops an answer."
        ),
    )
    disclosure = forms.CharField(
        label=_("Disclosure line"),
        max_length=200,
        required=False,
        help_text=_("What a spokesperson says in public about who speaks."),
    )
    signature = forms.CharField(label=_("Signature"), max_length=200, required=False)

    def clean_tone(self) -> list[str]:
        given: str = self.cleaned_data["tone"]
        return given.split(",")

    def clean_phrases(self) -> list[Banned]:
        given: str = self.cleaned_data["phrases"]
        return [_banned(line) for line in given.splitlines() if line.strip()]

    @staticmethod
    def initial_of(guide: VoiceGuide, phrases: list[Phrase]) -> dict[str, Any]:
        return {
            "tone": ", ".join(guide.tone),
            "do": "\n".join(guide.do),
            "dont": "\n".join(guide.dont),
            "phrases": "\n".join(map(_written, phrases)),
            "disclosure": guide.disclosure,
            "signature": guide.signature,
        }


def _banned(line: str) -> Banned:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) > 3:
        raise forms.ValidationError(_now("Too many parts: %(line)s") % {"line": line})
    words, why, better = (*parts, "", "")[:3]
    gently = words.startswith("~")
    level = PhraseLevel.RATHER_NOT if gently else PhraseLevel.NEVER
    return Banned(words.removeprefix("~").strip(), level, why, better)


def _written(phrase: Phrase) -> str:
    mark = "~" if phrase.level == PhraseLevel.RATHER_NOT else ""
    parts = [mark + phrase.words, phrase.why, phrase.better]
    while parts and not parts[-1]:
        parts.pop()
    return " | ".join(parts)

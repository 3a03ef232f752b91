"""Forms of the settings pages; the one of a channel is made from its connector's typed config."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, SecretStr

from unsilo.accounts.models import Brand, Desk
from unsilo.channels import configs, registry
from unsilo.channels.configs import Leaf
from unsilo.channels.contract import Capability
from unsilo.channels.models import Channel
from unsilo.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields under one heading."""

    title: str
    fields: list[BoundField]


class ChannelForm(forms.Form):
    """Name, brand and desk of a channel, and the settings its connector asks for.

    Names of settings are dotted paths with ``__`` for the dot. Secrets are never shown: an empty
    field keeps what is there.
    """

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    brand = forms.ModelChoiceField(
        Brand.objects.none(), label=gettext_lazy("Brand"), empty_label=None
    )
    desk = forms.ModelChoiceField(
        Desk.objects.none(),
        label=gettext_lazy("First desk"),
        help_text=gettext_lazy("New conversations are placed here."),
        empty_label=None,
    )

    def __init__(
        self,
        model: type[BaseModel],
        *,
        channel: Channel | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.leaves = list(configs.leaves(model))
        kept = set(registry.secret_names(channel)) if channel else set()
        super().__init__(data, initial=_initial(self.leaves, channel))
        self.fields["brand"].queryset = Brand.objects.all()  # type: ignore[attr-defined]
        self.fields["desk"].queryset = Desk.objects.live()  # type: ignore[attr-defined]
        for leaf in self.leaves:
            self.fields[_key(leaf)] = make_field(leaf, is_kept=leaf.name in kept)

    def groups(self) -> Iterator[FieldGroup]:
        """The fields as they stand on the page, those without a group first."""
        by_title: dict[str, list[BoundField]] = {"": [self["name"], self["brand"], self["desk"]]}
        for leaf in self.leaves:
            by_title.setdefault(leaf.group, []).append(self[_key(leaf)])
        for title, fields in by_title.items():
            yield FieldGroup(title, fields)

    def values(self) -> dict[str, Any]:
        """What the services take. Fields left empty are left out, so that defaults hold."""
        cleaned = self.cleaned_data
        config = {leaf.name: cleaned[_key(leaf)] for leaf in self.leaves}
        unset = {leaf.name for leaf in self.leaves if leaf.is_secret or leaf.annotation is not str}
        given = {
            name: value
            for name, value in config.items()
            if value is not None and not (value == "" and name in unset)
        }
        return {
            "name": cleaned["name"],
            "brand": cleaned["brand"],
            "desk": cleaned["desk"],
            "config": given,
        }

    def refuse(self, error: Invalid) -> None:
        """Show what a service refused where it belongs."""
        errors = error.data.get("errors") or {error.data.get("field") or "": error.message}
        for name, words in errors.items():
            key = name.replace(".", "__")
            self.add_error(key if key in self.fields else None, words)


def _key(leaf: Leaf) -> str:
    return "__".join(leaf.path)


def _initial(leaves: list[Leaf], channel: Channel | None) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    if channel:
        initial |= {"name": channel.name, "brand": channel.brand, "desk": channel.desk}
    for leaf in leaves:
        stored = configs.value_at(channel.config, leaf.path) if channel else None
        value = leaf.default if stored is None else stored
        initial[_key(leaf)] = "\n".join(map(str, value or ())) if leaf.is_list else value
    return initial


def make_field(leaf: Leaf, *, is_kept: bool = False) -> forms.Field:
    """The form field for one value of a config. Raises ``TypeError`` for a type that has none."""
    annotation, extras = leaf.annotation, leaf.extras
    words: dict[str, Any] = {
        "label": leaf.field.title or leaf.path[-1],
        "help_text": leaf.field.description or "",
        "required": leaf.field.is_required(),
    }
    attrs = {"placeholder": extras["placeholder"]} if "placeholder" in extras else {}
    if "channels" in extras:
        channels = _channels_with(extras["channels"])
        if not channels:
            words["help_text"] = _("No channel can yet: give a mail channel its SMTP server first.")
        return forms.ChoiceField(choices=channels, **words)
    if annotation is bool:
        return forms.BooleanField(**{**words, "required": False})
    if annotation is SecretStr:
        if is_kept:
            words |= {"required": False}
            attrs |= {"placeholder": _("kept, type to replace it")}
        widget = forms.PasswordInput(attrs={**attrs, "autocomplete": "new-password"})
        return forms.CharField(widget=widget, strip=False, **words)
    if leaf.is_list:
        return LinesField(widget=forms.Textarea(attrs={**attrs, "rows": 3}), **words)
    choices = _choices(annotation, extras.get("labels", {}))
    if choices:
        return forms.ChoiceField(choices=choices, **words)
    if annotation is date:
        return forms.DateField(widget=forms.DateInput(attrs={**attrs, "type": "date"}), **words)
    if annotation is int:
        return forms.IntegerField(widget=forms.NumberInput(attrs=attrs), **words)
    if annotation is float:
        return forms.FloatField(widget=forms.NumberInput(attrs={**attrs, "step": "any"}), **words)
    if annotation is str:
        rows = extras.get("rows")
        area = forms.Textarea(attrs={**attrs, "rows": rows}) if rows else None
        return forms.CharField(widget=area or forms.TextInput(attrs=attrs), **words)
    raise TypeError(f"{leaf.name}: there is no form field for {annotation!r}")


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]


def _choices(annotation: Any, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        values = [str(member.value) for member in annotation]
    elif get_origin(annotation) is Literal:
        values = [str(value) for value in get_args(annotation)]
    else:
        return []
    return [(value, labels.get(value) or value.replace("_", " ").capitalize()) for value in values]


def _channels_with(capability: str) -> list[tuple[str, str]]:
    wanted = Capability(capability)
    return [
        (channel.slug, channel.name)
        for channel in Channel.objects.live().select_related("brand")
        if wanted in registry.capabilities(channel)
    ]


class ReasonForm(forms.Form):
    """Why something is stopped."""

    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=300)


class WebhookForm(forms.Form):
    url = forms.URLField(
        label=gettext_lazy("Address"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    kinds = LinesField(
        label=gettext_lazy("Events"),
        required=False,
        help_text=gettext_lazy(
            "One kind a line, such as message.received, conversation.closed or delivery.failed; "
            "message.* stands for all that begin so. Empty: every event."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_kinds(self) -> list[str]:
        kinds: list[str] = self.cleaned_data["kinds"]
        for kind in kinds:
            if not re.fullmatch(r"[a-z_]{1,30}\.([a-z_]{1,29}|\*)", kind):
                raise forms.ValidationError(
                    _("“%(kind)s” is no kind of event, such as message.received or message.*.")
                    % {"kind": kind}
                )
        return kinds

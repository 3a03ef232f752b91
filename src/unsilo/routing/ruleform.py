"""The editor of a rule: one field for each thing a rule can ask and do."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.channels.models import Channel
from unsilo.inbox.models import Priority
from unsilo.people.models import Company, Tier
from unsilo.routing.conditions import Actions, AssignTo, Conditions
from unsilo.routing.models import Rule
from unsilo.triage import words
from unsilo.triage.models import Faith, Feeling
from unsilo.triage.reader import INTENTS

ANY = ("", _("either"))
PLACES = (ANY, ("yes", _("in public")), ("no", _("in private")))
PAID = (ANY, ("yes", _("under an ad")), ("no", _("not under an ad")))
KNOWN = (ANY, ("yes", _("wrote to us before")), ("no", _("never wrote before")))
HOURS = (ANY, ("yes", _("in business hours")), ("no", _("outside business hours")))
URGENT = (ANY, ("yes", _("reads as urgent")), ("no", _("does not")))
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ja")
TURN = "turn"


def _yes_no(label: Any, choices: Sequence[tuple[str, Any]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        required=False,
        coerce=lambda given: given == "yes",
        empty_value=None,
    )


def _many(label: Any, *, coerce: Any = int, **more: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        required=False,
        coerce=coerce,
        widget=forms.CheckboxSelectMultiple,
        **more,
    )


def _phrases(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=hint,
    )


class RuleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    note = forms.CharField(
        label=_("Why, and what it must never touch"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    begins = forms.BooleanField(label=_("Only the message that begins a conversation"),
                                required=False)  # fmt: skip
    channels = _many(_("Channels"))
    public = _yes_no(_("Said"), PLACES)
    paid = _yes_no(_("Where"), PAID)
    in_hours = _yes_no(_("Comes"), HOURS)
    any_words = _phrases(
        _("Has any of these words"), _("One a line: whole words or phrases; refund* also refunds.")
    )
    all_words = _phrases(_("Has all of these"), "")
    no_words = _phrases(_("Has none of these"), "")
    feelings = _many(_("Feels"), coerce=str)
    intents = _many(_("Wants"), coerce=str)
    faith = forms.ChoiceField(label=_("Faith"), required=False)
    languages = _many(_("Language"), coerce=str)
    urgent = _yes_no(_("Urgency"), URGENT)
    unsure = forms.BooleanField(label=_("Also where the reading is not sure"), required=False)
    tiers = _many(_("Tier of the person"))
    companies = _many(_("Company of the person"))
    known = _yes_no(_("The person"), KNOWN)
    place = _many(_("Place on"))
    assign = forms.ChoiceField(label=_("Assign"), required=False)
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        required=False,
        choices=[("", _("leave")), *Priority.choices],
        coerce=int,
        empty_value=None,
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=200, help_text=_("With commas between them.")
    )
    notify = _many(_("Notify"))
    ends = forms.BooleanField(label=_("No further rule runs after this one"), required=False)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desks = [(str(desk.pk), desk.name) for desk in access.desks]
        users = [
            (str(user.pk), user.name)
            for user in User.objects.active().exclude(role="viewer").order_by("name")
        ]
        rows: dict[str, Iterable[tuple[str, Any]]] = {
            "channels": _named(Channel.objects.filter(desk__in=access.desk_ids).order_by("name")),
            "tiers": _named(Tier.objects.all()),
            "companies": _named(Company.objects.order_by("name")[:500]),
            "feelings": [(one.value, one.label) for one in Feeling if one != Feeling.UNSURE],
            "intents": sorted(
                ((name, words.intent_label(name)) for name in INTENTS), key=lambda one: one[1]
            ),
            "faith": [("", _("either")), *Faith.choices],
            "languages": [(code, words.language_label(code)) for code in LANGUAGES],
            "place": desks,
            "notify": users,
            "assign": [("", _("leave to nobody")), *_assignable(desks, users)],
        }
        for name, choices in rows.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField | forms.TypedMultipleChoiceField)
            field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = {name: cleaned[name] for name in Conditions.model_fields if name in cleaned}
        for name in ("any_words", "all_words", "no_words"):
            asked[name] = _lines(cleaned.get(name) or "")
        done = {
            "place": cleaned.get("place") or [],
            "assign": _assign_to(cleaned.get("assign") or ""),
            "priority": cleaned.get("priority"),
            "tags": [tag.strip() for tag in (cleaned.get("tags") or "").split(",") if tag.strip()],
            "notify": cleaned.get("notify") or [],
        }
        try:
            conditions, actions = Conditions(**asked), Actions(**done)
        except ValidationError as error:
            first = error.errors()[0]
            field = str(first["loc"][0])
            self.add_error(
                field if field in self.fields else None,
                _("30 phrases of 100 characters at most."),
            )
            return cleaned
        return {
            "name": cleaned.get("name", ""),
            "note": cleaned.get("note", ""),
            "ends": cleaned.get("ends", False),
            "conditions": conditions,
            "actions": actions,
        }

    @staticmethod
    def initial_of(rule: Rule) -> dict[str, Any]:
        wanted, does = rule.when, rule.does
        back = {True: "yes", False: "no", None: ""}
        return {
            "name": rule.name,
            "note": rule.note,
            "ends": rule.ends,
            **wanted.model_dump(),
            **{
                name: back[getattr(wanted, name)]
                for name in ("public", "paid", "known", "in_hours", "urgent")
            },
            **{
                name: "\n".join(getattr(wanted, name))
                for name in ("any_words", "all_words", "no_words")
            },
            "place": does.place,
            "assign": f"{does.assign.desk}:{does.assign.user or TURN}" if does.assign else "",
            "priority": does.priority,
            "tags": ", ".join(does.tags),
            "notify": does.notify,
        }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _named(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in rows]


def _assignable(
    desks: Sequence[tuple[str, str]], users: Sequence[tuple[str, str]]
) -> list[tuple[str, Any]]:
    """By desk: in turn, or a colleague."""
    return [
        (
            desk,
            [
                (f"{pk}:{TURN}", _("%(desk)s: in turn") % {"desk": desk}),
                *((f"{pk}:{user}", f"{desk}: {name}") for user, name in users),
            ],
        )
        for pk, desk in desks
    ]


def _assign_to(given: str) -> AssignTo | None:
    desk, _colon, user = given.partition(":")
    if not desk:
        return None
    return AssignTo(desk=int(desk), user=None if user == TURN else int(user))

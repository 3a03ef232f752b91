"""What happened to a person, in words."""

from typing import Any

from django.utils.translation import gettext as _

from unsilo.core.models import Event
from unsilo.people.timeline import describe


def describe_all() -> None:
    """Register the sentences of this app."""
    describe("person.created", "user", _created)
    describe("person.updated", "pen", _updated)
    describe("person.field_set", "pen", _field_set)
    describe("person.identity_added", "link", _identity_added)
    describe("person.identity_removed", "unlink", _identity_removed)
    describe("person.tier_set", "star", _tier_set, tone="accent")
    describe("person.tier_cleared", "star", _tier_cleared)
    describe("person.note_added", "note", lambda event: _("Note written"))
    describe("person.note_deleted", "note", lambda event: _("Note deleted"))
    describe("person.note_restored", "note", lambda event: _("Note taken back"))
    describe("person.merged", "merge", _merged, tone="accent")
    describe("person.unmerged", "split", _unmerged)


def _created(event: Event) -> str:
    return _("First heard of")


def _updated(event: Event) -> str:
    after = event.data["after"]
    told = {
        "name": _("Name is now %(value)s"),
        "company": _("Company is now %(value)s"),
        "place": _("Place is now %(value)s"),
    }
    said = [told[key] % {"value": after[key] or "–"} for key in event.data["changed"]]
    return "; ".join(said)


def _field_set(event: Event) -> str:
    value = event.data["value"]
    if value is None:
        return _fill(_("%(label)s forgotten"), event)
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    return _("%(label)s is now %(value)s") % {"label": event.data["label"], "value": value}


def _identity_added(event: Event) -> str:
    return _fill(_("%(value)s noted (%(kind)s)"), event)


def _identity_removed(event: Event) -> str:
    return _fill(_("%(value)s removed (%(kind)s)"), event)


def _tier_set(event: Event) -> str:
    if event.data["until"]:
        return _fill(_("%(tier)s until %(until)s: %(reason)s"), event)
    return _fill(_("%(tier)s: %(reason)s"), event)


def _tier_cleared(event: Event) -> str:
    return _fill(_("No longer %(tier)s"), event)


def _merged(event: Event) -> str:
    return _fill(_("Merged with %(gone_name)s"), event)


def _unmerged(event: Event) -> str:
    return _fill(_("Parted from %(gone_name)s again"), event)


def _fill(text: str, event: Event) -> str:
    data: dict[str, Any] = event.data
    return text % data

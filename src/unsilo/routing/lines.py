"""How what happened here stands between the messages of a conversation."""

from collections.abc import Mapping

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from unsilo.core.models import Event
from unsilo.inbox.ports import Line, register_line
from unsilo.people.timeline import describe
from unsilo.ui import times

_KINDS = {
    "handoff.made": ("forward", "accent"),
    "handoff.accepted": ("check", ""),
    "handoff.returned": ("undo", "danger"),
    "handoff.taken_up": ("undo", ""),
    "handoff.done": ("check", "ok"),
    "handoff.withdrawn": ("undo", ""),
    "promise.made": ("clock", ""),
    "promise.begun": ("clock", ""),
    "promise.kept": ("check", "ok"),
    "promise.let_go": ("minus", ""),
    "promise.taken_up": ("undo", ""),
    "promise.unmade": ("undo", ""),
    "promise.given": ("assign", ""),
    "clock.broken": ("alert", "danger"),
    "rule.undone": ("undo", ""),
}
_TOLD_OF_PEOPLE = ("promise.made", "promise.kept", "promise.let_go", "handoff.made")


def connect() -> None:
    """Register; called once when Django starts."""
    for kind, (icon, tone) in _KINDS.items():
        register_line(kind, Line(icon, _text, tone))
    for kind in _TOLD_OF_PEOPLE:
        icon, tone = _KINDS[kind]
        describe(kind, icon, lambda event: _text(event, None), tone=tone)


def _text(event: Event, desks: Mapping[int, str] | None) -> str:
    """``desks`` are those the reader may know of; None where all desks are left unnamed."""
    noun = event.kind.partition(".")[0]
    if noun == "handoff":
        return _handoff(event, desks)
    if noun == "promise":
        return _promise(event, desks)
    if noun == "rule":
        return _("%(name)s took back what the rule “%(rule)s” did") % {
            "name": event.actor_label,
            "rule": event.data["name"],
        }
    return _broken(event, desks)


def _handoff(event: Event, desks: Mapping[int, str] | None) -> str:
    data = event.data
    if desks is None:
        return _("Handed to another desk")
    if data["from"] not in desks or data["to"] not in desks:
        return ""
    known = {
        "name": event.actor_label,
        "origin": desks[data["from"]],
        "desk": desks[data["to"]],
        "why": data.get("why", ""),
        "words": data.get("words", ""),
    }
    return {
        "handoff.made": _("%(name)s handed this to %(desk)s: “%(why)s”"),
        "handoff.accepted": _("%(name)s took it over for %(desk)s"),
        "handoff.returned": _("%(desk)s gave it back to %(origin)s: “%(words)s”"),
        "handoff.taken_up": _("%(name)s took it up again for %(desk)s"),
        "handoff.done": _("%(desk)s has done its part"),
        "handoff.withdrawn": _("%(name)s took the hand-off to %(desk)s back"),
    }[event.kind] % known


def _promise(event: Event, desks: Mapping[int, str] | None) -> str:
    data = event.data
    if desks is not None and data["desk"] not in desks:
        return ""
    due = parse_datetime(data.get("due") or "")
    known = {
        "name": event.actor_label,
        "text": data["text"],
        "due": times.full(due) if due else "",
        "words": data.get("words", ""),
    }
    if event.kind == "promise.made" and due is None:
        return _("%(name)s promised, for when they write: %(text)s") % known
    if event.kind == "promise.kept" and data.get("late"):
        return _("%(name)s kept a promise, late: %(text)s") % known
    return {
        "promise.made": _("%(name)s promised, by %(due)s: %(text)s"),
        "promise.begun": _("Promised for now, by %(due)s: %(text)s"),
        "promise.kept": _("%(name)s kept a promise: %(text)s"),
        "promise.let_go": _("%(name)s let a promise go: %(text)s. “%(words)s”"),
        "promise.taken_up": _("%(name)s took a promise up again: %(text)s"),
        "promise.unmade": _("%(name)s took a promise back: %(text)s"),
        "promise.given": _("%(name)s gave a promise to somebody else: %(text)s"),
    }[event.kind] % known


def _broken(event: Event, desks: Mapping[int, str] | None) -> str:
    if desks is not None and not any(desk in desks for desk in event.desk_ids):
        return ""
    return {
        "first_reply": _("The first reply is late"),
        "promise": _("A promise is late"),
        "hand_off": _("Nobody has taken the hand-off in time"),
    }[event.data["kind"]]

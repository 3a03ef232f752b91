"""Events in words: one short sentence and an icon for each kind the inbox records.

Conversations show them as lines between messages, people's pages on their timelines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from unsilo.core.models import Event
from unsilo.inbox import ports
from unsilo.inbox.checking import OverrideReason
from unsilo.inbox.models import HideReason, Priority
from unsilo.people.timeline import describe
from unsilo.ui import times


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    icon: str
    tone: str = ""


_ICONS = {
    "conversation.started": "inbox",
    "conversation.assigned": "assign",
    "conversation.unassigned": "assign",
    "conversation.reopened": "undo",
    "conversation.waiting": "clock",
    "conversation.snoozed": "snooze",
    "conversation.woke": "bell",
    "conversation.closed": "check",
    "conversation.prioritised": "flag",
    "conversation.placed": "desk",
    "conversation.moved": "arrow-right",
    "conversation.removed": "minus",
    "conversation.marked_spam": "spam",
    "conversation.unmarked_spam": "inbox",
    "conversation.tagged": "tag",
    "conversation.untagged": "tag",
    "conversation.undone": "undo",
    "message.received": "mail",
    "message.sent_elsewhere": "send",
    "message.queued": "send",
    "message.forwarded": "forward",
    "message.unsent": "undo",
    "check.overridden": "alert",
    "message.hide_asked": "eye-off",
    "message.hide_confirmed": "eye-off",
    "message.hide_declined": "eye",
    "message.hidden": "eye-off",
    "message.hide_failed": "alert",
    "message.unhidden": "eye",
    "note.added": "note",
    "note.deleted": "trash",
    "delivery.bounced": "bounce",
    "delivery.failed": "alert",
}
_TONES = {
    "conversation.closed": "ok",
    "delivery.bounced": "danger",
    "delivery.failed": "danger",
    "message.hide_failed": "danger",
    "message.received": "accent",
}


# What belongs on the timeline of a person; the rest is between us.
_ON_TIMELINES = (
    "conversation.started",
    "conversation.closed",
    "message.received",
    "message.sent_elsewhere",
    "message.queued",
    "message.unsent",
    "delivery.bounced",
    "delivery.failed",
)


def describe_all() -> None:
    """Register with the timelines of people."""
    for kind in _ON_TIMELINES:
        describe(
            kind,
            _ICONS[kind],
            lambda event: _text(event, {}),
            tone=_TONES.get(kind, ""),
            address=_address,
        )


def _address(event: Event) -> str:
    return reverse("inbox:conversation", args=[event.conversation_id])


def sentence(event: Event, *, desks: Mapping[int, str] | None = None) -> Sentence | None:
    """What an event says; None when that is nothing. ``desks`` names the reader's desks."""
    icon = _ICONS.get(event.kind)
    if icon is None:
        return _of_others(event, desks or {})
    text = _text(event, desks or {})
    return Sentence(text, icon, _TONES.get(event.kind, ""))


def _of_others(event: Event, desks: Mapping[int, str]) -> Sentence | None:
    line = ports.line(event.kind)
    text = line.text(event, desks) if line else ""
    return Sentence(text, line.icon, line.tone) if line and text else None


def _text(event: Event, desks: Mapping[int, str]) -> str:
    data: dict[str, Any] = event.data
    known = {"name": event.actor_label, **_on_desk(data, desks)}
    match event.kind:
        case "conversation.started":
            return _("A conversation began on %(channel)s") % data
        case "conversation.assigned":
            if data.get("owner") == event.actor_id and event.actor_kind == "user":
                return _("%(name)s took this over%(on)s") % known
            owner = data.get("owner_name", "")
            return _("%(name)s gave this to %(owner)s%(on)s") % {**known, "owner": owner}
        case "conversation.unassigned":
            return _("%(name)s left this to nobody%(on)s") % known
        case "conversation.reopened":
            return _("%(name)s opened this again%(on)s") % known
        case "conversation.waiting":
            return _("%(name)s set this to waiting%(on)s") % known
        case "conversation.snoozed":
            return _("%(name)s snoozed this until %(until)s%(on)s") % {**known, **_until(data)}
        case "conversation.woke":
            return _("Awake again%(on)s") % known
        case "conversation.closed":
            return _("%(name)s closed this%(on)s") % known
        case "conversation.prioritised":
            return _("%(name)s set the priority to %(priority)s%(on)s") % {
                **known,
                "priority": _priority(data),
            }
    return _more(event, known)


def _more(event: Event, known: Mapping[str, str]) -> str:
    data: dict[str, Any] = event.data
    match event.kind:
        case "conversation.placed":
            return _("%(name)s placed this on %(desk)s too") % {
                **known,
                "desk": data.get("desk_name", ""),
            }
        case "conversation.moved":
            if "to_name" not in data:  # one of the desks is not for the reader to know
                return _("%(name)s moved this between desks") % known
            return _("%(name)s moved this from %(from_name)s to %(to_name)s") % {**known, **data}
        case "conversation.removed":
            return _("%(name)s took this off %(desk)s") % {
                **known,
                "desk": data.get("desk_name", ""),
            }
        case "conversation.marked_spam":
            return _("%(name)s marked this as spam") % known
        case "conversation.unmarked_spam":
            return _("%(name)s said this is no spam") % known
        case "conversation.tagged":
            return _("%(name)s added the tag “%(tag)s”") % {**known, "tag": data.get("tag", "")}
        case "conversation.untagged":
            return _("%(name)s removed the tag “%(tag)s”") % {**known, "tag": data.get("tag", "")}
        case "conversation.undone":
            return _("%(name)s took the last change back") % known
        case "message.forwarded":
            to = ", ".join(data.get("to", ())) or _("somebody")
            return _("%(name)s forwarded this to %(to)s") % {**known, "to": to}
        case "message.unsent":
            return _("%(name)s took an answer back before it went out") % known
        case "note.deleted":
            return _("%(name)s took a note back") % known
        case "check.overridden":
            return _("%(name)s sent this all the same (%(found)s): %(why)s") % {
                **known,
                "found": " ".join(data.get("found", ())).rstrip("."),
                "why": override_label(data.get("reason", ""), data.get("words", "")),
            }
    if event.kind.startswith("message.") and "hid" in event.kind:
        return _hidden(event, known)
    return _spoken(event, known)


def _hidden(event: Event, known: Mapping[str, str]) -> str:
    data: dict[str, Any] = event.data
    reason = data.get("reason", "")
    label = str(HideReason(reason).label) if reason in HideReason.values else reason
    said = {**known, "reason": label.lower(), "problem": data.get("problem", "")}
    match event.kind:
        case "message.hide_asked":
            return _("%(name)s asks to hide a message: %(reason)s") % said
        case "message.hide_confirmed":
            return _("%(name)s agreed to hide a message: %(reason)s") % said
        case "message.hide_declined":
            return _("%(name)s left a message where it stands") % said
        case "message.hidden":
            return _("A message was hidden: %(reason)s") % said
        case "message.unhidden":
            return _("A message is shown again") % said
    return _("A message could not be hidden or shown. %(problem)s") % said


def _spoken(event: Event, known: Mapping[str, str]) -> str:
    data: dict[str, Any] = event.data
    words = data.get("words", "")
    match event.kind:
        case "message.received":
            return _("Wrote: “%(words)s”") % {"words": words} if words else _("Wrote")
        case "message.sent_elsewhere":
            return _("Answered from another program: “%(words)s”") % {"words": words}
        case "message.queued":
            return _("%(name)s answered: “%(words)s”") % {**known, "words": words}
        case "note.added":
            return _("%(name)s noted: “%(words)s”") % {**known, "words": words}
        case "delivery.bounced":
            who = data.get("recipient") or _("An answer")
            return _("%(who)s: could not be delivered. %(reason)s") % {
                "who": who,
                "reason": data.get("reason", ""),
            }
    return _("An answer was not sent. %(reason)s") % {"reason": data.get("reason", "")}


def _on_desk(data: dict[str, Any], desks: Mapping[int, str]) -> dict[str, str]:
    """ " on Support" where the reader knows several desks it may be about."""
    touched = [desks[step["desk"]] for step in data.get("steps", ()) if step["desk"] in desks]
    if not touched or len(desks) < 2:
        return {"on": ""}
    return {"on": _(" on %(desks)s") % {"desks": ", ".join(touched)}}


def _until(data: dict[str, Any]) -> dict[str, str]:
    until = parse_datetime(data.get("until") or "")
    if until is None:
        return {"until": ""}
    local = timezone.localtime(until)
    day = times.clock_time(until) if local.date() != timezone.localdate() else ""
    return {"until": f"{day} {local.hour}:{local.minute:02}".strip()}


def override_label(reason: str, words: str) -> str:
    """Why something went out against a check: the reason, with the words that go with it."""
    label = str(OverrideReason(reason).label) if reason in OverrideReason.values else reason
    return f"{label}. {words}" if words else label


def _priority(data: dict[str, Any]) -> str:
    for step in data.get("steps", ()):
        if step.get("after"):
            return str(Priority(step["after"]["priority"]).label).lower()
    return str(data.get("priority", ""))

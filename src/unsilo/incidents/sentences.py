"""How the events of an incident read on its timeline."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unsilo.accounts.models import Severity
from unsilo.core.models import Event
from unsilo.incidents.models import Column, Duty, PartKind, Phase, StatementUse
from unsilo.people.timeline import Entry


@dataclass(frozen=True, slots=True)
class _Line:
    icon: str
    text: Callable[[Event], str]
    tone: str = ""


def _declared(event: Event) -> str:
    severity = Severity(event.data["severity"]).label
    return _("Declared: %(severity)s") % {"severity": severity}


def _severity(event: Event) -> str:
    given = {"before": event.data["before"], "now": event.data["severity"]}
    words = _("Severity from %(before)s to %(now)s") % given
    return f"{words}: {event.data['why']}" if event.data.get("why") else words


def _phase(event: Event) -> str:
    return _("Now %(phase)s") % {"phase": Phase(event.data["phase"]).label}


def _fact(event: Event) -> str:
    column = Column(event.data["column"]).label
    given = {"n": event.data["version"], "column": column, "text": event.data["text"]}
    if event.kind == "incident.fact_removed":
        return _("Fact sheet %(n)s, taken off: %(text)s") % given
    return _("Fact sheet %(n)s, %(column)s: %(text)s") % given


def _statement(words: Callable[[], str]) -> Callable[[Event], str]:
    def text(event: Event) -> str:
        use = StatementUse(event.data["use"]).label
        said = f"{use} {event.data['version']} {words()}"
        return f"{said}: {event.data['remark']}" if event.data.get("remark") else said

    return text


def _duty(event: Event) -> str:
    given = {"duty": Duty(event.data["duty"]).label, "name": event.data["user"] or _("nobody")}
    return _("%(duty)s: %(name)s") % given


def _part(event: Event) -> str:
    kind = PartKind(event.data["part"]).label
    return f"{kind}: {event.data['text']}"


def _touched(event: Event) -> str:
    count = event.data["count"]
    words = ngettext("%(n)d conversation touched", "%(n)d conversations touched", count)
    return f"{words % {'n': count}}: {event.data['why']}"


def _held(words: Callable[[], str]) -> Callable[[Event], str]:
    return lambda event: f"{words()} ({event.data['held']})"


def _text(event: Event) -> str:
    return str(event.data["text"])


def _fixed(words: Callable[[], str]) -> Callable[[Event], str]:
    return lambda _event: words()


def _with_text(words: Callable[[], str]) -> Callable[[Event], str]:
    return lambda event: f"{words()}: {event.data['text']}"


_LINES: Mapping[str, _Line] = {
    "declared": _Line("siren", _declared, "danger"),
    "alert_joined": _Line("pulse", _with_text(lambda: _("An alert is about this too"))),
    "acknowledged": _Line("bell", _fixed(lambda: _("Acknowledged")), "ok"),
    "severity_changed": _Line("sliders", _severity, "warn"),
    "renamed": _Line("pen", lambda event: _("Renamed: %(t)s") % {"t": event.data["title"]}),
    "phase_changed": _Line("check-circle", _phase, "ok"),
    "paused": _Line("pause", _held(lambda: _("Scheduled things paused")), "danger"),
    "released": _Line("play", _held(lambda: _("Scheduled things go on")), "ok"),
    "duty_given": _Line("user", _duty),
    "joined": _Line("users", lambda event: _("%(n)s joined") % {"n": event.data["user"]}),
    "left": _Line("users", lambda event: _("%(n)s left") % {"n": event.data["user"]}),
    "noted": _Line("note", _text, "accent"),
    "part_added": _Line("plus", _part),
    "part_done": _Line("check", _with_text(lambda: _("Done")), "ok"),
    "part_reopened": _Line("undo", _with_text(lambda: _("Not done after all"))),
    "part_removed": _Line("minus", _with_text(lambda: _("Taken away"))),
    "fact_added": _Line("list", _fact),
    "fact_moved": _Line("list", _fact, "accent"),
    "fact_removed": _Line("minus", _fact),
    "fact_restored": _Line("undo", _fact),
    "fact_shown": _Line("globe", _fact),
    "fact_unshown": _Line("eye-off", _fact),
    "statement_written": _Line("pen", _statement(lambda: _("written"))),
    "statement_approved": _Line("check", _statement(lambda: _("approved")), "ok"),
    "statement_returned": _Line("undo", _statement(lambda: _("to be changed")), "warn"),
    "published": _Line("globe", _fixed(lambda: _("On the status page")), "ok"),
    "page_changed": _Line("globe", _fixed(lambda: _("Status page changed"))),
    "unpublished": _Line("eye-off", _fixed(lambda: _("Taken off the status page")), "warn"),
    "updated": _Line("send", _with_text(lambda: _("Update")), "accent"),
    "update_corrected": _Line("pen", _with_text(lambda: _("Update corrected")), "warn"),
    "touched": _Line("inbox", _touched),
    "untouched": _Line("minus", _fixed(lambda: _("A conversation taken out"))),
    "answered": _Line("reply", _fixed(lambda: _("A person answered"))),
    "skipped": _Line("minus", _fixed(lambda: _("A conversation skipped"))),
    "brought_back": _Line("undo", _fixed(lambda: _("A conversation is to be answered again"))),
}

KINDS = [f"incident.{name}" for name in _LINES]


def said(event: Event) -> Entry:
    """One line of the timeline."""
    line = _LINES[event.kind.removeprefix("incident.")]
    return Entry(
        id=event.pk,
        text=line.text(event),
        at=event.at,
        icon=line.icon,
        tone=line.tone,
        by=event.actor_label,
        url="",
    )

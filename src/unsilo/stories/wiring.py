"""What stories adds to the frame, the inbox and the timelines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.notice_kinds import register_notice_kind
from unsilo.core.addresses import address
from unsilo.core.db import prepared
from unsilo.core.kept import Kept
from unsilo.core.models import Event
from unsilo.inbox import ports
from unsilo.inbox.checking import Finding, Level, Outgoing
from unsilo.listening import ports as listening
from unsilo.people.timeline import Sentence, describe
from unsilo.stories import gate
from unsilo.stories.models import Consent, Evidence, Field, Flag, FlagState, Pitch, Story, Use
from unsilo.stories.services.coverage import look_through
from unsilo.ui.counts import count, register_count
from unsilo.ui.icons import icon
from unsilo.ui.navigation import NavItem, register_nav, register_settings_page


def connect() -> None:
    """Register; called once when Django starts."""
    register_nav(_places, order=400)
    register_count("flags", _waiting)
    register_notice_kind("flag", _("What became of a story I flagged"), icon="flag")
    register_notice_kind("consent", _("A customer answered about a story of mine"), icon="check")
    register_notice_kind("coverage", _("A story I had a part in appeared"), icon="news")
    ports.register_action(
        ports.ConversationAction(_("Flag as a story"), "flag", "stories:flag", "f")
    )
    register_settings_page(
        _("Privacy"), _("Consents"), "stories:consent-log", "check", ("admin", "lead"), order=62
    )
    ports.register_side_panel("stories:panel")
    ports.register_row_signs(_signs)
    ports.register_draft_check(_leaks)
    ports.register_assets(styles=["stories/css/stories.css"], scripts=["stories/js/inbox.js"])
    ports.register_line("flag.raised", ports.Line("flag", _line_flag))
    ports.register_line("conversation.related", ports.Line("link", _line_related))
    ports.register_line(
        "consent.asked", ports.Line("shield", lambda e, d: _now("asked for consent"))
    )
    ports.register_line("consent.answered", ports.Line("shield", _line_answered))
    ports.register_line("consent.withdrawn", ports.Line("shield", _line_withdrawn, tone="danger"))
    for key, label, model in (
        ("story", _("belongs to a story"), Story),
        ("evidence", _("proves a story"), Evidence),
        ("pitch", _("is a talk with a journalist"), Pitch),
        ("consent", _("somebody was asked for consent"), Consent),
    ):
        ports.register_keeper(ports.Keeper(key, label, _conversations_of(model)))
    listening.register_hearing(look_through)
    describe("flag.raised", "flag", _flagged, tone="accent", address=_conversation)
    describe("story.created", "news", _titled(_("Story: %(title)s")), address=_story)
    describe("story.pitched", "send", _pitched, tone="pr", address=_story)
    describe("consent.asked", "shield", _titled(_("Asked for consent: %(title)s")), address=_story)
    describe("consent.answered", "shield", _answered, tone="ok", address=_story)
    describe(
        "consent.withdrawn", "shield", _titled(_("Withdrew consent: %(title)s")), tone="danger",
        address=_story,
    )  # fmt: skip
    describe("coverage.confirmed", "news", _published, tone="ok", address=_story)


def _conversations_of(model: type[Model]) -> Callable[[], QuerySet[Any, Any]]:
    rows = model._default_manager.filter(conversation__isnull=False)
    return lambda: rows.values("conversation_id")


def _places(request: HttpRequest) -> list[NavItem]:
    def place(label: object, name: str, icon: str) -> NavItem:
        return NavItem(label=str(label), url=address(f"stories:{name}"), icon=icon)

    children = (
        place(_("Flags"), "flags", "flag"),
        place(_("Coverage"), "coverage", "news"),
        place(_("Outlets"), "outlets", "building"),
        place(_("Journalists"), "contacts", "users"),
    )
    return [
        NavItem(
            label=_("Stories"), url=address("stories:board"), icon="news", key="g s",
            count=count(request, "flags") or None, children=children,
        )
    ]  # fmt: skip


def _waiting(request: HttpRequest) -> QuerySet[Flag] | None:
    access = getattr(request, "access", None)
    return Flag.objects.visible_to(access).waiting() if access else None


_WAITING = "SELECT conversation_id FROM stories_flag WHERE state = %s AND conversation_id = ANY(%s)"


def _signs(ids: Sequence[int]) -> Mapping[int, Sequence[SafeString]]:
    """A flag in the list, while it waits for PR."""
    with prepared() as cursor:
        cursor.execute(_WAITING, [FlagState.WAITING, list(ids)])
        waiting = [pk for (pk,) in cursor.fetchall()]
    if not waiting:
        return {}
    sign = format_html(
        '<span class="chip bare" title="{0}">{1}<span class="vh">{0}</span></span>',
        _now("Flagged as a story"),
        icon("flag"),
    )
    return {pk: [sign] for pk in waiting}


_pitches = Kept(
    lambda conversation: Pitch.objects.filter(conversation=conversation).select_related("story"),
    int,
)


def _leaks(outgoing: Outgoing) -> Iterable[Finding]:
    """In a talk with a journalist: nothing of the customer that was not allowed for the press."""
    conversation = outgoing.conversation
    if conversation is None or conversation.public:
        return
    if conversation.last_inbound_at and not conversation.last_outbound_at:
        return  # they wrote first and have heard nothing yet: it did not begin with a pitch
    for pitch in _pitches.all(conversation.pk):
        used = gate.used_fields(pitch.story, outgoing.text)
        missing = gate.missing_fields(pitch.story, fields=used, use=Use.PRESS)
        if missing:
            names = ", ".join(str(Field(one).label).lower() for one in missing)
            yield Finding(
                check="consent",
                level=Level.STOP,
                words=_now("The customer has not allowed this for the press: %(names)s.")
                % {"names": names},
                because=_now("Consent to “%(title)s”") % {"title": pitch.story.title},
            )


def _line_flag(event: Event, desks: Mapping[int, str]) -> str:
    return _now("flagged this as a story: %(what)s") % {"what": event.data["what"]}


def _line_related(event: Event, desks: Mapping[int, str]) -> str:
    values = {"because": event.data["because"], "n": event.data["other"]}
    return _now("linked this with conversation %(n)s: %(because)s") % values


def _line_answered(event: Event, desks: Mapping[int, str]) -> str:
    return _answered(event)


def _line_withdrawn(event: Event, desks: Mapping[int, str]) -> str:
    return _now("withdrew consent")


def _conversation(event: Event) -> str:
    return reverse("inbox:conversation", args=[event.conversation_id])


def _story(event: Event) -> str:
    return reverse("stories:story", args=[event.data["story"]])


def _titled(words: object) -> Sentence:
    def say(event: Event) -> str:
        return str(words) % {"title": event.data["title"]}

    return say


def _flagged(event: Event) -> str:
    return _now("Flagged as a story: %(what)s") % {"what": event.data["what"]}


def _pitched(event: Event) -> str:
    values = {"to": event.data["to"], "outlet": event.data["outlet"]}
    return _now("Pitched to %(to)s, %(outlet)s") % values


def _answered(event: Event) -> str:
    said = {
        "granted": _now("Said yes to all that was asked"),
        "partly": _now("Said yes to a part of what was asked"),
        "denied": _now("Said no"),
    }
    return said[event.data["state"]]


def _published(event: Event) -> str:
    return _now("Published: %(title)s") % {"title": event.data["headline"]}

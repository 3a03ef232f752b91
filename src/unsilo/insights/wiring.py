"""What insights adds to the frame."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.notice_kinds import register_notice_kind
from unsilo.core.addresses import address
from unsilo.core.models import Event
from unsilo.inbox import ports as inbox
from unsilo.insights.services import surveys
from unsilo.people.timeline import describe
from unsilo.ui.navigation import NavItem, register_endpoint, register_nav, register_settings_page


def connect() -> None:
    """Register; called once when Django starts."""
    register_notice_kind("briefing", _("A briefing is written"), by_mail=True, icon="news")
    register_endpoint("home", "insights:home")
    register_settings_page(
        _("Channels"), _("Surveys"), "insights:surveys", "star", ("admin",), order=39
    )
    inbox.register_follower(["conversation.closed", "message.queued"], surveys.follow_closed)
    inbox.register_line("survey.answered", inbox.Line("star", _line_rated))
    describe("survey.answered", "star", _rated, address=_conversation)
    register_nav(_home, order=5)
    register_nav(_insights, order=650)


def _rated(event: Event) -> str:
    said = _now("Rated us %(score)s of 5") % {"score": event.data["score"]}
    return f"{said}: “{event.data['words']}”" if event.data["words"] else said


def _line_rated(event: Event, desks: Mapping[int, str]) -> str:
    said = _now("rated us %(score)s of 5") % {"score": event.data["score"]}
    return f"{said}: “{event.data['words']}”" if event.data["words"] else said


def _conversation(event: Event) -> str:
    return reverse("inbox:conversation", args=[event.conversation_id])


def _home(request: HttpRequest) -> list[NavItem]:
    return [NavItem(label=_("Home"), url=address("insights:home"), icon="home", key="g h")]


def _insights(request: HttpRequest) -> list[NavItem]:
    children = (
        NavItem(label=_("Briefings"), url=address("insights:briefings"), icon="news"),
        NavItem(label=_("Shared graphs"), url=address("insights:shared"), icon="external"),
    )
    url = address("insights:index")
    return [NavItem(label=_("Insights"), url=url, icon="bars", key="g n", children=children)]

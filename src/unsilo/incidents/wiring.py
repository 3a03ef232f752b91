"""What incidents adds to the frame, the inbox and listening."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import Call, User
from unsilo.accounts.notice_kinds import register_notice_kind
from unsilo.accounts.ports import register_call_follower
from unsilo.core.actor import Actor
from unsilo.core.addresses import address
from unsilo.inbox import ports
from unsilo.incidents.models import Incident, Touched
from unsilo.incidents.services.incidents import acknowledge
from unsilo.incidents.services.touched import follow_undo
from unsilo.listening.ports import register_alert_action
from unsilo.ui.counts import count, register_count
from unsilo.ui.navigation import NavItem, register_nav, register_settings_page


def _touched() -> QuerySet[Any, Any]:
    began = Incident.objects.filter(conversation__isnull=False).values("conversation_id")
    return Touched.objects.values("conversation_id").union(began)


def connect() -> None:
    """Register; called once when Django starts."""
    register_count("incidents", _ongoing)
    register_nav(_place, order=510)
    register_settings_page(
        _("Company"),
        _("Status pages"),
        "incidents:status-pages",
        "globe",
        ("admin",),
        order=23,
    )
    register_notice_kind("incident", _("Incidents"), by_mail=True, icon="siren")
    register_call_follower("incident", _acknowledge_called)
    ports.register_keeper(ports.Keeper("incident", _("belongs to an incident"), _touched))
    ports.register_action(
        ports.ConversationAction(
            _("Declare an incident"), "siren", "incidents:from-conversation", "i"
        )
    )
    ports.register_follower(["message.unsent"], follow_undo)
    ports.register_question(
        ports.Question(
            name="incident",
            label=_("Incident"),
            example="incident:7",
            meaning=_("touched by the incident with this number"),
            conversations=_touched_by,
            choices=_ongoing_choices,
        )
    )
    register_alert_action(_("Declare an incident"), "siren", "incidents:from-alert", "i")


def _acknowledge_called(call: Call, user: User, by: Actor) -> None:
    """Whoever takes on the call looks at the incident."""
    incident = Incident.objects.filter(pk=int(call.key.split(":")[1])).first()
    if incident is not None:
        acknowledge(incident, by=by)


def _place(request: HttpRequest) -> list[NavItem]:
    url, going_on = address("incidents:incidents"), count(request, "incidents")
    return [
        NavItem(
            label=_("Incidents"), url=url, icon="siren", key="g e", count=going_on or None,
            hot=bool(going_on),
        )
    ]  # fmt: skip


def _ongoing(request: HttpRequest) -> QuerySet[Incident] | None:
    access: Access | None = getattr(request, "access", None)
    return Incident.objects.visible_to(access).ongoing() if access else None


def _touched_by(word: str) -> QuerySet[Any, Any] | None:
    if not word.isdecimal() or len(word) > 18:
        return None
    incident = Incident.objects.filter(pk=int(word)).first()
    return incident.touched.values("conversation") if incident else None


def _ongoing_choices(access: Access) -> list[tuple[str, str]]:
    ongoing = Incident.objects.visible_to(access).ongoing()[:20]
    return [(str(one.pk), one.title) for one in ongoing]

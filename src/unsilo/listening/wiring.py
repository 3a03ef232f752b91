"""What listening adds to the frame."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.models import Call, User
from unsilo.accounts.ports import register_call_follower
from unsilo.core.actor import Actor
from unsilo.core.addresses import address
from unsilo.core.request import UnsiloRequest
from unsilo.listening.models import Alert
from unsilo.listening.services import alerts
from unsilo.ui.counts import count, register_count
from unsilo.ui.navigation import NavItem, register_nav


def connect() -> None:
    """Register; called once when Django starts."""
    register_count("alerts", _waiting)
    register_nav(_places, order=500)
    register_call_follower("alert", acknowledge_called)


def acknowledge_called(call: Call, user: User, by: Actor) -> None:
    """Whoever takes on the call looks after the alert."""
    alert = Alert.objects.filter(pk=int(call.key.split(":")[1])).first()
    if alert is not None and alert.is_open:
        alerts.acknowledge(alert, user=user, by=by)


def _waiting(request: HttpRequest) -> QuerySet[Alert] | None:
    """Alerts that nobody looks after."""
    access = getattr(cast(UnsiloRequest, request), "access", None)
    return Alert.objects.visible_to(access).filter(status="new") if access else None


def _places(request: HttpRequest) -> list[NavItem]:
    def place(label: Any, name: str, icon: str) -> NavItem:
        return NavItem(label=label, url=address(f"listening:{name}"), icon=icon)

    new = count(request, "alerts")
    children = (
        place(_("Mentions"), "mentions", "globe"),
        place(_("Queries"), "queries", "search"),
        place(_("Feeds"), "feeds", "news"),
    )
    return [
        NavItem(
            label=_("Watch"), url=address("listening:overview"), icon="pulse", key="g a",
            count=new or None, hot=bool(new), children=children,
        )
    ]  # fmt: skip

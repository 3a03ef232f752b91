"""What wins adds to the frame, the inbox and the timelines."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from unsilo.core.models import Event
from unsilo.inbox import ports
from unsilo.people.timeline import describe
from unsilo.ui.navigation import NavItem, register_nav
from unsilo.wins.models import WayKind
from unsilo.wins.money import amount


def connect() -> None:
    """Register; called once when Django starts."""
    register_nav(_places, order=300)
    ports.register_side_panel("wins:panel")
    ports.register_writing_aid("wins:strip")
    ports.register_composer_tool(
        ports.ComposerTool(_("Offer a way to win"), "target", "wins:ways", "w")
    )
    ports.register_assets(styles=["wins/css/wins.css"], scripts=["wins/js/wins.js"])
    describe("link.offered", "target", _offered, address=_conversation)
    describe("link.clicked", "link", _clicked, tone="accent", address=_conversation)
    describe("conversion.recorded", "heart", _converted, tone="ok", address=_conversation)
    describe("conversion.matched", "heart", _converted, tone="ok", address=_conversation)


def _places(request: HttpRequest) -> list[NavItem]:
    def place(label: Any, name: str, icon: str) -> NavItem:
        return NavItem(label=label, url=reverse(f"wins:{name}"), icon=icon)

    children = (
        place(_("Products"), "products", "tag"),
        place(_("Retailers"), "retailers", "building"),
        place(_("Stores"), "stores", "map-pin"),
    )
    url = reverse("wins:overview")
    return [NavItem(label=_("Wins"), url=url, icon="target", key="g w", children=children)]


def _conversation(event: Event) -> str:
    return reverse("inbox:conversation", args=[event.conversation_id])


def _offered(event: Event) -> str:
    way = WayKind(event.data["way"]).label
    return _now("Offered: %(to)s (%(way)s)") % {"to": event.data["to"], "way": way}


def _clicked(event: Event) -> str:
    return _now("Followed the link to %(to)s") % {"to": event.data["to"]}


def _converted(event: Event) -> str:
    said = amount(Decimal(event.data["value"]), event.data["currency"])
    kinds: dict[str, str] = {
        "order": _now("Bought for %(value)s"),
        "lead": _now("Became a lead worth %(value)s"),
        "request": _now("Asked a store for us, worth %(value)s"),
    }
    return kinds[event.data["kind"]] % {"value": said}

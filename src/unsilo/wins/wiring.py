"""What wins adds to the frame, the inbox and the timelines."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.core.addresses import address
from unsilo.core.models import Event
from unsilo.core.money import amount
from unsilo.inbox import ports
from unsilo.inbox.checking import Mend, Outgoing
from unsilo.launches.models import Thing
from unsilo.launches.ports import register_section
from unsilo.people.timeline import describe
from unsilo.ui.navigation import NavItem, register_nav
from unsilo.wins.models import Answer, WayKind


def connect() -> None:
    """Register; called once when Django starts."""
    register_nav(_places, order=300)
    register_section(_products)
    ports.register_side_panel("wins:panel")
    ports.register_writing_aid("wins:strip")
    ports.register_composer_tool(
        ports.ComposerTool(_("Offer a way to win"), "target", "wins:ways", "w")
    )
    ports.register_mend("deflection", _offer)
    ports.register_assets(styles=["wins/css/wins.css"], scripts=["wins/js/wins.js"])
    describe("link.offered", "target", _offered, address=_conversation)
    describe("link.clicked", "link", _clicked, tone="accent", address=_conversation)
    describe("request.made", "form", _requested, address=_conversation)
    describe("request.scanned", "eye", _scanned, tone="accent", address=_conversation)
    describe("request.handed_in", "form", _handed_in, address=_conversation)
    describe("request.answered", "building", _answered, tone="ok", address=_conversation)
    describe("conversion.recorded", "heart", _converted, tone="ok", address=_conversation)
    describe("conversion.matched", "heart", _converted, tone="ok", address=_conversation)


def _products(thing: Thing, access: Access) -> SafeString:
    """On the page of a thing: as what it is sold, and by how many."""
    sold = Count("listings", filter=Q(listings__in_stock=True))
    products = thing.products.live().annotate(sellers=sold).order_by("name")
    return render_to_string(
        "wins/of_thing.html", {"products": products, "can_add": access.is_lead, "thing": thing}
    )


def _offer(out: Outgoing) -> Mend | None:
    """Instead of sending somebody away: the ways to win, to choose one from."""
    if out.conversation is None:
        return None
    return Mend(_now("Offer a way to win"), dialog=reverse("wins:ways", args=[out.conversation.pk]))


def _places(request: HttpRequest) -> list[NavItem]:
    def place(label: Any, name: str, icon: str) -> NavItem:
        return NavItem(label=label, url=address(f"wins:{name}"), icon=icon)

    children = (
        place(_("Products"), "products", "tag"),
        place(_("Retailers"), "retailers", "building"),
        place(_("Stores"), "stores", "map-pin"),
        place(_("Doors"), "doors", "form"),
    )
    url = address("wins:overview")
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


def _requested(event: Event) -> str:
    said = {"product": event.data["product"], "store": event.data["store"] or _now("a store")}
    return _now("Given a request form: %(product)s for %(store)s") % said


def _scanned(event: Event) -> str:
    if event.data["side"] == "manager":
        return _now("The manager of %(store)s scanned the request") % _store(event)
    return _now("Opened the request form for %(store)s") % _store(event)


def _handed_in(event: Event) -> str:
    return _now("Handed the request in at %(store)s") % _store(event)


def _answered(event: Event) -> str:
    said = _store(event) | {"answer": Answer(event.data["answer"]).label}
    return _now("%(store)s answered the request: %(answer)s") % said


def _store(event: Event) -> dict[str, Any]:
    return {"store": event.data["store"] or _now("a store")}

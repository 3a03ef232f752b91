"""Which way to win comes first, and why: plain functions over what is known.

A store that surely has it and is near wins; then who sends one to the door; then a store that is
far or must be called first; then marketplaces; then our own shop; and where nobody near has it, a
form that asks a store to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unsilo.wins.models import WayKind
from unsilo.wins.zips import ZipPlace

NEARBY = 10.0  # miles
STALE = timedelta(days=60)  # after that nobody promises that a shelf is still full


@dataclass(frozen=True, slots=True)
class Option:
    """Somewhere it can be had, as the directory knows it."""

    kind: WayKind
    retailer_id: int
    retailer: str
    website: str
    promise: str = ""
    priority: int = 0
    price: str = ""
    page: str = ""
    checked_at: datetime | None = None
    store_id: int | None = None
    store: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    miles: float = 0.0
    is_exact: bool = True
    lat: float = 0.0
    lon: float = 0.0


@dataclass(frozen=True, slots=True)
class Way:
    """One way to win: where, why it is offered, and what we say about it."""

    option: Option
    name: str
    why: str
    target: str
    sentence: str
    is_sure: bool = True

    @property
    def key(self) -> str:
        """Names it in an address."""
        return f"{self.option.kind}-{self.option.retailer_id}-{self.option.store_id or 0}"


def rank(
    options: Iterable[Option], *, product: str, place: ZipPlace | None, now: datetime
) -> list[Way]:
    """The ways that lead somewhere, best first."""
    usable = [one for one in options if one.kind == WayKind.REQUEST or _target(one)]
    ordered = sorted(
        usable, key=lambda one: (_group(one, now), -one.priority, one.miles, one.retailer)
    )
    return [_way(one, product, place, now) for one in ordered]


def _group(option: Option, now: datetime) -> int:
    match option.kind:
        case WayKind.STORE:
            return 0 if option.miles <= NEARBY and not _is_stale(option, now) else 2
        case WayKind.ETAILER:
            return 1
        case WayKind.MARKETPLACE:
            return 3
        case WayKind.REQUEST:
            return 5
    return 4


def is_near(option: Option) -> bool:
    """A store that carries it, not far: no other need be asked to."""
    return option.kind == WayKind.STORE and option.miles <= NEARBY


def _is_stale(option: Option, now: datetime) -> bool:
    return option.checked_at is not None and option.checked_at < now - STALE


def _target(option: Option) -> str:
    if option.kind == WayKind.STORE:
        return option.website or map_of(option.lat, option.lon)
    return option.page or option.website


def map_of(lat: float, lon: float) -> str:
    """A map elsewhere with a pin on it."""
    pin, at = f"mlat={lat:.5f}&mlon={lon:.5f}", f"{lat:.5f}/{lon:.5f}"
    return f"https://www.openstreetmap.org/?{pin}#map=17/{at}"


def _way(option: Option, product: str, place: ZipPlace | None, now: datetime) -> Way:
    if option.kind == WayKind.REQUEST:
        return _request_way(option, product, place)
    is_store = option.kind == WayKind.STORE
    return Way(
        option=option,
        name=option.store if is_store else option.retailer,
        why=_store_why(option, now) if is_store else _online_why(option, place),
        target=_target(option),
        sentence=_store_sentence(option, product, place, now)
        if is_store
        else _online_sentence(option, product),
        is_sure=not _is_stale(option, now),
    )


def _request_way(option: Option, product: str, place: ZipPlace | None) -> Way:
    said = {"product": product, "store": option.store, "zip": place.zip if place else ""}
    if option.store:
        name = _("Request form for %(store)s") % said
        text = _(
            "No store near %(zip)s has %(product)s yet, and yours could be the first. "
            "This page asks %(store)s for it and has all they need to order it:"
        )
    else:
        name = _("Request form for a store of their choice")
        text = _(
            "No store near %(zip)s has %(product)s yet, and yours could be the first. "
            "Take this page to the store you like; it has all they need to order it:"
        )
    far = miles_in_words(option.miles, is_exact=option.is_exact) if option.store else ""
    why = " · ".join(part for part in (_("nobody near has it"), far) if part)
    return Way(option=option, name=name, why=why, target="", sentence=text % said)


def miles_in_words(miles: float, *, is_exact: bool = True) -> str:
    """Of a store that is known by its ZIP only, no more than is known is said."""
    if not is_exact:
        if miles < 1:
            return _("same ZIP")
        return _("about %(miles)s mi") % {"miles": f"{miles:.0f}"}
    return _("%(miles)s mi") % {"miles": f"{miles:.1f}" if miles < 10 else f"{miles:.0f}"}


def _store_why(option: Option, now: datetime) -> str:
    parts = [miles_in_words(option.miles, is_exact=option.is_exact)]
    if option.checked_at is None:
        parts.append(option.retailer)
    elif _is_stale(option, now):
        days = (now - option.checked_at).days
        parts.append(
            ngettext(
                "stock last seen %(n)s day ago: call first",
                "stock last seen %(n)s days ago: call first",
                days,
            )
            % {"n": days}
        )
    else:
        parts.append(_("%(retailer)s has it") % {"retailer": option.retailer})
    return " · ".join(parts)


def _online_why(option: Option, place: ZipPlace | None) -> str:
    first = {
        WayKind.ETAILER: _("sends a single one"),
        WayKind.MARKETPLACE: _("where many have an account already"),
        WayKind.OWN_SHOP: _("our own shop"),
    }[option.kind]
    known = "" if place else _("works without a ZIP")
    return " · ".join(part for part in (first, option.price, option.promise, known) if part)


def _store_sentence(option: Option, product: str, place: ZipPlace | None, now: datetime) -> str:
    where = ", ".join(part for part in (option.store, option.address) if part)
    said = {"product": product or _("our things"), "where": where}
    if place and option.is_exact:
        said |= {"miles": f"{option.miles:.1f}", "zip": place.zip}
        text = _("You can get %(product)s at %(where)s, %(miles)s miles from %(zip)s.") % said
    else:
        text = _("You can get %(product)s at %(where)s.") % said
    if option.hours:
        text += " " + _("Open %(hours)s.") % {"hours": option.hours}
    if _is_stale(option, now):
        phone = f": {option.phone}" if option.phone else ""
        text += " " + _("Please call first%(phone)s.") % {"phone": phone}
    return text


def _online_sentence(option: Option, product: str) -> str:
    said = {"product": product or _("our things"), "retailer": option.retailer}
    text = _("%(retailer)s has %(product)s") % said
    text += f" ({option.price})." if option.price else "."
    return f"{text} {option.promise[:1].upper()}{option.promise[1:]}." if option.promise else text

"""The ways to win for one conversation: what is asked for, where, and what there is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from unsilo.core.errors import NotFound
from unsilo.inbox import ports
from unsilo.inbox.models import Conversation, Direction, Kind, Message
from unsilo.wins import zips
from unsilo.wins.models import (
    Conversion,
    Link,
    Listing,
    Product,
    RequestForm,
    Retailer,
    RetailerKind,
    Store,
    WayKind,
)
from unsilo.wins.near import stores_near
from unsilo.wins.queries.locator import stores_to_ask
from unsilo.wins.ranking import Option, Way, is_near, rank
from unsilo.wins.zips import ZipPlace

MESSAGES = 12  # of the newest from outside, in which a product and a ZIP are looked for
LOOKED_AT = 5000  # characters of each
STORES = 3
_PRODUCTS = 1000

# Words of people who look for a thing. A hint only: the ways are a key away in any conversation.
_BUYING = re.compile(
    r"\b(?:where (?:can|could|do|to)\b.{0,30}\b(?:buy|get|find|order)|buy|purchase|"
    r"in (?:\w+ ){0,2}stores?|"
    r"(?:any|your|local|a|near\w*) (?:store|shop|retailer)s?|stockists?|do you sell|"
    r"zip(?: code)?|near me|available in|wo (?:kann|gibt|bekomm)\w*|kaufen|laden|"
    r"où (?:puis-je )?(?:acheter|trouver)|acheter|magasins?|comprar|tiendas?|lojas?|"
    r"dónde|onde|winkels?|kopen|köpa|butik\w*|negozi\w*|kupić|sklep\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for, as far as they said it; ``is_asked`` when they do look for it."""

    product: Product | None
    place: ZipPlace | None
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class WaysView:
    """The ways for a conversation, best first, and what became of those given before.

    ``would_help`` says that there are stores which a ZIP would bring up.
    """

    wish: Wish
    ways: tuple[Way, ...]
    links: tuple[Link, ...]
    conversions: tuple[Conversion, ...]
    requests: tuple[RequestForm, ...]
    would_help: bool

    @property
    def best(self) -> tuple[Way, ...]:
        return self.ways[:2]

    @property
    def request(self) -> Way | None:
        """Asking a store to carry it, where nobody near does."""
        return next((one for one in self.ways if one.option.kind == WayKind.REQUEST), None)

    @property
    def nearest(self) -> tuple[Way, ...]:
        """Stores to name together; none where there is but one."""
        stores = nearest_stores(self.ways)
        return stores if len(stores) > 1 else ()


def ways_view(conversation: Conversation) -> WaysView:
    wish = wish_of(conversation)
    links = Link.objects.filter(conversation=conversation).select_related("retailer", "store")
    conversions = Conversion.objects.filter(conversation=conversation).order_by("-happened_at")
    return WaysView(
        wish=wish,
        ways=tuple(ways_to(wish)),
        links=tuple(links.order_by("-id")[:10]),
        conversions=tuple(conversions[:10]),
        requests=tuple(
            RequestForm.objects.filter(conversation=conversation)
            .select_related("store", "product")
            .order_by("-id")[:10]
        ),
        would_help=wish.place is None and Store.objects.live().exists(),
    )


def nearest_stores(ways: Sequence[Way]) -> tuple[Way, ...]:
    stores = [one for one in ways if one.option.kind == WayKind.STORE]
    return tuple(sorted(stores, key=lambda one: one.option.miles)[:STORES])


def way_for(conversation: Conversation, key: str) -> tuple[Way, Wish]:
    """One of the ways that are offered for a conversation now. Raises ``NotFound``."""
    wish = wish_of(conversation)
    for way in ways_to(wish):
        if way.key == key:
            return way, wish
    raise NotFound


def wish_of(conversation: Conversation) -> Wish:
    """The product and the place that were named last."""
    heard = Message.objects.filter(
        conversation=conversation, direction=Direction.IN, kind=Kind.MESSAGE
    )
    newest = heard.order_by("-id").values_list("reply_text", "text")[:MESSAGES]
    texts = [(reply or whole)[:LOOKED_AT] for reply, whole in newest]
    place = next((found for text in texts if (found := zips.said_in(text))), None)
    if place is None and conversation.person.place:
        place = zips.said_in(conversation.person.place)
    asked = any(_BUYING.search(text) for text in texts) or _reads_so(conversation)
    return Wish(named_product([*texts, conversation.subject]), place, is_asked=asked)


def _reads_so(conversation: Conversation) -> bool:
    """Whether somebody who reads messages (see ``inbox.ports``) says that they ask where to buy."""
    asking = ports.asked("intent:where_to_buy")
    return asking is not None and asking.filter(conversation_id=conversation.pk).exists()


def named_product(texts: Sequence[str]) -> Product | None:
    """The product that the first text to name one names; of several the longest name."""
    names: list[tuple[str, Product]] = [
        (name.casefold(), product)
        for product in Product.objects.live().order_by("id")[:_PRODUCTS]
        for name in (product.name, *product.aliases)
    ]
    names.sort(key=lambda one: -len(one[0]))
    for text in texts:
        folded = " ".join(text.casefold().split())
        for name, product in names:
            if name in folded and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded):
                return product
    return None


def ways_to(wish: Wish, *, now: datetime | None = None) -> list[Way]:
    options = _known_options(wish) if wish.product else _any_options(wish)
    if wish.product and wish.place and not any(is_near(one) for one in options):
        options.append(_request(wish.product, wish.place))
    name = wish.product.name if wish.product else ""
    return rank(options, product=name, place=wish.place, now=now or timezone.now())


def _request(product: Product, place: ZipPlace) -> Option:
    """The nearest store of those that do not sell it yet, else one that the shopper names."""
    nearest = stores_to_ask(product, place, limit=1)
    if not nearest:
        return Option(kind=WayKind.REQUEST, retailer_id=0, retailer="", website="")
    store, miles = nearest[0]
    return Option(
        kind=WayKind.REQUEST,
        retailer_id=store.retailer_id,
        retailer=store.retailer.name,
        website="",
        store_id=store.pk,
        store=store.name,
        address=store.address,
        miles=miles,
        is_exact=store.is_exact,
    )


def _known_options(wish: Wish) -> list[Option]:
    """Who has the product in stock; retailers with stores near, by their nearest stores."""
    sold = Listing.objects.sold_now().filter(product=wish.product)
    listings = list(sold.select_related("retailer"))
    by_retailer = {one.retailer_id: one for one in listings}
    online = [
        _online(one.retailer, one) for one in listings if one.retailer.kind != RetailerKind.CHAIN
    ]
    return [*online, *_stores(wish.place, by_retailer)]


def _any_options(wish: Wish) -> list[Option]:
    """No product was named: everybody who sells our things."""
    retailers = list(Retailer.objects.live())
    online = [_online(one) for one in retailers if one.kind != RetailerKind.CHAIN]
    return [*online, *_stores(wish.place, dict.fromkeys((one.pk for one in retailers), None))]


def _online(retailer: Retailer, listing: Listing | None = None) -> Option:
    return Option(
        kind=WayKind(retailer.kind),
        retailer_id=retailer.pk,
        retailer=retailer.name,
        website=retailer.website,
        promise=retailer.promise,
        priority=retailer.priority,
        price=listing.price if listing else "",
        page=listing.url if listing else "",
        checked_at=listing.checked_at if listing else None,
    )


def _stores(place: ZipPlace | None, listings: dict[int, Listing] | dict[int, None]) -> list[Option]:
    if place is None:
        return []
    near = {
        one.store_id: one.miles
        for one in stores_near(place.lat, place.lon, limit=STORES, retailer_ids=list(listings))
    }
    stores = Store.objects.filter(pk__in=near).select_related("retailer")
    found = []
    for store in stores:
        listing = listings[store.retailer_id]
        found.append(
            Option(
                kind=WayKind.STORE,
                retailer_id=store.retailer_id,
                retailer=store.retailer.name,
                website=store.website,
                priority=0,  # nearness decides among stores
                checked_at=listing.checked_at if listing else None,
                store_id=store.pk,
                store=store.name,
                address=store.address,
                phone=store.phone,
                hours=store.hours,
                miles=near[store.pk],
                is_exact=store.is_exact,
                lat=store.lat,
                lon=store.lon,
            )
        )
    return found


def link_for_go(code: str) -> Link | None:
    """What the public door needs to know of a link, in one statement."""
    return (
        Link.objects.select_related("conversation", "retailer", "store")
        .only(
            "code", "target", "way", "expires_at", "clicks", "retailer__name", "store__name",
            "conversation__person_id", "conversation__brand_id", "conversation__id",
        )
        .filter(code=code.upper())
        .first()
    )  # fmt: skip

"""Where the foxes' games can be bought, the links they gave people, and what came of those."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from unsilo.accounts.models import User
from unsilo.core.actor import SYSTEM
from unsilo.demo import doors
from unsilo.demo.company import PRODUCTS
from unsilo.demo.generator import ScriptedConversation
from unsilo.demo.people import PEOPLE_BY_KEY
from unsilo.inbox.models import Conversation
from unsilo.wins.models import Link
from unsilo.wins.queries.ways import ways_view
from unsilo.wins.services import directory, hooks, links
from unsilo.wins.services.conversions import Report, record_conversion
from unsilo.wins.services.imports import import_stores
from unsilo.wins.zips import place_of

if TYPE_CHECKING:
    from unsilo.demo.playback import Player

TAG = "where-to-buy"
HOOK = "Fox shop"

# Name, kind, website, what speaks for it, priority.
RETAILERS = (
    ("Marmalade Fox shop", "own_shop", "https://shop.marmaladefox.example/",
     "free shipping from $35, and we take back what does not please", 0),
    ("Parcelwood", "etailer", "https://parcelwood.example/", "there in two days", 10),
    ("Bazaarly", "marketplace", "https://bazaarly.example/foxes", "", 0),
    ("Copper Kettle Games", "chain", "https://copperkettle.example/", "", 0),
    ("Halfmoon Market", "chain", "https://halfmoonmarket.example/", "", 0),
    ("Northshore Toys", "chain", "https://northshoretoys.example/", "", 0),
)  # fmt: skip

# Who has what, by the keys of the products.
_SOLD = {
    "Marmalade Fox shop": ("heist", "helping", "tidewick", "lantern", "teaspoon", "otto"),
    "Parcelwood": ("heist", "lantern", "teaspoon", "otto"),
    "Bazaarly": ("heist", "teaspoon", "otto"),
    "Copper Kettle Games": ("heist", "lantern", "teaspoon"),
    "Halfmoon Market": ("heist", "teaspoon"),
    "Northshore Toys": ("heist", "otto"),
}
_ALIASES = {
    "heist": ("the biscuit game", "Blame the dog", "Meet the Grandmother"),
    "lantern": ("the lantern game", "Lantern Box, lit"),
    "teaspoon": ("the tin game",),
    "otto": ("the plush dog", "Otto on the sofa"),
}
_LONG_UNHEARD = ("Northshore Toys", "otto")  # nobody asked there for more than two months

_NORTH = (
    "55802 55811 55720 54880 55616 55604 55731 55746 55792 55072 56601 56401 55401 55408 "
    "55102 56301 55901 58102 58201 58501 54701 53703 53202 54301 49855 48126 48226 48104 49503 "
    "60614 60647 60201 61820 50309 52240 68102 68508 64108 63103"
)
_ELSEWHERE = (
    "43215 44113 45202 15222 19103 10003 11215 02116 02139 04101 05401 14201 12207 20009 23220 "
    "28801 27601 30307 37206 40204 70117 78704 75208 77006 74104 87106 80205 80302 84102 83702 "
    "59801 59715 98103 99201 97214 97401 94110 94609 90026 92104 85004 85705 99501 96816"
)
_STREETS = ("Main St", "Lake Ave", "Superior St", "Market St", "Elm St", "2nd Ave", "Depot Rd")


def found(at: datetime, *, by: User) -> None:
    """Set the directory up, as it was before the first message of the demo."""
    products = {
        one.key: directory.create_product(
            name=one.name,
            sku=one.sku,
            price=one.price,
            aliases=_ALIASES.get(one.key, ()),
            by=by.actor,
            **doors.TRADE_FACTS.get(one.key, {}),
        )
        for one in PRODUCTS
    }
    for name, kind, website, promise, priority in RETAILERS:
        retailer = directory.create_retailer(
            name=name, kind=kind, website=website, promise=promise, priority=priority, by=by.actor
        )
        for key in _SOLD[name]:
            listing = directory.save_listing(
                product=products[key],
                retailer=retailer,
                url="" if kind == "chain" else f"{website}?item={products[key].sku.lower()}",
                price=products[key].price,
                by=by.actor,
            )
            unheard = (name, key) == _LONG_UNHEARD
            heard = timedelta(days=-9 if unheard else 40 + len(name + key) % 17)
            listing.checked_at = at + heard
            listing.save(update_fields=["checked_at"])
    import_stores(_store_file(), by=by.actor, file_name="stores.csv")
    hooks.open_hook(name=HOOK, by=by.actor)


def _store_file() -> bytes:
    """Some 120 stores, the same on every run."""
    chance = Random(55804)  # noqa: S311  no secret
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["retailer", "store name", "street", "zip", "lat", "lon", "phone", "hours"])
    kettle = "Copper Kettle Games"
    hours = "Mon to Sat 10 to 19"
    writer.writerow(
        [kettle, kettle, "214 Lake Ave", "55804", 46.829, -92.03, "+1 218 555 0101", hours]
    )
    for retailer, zips in (
        ("Halfmoon Market", _NORTH),
        ("Northshore Toys", f"{_NORTH} {_ELSEWHERE}"),
    ):
        for zip_code in zips.split():
            place = place_of(zip_code)
            assert place is not None
            lat, lon = (round(at + chance.gauss(0, 0.01), 5) for at in (place.lat, place.lon))
            street = chance.choice(_STREETS)
            address = f"{chance.randint(1, 1900)} {street}"
            phone = f"+1 800 555 {chance.randint(100, 199):04}"
            name = f"{retailer}, {place.city}"
            writer.writerow([retailer, name, address, zip_code, lat, lon, phone, "daily 9 to 20"])
    return out.getvalue().encode()


# What colleagues give


def given(script: ScriptedConversation, conversation_id: int, user: User, at: datetime) -> str:
    """The link that stands below an answer to somebody who asked where to buy."""
    if TAG not in script.tags or script.drafts:  # one with a draft is still being answered
        return ""
    conversation = Conversation.objects.select_related("channel", "person").get(pk=conversation_id)
    view = ways_view(conversation)
    if not view.best or view.links:
        return ""
    way = _chance(script.key).choice(view.best)
    link = links.offer(
        conversation, way=way, product=view.wish.product, user=user, by=user.actor, at=at
    )
    return f"\n\n{links.address(link.code)}"


def happenings(
    player: "Player", scripts: Iterable[ScriptedConversation]
) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """Most links are followed, and some lead to an order, days later."""
    for script in scripts:
        answered = [one.at for one in script.messages if one.kind == "out"]
        if TAG not in script.tags or not answered:
            continue
        chance = _chance(script.key)
        chance.random()
        clicked = answered[-1] + timedelta(minutes=chance.randint(3, 400))
        if chance.random() < 0.75:
            yield clicked, partial(_click, player, script, clicked)
        bought = clicked + timedelta(hours=chance.randint(1, 200))
        if chance.random() < 0.55:
            yield bought, partial(_order, player, script, bought)
    yield from doors.happenings(player)
    for days, code, value in (
        (41, "FOXFRIEND", "36.00"),
        (19, "", "18.00"),
        (6, "BISCUIT10", "54.00"),
    ):
        at = player.now - timedelta(days=days, hours=3)
        yield at, partial(_unmatched, at, code, value)


def _click(player: "Player", script: ScriptedConversation, at: datetime) -> None:
    if link := _link(player, script):
        links.count_click(link, visitor=script.key[:20], at=at)


def _order(player: "Player", script: ScriptedConversation, at: datetime) -> None:
    """Who followed the link, orders with its code; who did not, may order all the same."""
    if link := _link(player, script):
        person = PEOPLE_BY_KEY[script.messages[0].author]
        value = _chance(script.key).choice(("18.00", "36.00", "48.00", "30.00", "66.00"))
        _record(
            f"FX-{link.pk:05}",
            value,
            at,
            code=link.code if link.clicks else "",
            email="" if link.clicks else person.mail,
        )


def _unmatched(at: datetime, code: str, value: str) -> None:
    _record(f"FX-{at:%m%d}", value, at, code=code)


def _record(number: str, value: str, at: datetime, *, code: str = "", email: str = "") -> None:
    report = Report(
        source="fox-shop",
        external_id=number,
        value=Decimal(value),
        currency="USD",
        code=code,
        email=email,
        happened_at=at,
    )
    record_conversion(report, by=SYSTEM, at=at)


def _link(player: "Player", script: ScriptedConversation) -> Link | None:
    links_of = Link.objects.filter(conversation=player.conversation_id(script.key))
    return links_of.select_related("conversation", "retailer", "store").first()


def _chance(key: str) -> Random:
    return Random(key)  # noqa: S311  no secret

"""Stores that shoppers asked to carry the foxes' games, and how far that has come."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from unsilo.accounts.models import Brand
from unsilo.core.actor import SYSTEM
from unsilo.wins.models import Door, Product, RequestForm, Side, Store
from unsilo.wins.services import doors, requests

if TYPE_CHECKING:
    from unsilo.demo.playback import Player

# What managers want to know, by the names of the products.
TRADE_FACTS = {
    "heist": {
        "summary": "Card game, 2 to 6 people, 20 minutes, age 8 and up",
        "gtin": "850017041806",
        "size": "5.1 × 3.7 × 1.6 in, 11 oz, fits a till shelf",
        "case_pack": "6 boxes, $54.00, no minimum order",
        "ordering": "Northern Parcel Trade, item NPT-2206",
    },
    "lantern": {
        "summary": "Big-box game, 1 to 5 people, 75 minutes, age 12 and up",
        "gtin": "850017043015",
        "size": "11.8 × 11.8 × 2.9 in, 5 lb",
        "case_pack": "4 boxes, $112.00",
        "ordering": "Northern Parcel Trade, item NPT-2231",
    },
    "otto": {
        "summary": "Plush dog, the one who did not do it",
        "size": "9 in sitting, 8 oz",
        "case_pack": "12 dogs, $132.00",
        "ordering": "Northern Parcel Trade, item NPT-2250",
    },
}


class _Asked(NamedTuple):
    """One request: days ago, the store's ZIP and retailer, who, and how far it got."""

    days: int
    retailer: str
    zip: str
    product: str
    shopper: str
    home: str
    wish: str
    why: str
    got: str = ""  # o: opened, h: handed in, m: scanned by the manager
    answer: str = ""
    contact: str = ""


_OWNER = "sol@marmaladefox.example"
_HALFMOON, _NORTH = "Halfmoon Market", "Northshore Toys"
_ASKED = (
    _Asked(52, _HALFMOON, "55811", "Lantern Box", "June P.", "55811", "once",
           "Your shelf has room between the puzzles and the batteries.", "oh"),
    _Asked(47, _HALFMOON, "55811", "Lantern Box", "Abel R.", "55806", "gift", "", "ohm", "consider"),
    _Asked(33, _HALFMOON, "55811", "Lantern Box", "Dana W.", "55804", "once",
           "The last one ordered online arrived as confetti.", "ohm", "sample",
           "games@halfmoonmarket.example"),
    _Asked(44, _HALFMOON, "55401", "Otto", "Priya S.", "55408", "gift", "For a dog, honestly.", "o"),
    _Asked(29, _HALFMOON, "55401", "Otto", "", "55102", "once", "", "oh"),
    _Asked(25, _HALFMOON, "53703", "Otto", "Lena K.", "53703", "gift", "", "ohm", "declined"),
    _Asked(21, _NORTH, "60614", "Lantern Box", "Marcus T.", "60614", "once",
           "We drive past you to buy it forty miles away.", "ohm", "buyer",
           "+1 800 555 0144"),
    _Asked(17, _NORTH, "60614", "Lantern Box", "Ola N.", "60647", "monthly", "", "o"),
    _Asked(12, _NORTH, "80205", "Teaspoon Duel", "Greta F.", "80205", "gift", "", "oh"),
    _Asked(9, _NORTH, "97214", "Lantern Box", "Sam I.", "97214", "once", "", "ohm", "call",
           "+1 800 555 0171"),
    _Asked(4, _NORTH, "97214", "Lantern Box", "Wren A.", "97214", "once", "", "o"),
    _Asked(2, _HALFMOON, "55811", "Otto", "Dana W.", "55804", "gift",
           "He belongs beside the biscuits.", ""),
)  # fmt: skip

# Where people have moved a door: days ago, retailer, ZIP, product, stage.
_MOVED = (
    (30, _HALFMOON, "55811", "Lantern Box", "sampled"),
    (20, _HALFMOON, "55811", "Lantern Box", "authorised"),
    (6, _HALFMOON, "55811", "Lantern Box", "on_shelf"),
    (14, _NORTH, "60614", "Lantern Box", "sampled"),
)


def happenings(player: "Player") -> Iterator[tuple[datetime, Callable[[], object]]]:
    for asked in _ASKED:
        at = player.now - timedelta(days=asked.days, hours=5)
        yield at, partial(_ask, asked, at)
    for days, retailer, zip_code, product, stage in _MOVED:
        at = player.now - timedelta(days=days, hours=1)
        yield at, partial(_move, retailer, zip_code, product, stage, player, at)


def _store(retailer: str, zip_code: str) -> Store:
    return Store.objects.get(retailer__name=retailer, zip=zip_code)


def _ask(asked: _Asked, at: datetime) -> None:
    form = requests.issue(
        product=Product.objects.get(name=asked.product),
        store=_store(asked.retailer, asked.zip),
        brand=Brand.objects.earliest("pk"),
        shopper=asked.shopper,
        zip=asked.home,
        wish=asked.wish,
        why=asked.why,
        by=SYSTEM,
        at=at,
    )
    _follow(form, asked, at)


def _follow(form: RequestForm, asked: _Asked, at: datetime) -> None:
    if "o" in asked.got:
        requests.scan(form, side=Side.SHOPPER, visitor="demo", at=at + timedelta(minutes=2))
    if "h" in asked.got:
        requests.hand_in(form, by=SYSTEM, at=at + timedelta(hours=2))
    if "m" in asked.got:
        requests.scan(form, side=Side.MANAGER, visitor="demo", at=at + timedelta(hours=3))
    if asked.answer:
        requests.answer(
            form,
            answer=asked.answer,
            contact=asked.contact,
            by=SYSTEM,
            at=at + timedelta(hours=3, minutes=4),
        )


def _move(
    retailer: str, zip_code: str, product: str, stage: str, player: "Player", at: datetime
) -> None:
    door = Door.objects.get(store=_store(retailer, zip_code), product__name=product)
    owner = player.cast.users[_OWNER]
    if door.owner is None:
        doors.update(
            door, owner=owner, buyer=door.buyer, contact=door.contact, note="", by=owner.actor
        )
    doors.move(door, stage=stage, by=owner.actor, at=at)

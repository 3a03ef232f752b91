"""Where is the nearest store, and how long does a link keep somebody waiting?

Reference of the locator: the bare index, asked for the stores of a box of 5 miles. Of the redirect:
the statement that finds a link. Places are asked for at random, by a seed.
"""

from random import Random

from django.db import connection
from django.test import Client
from django.utils import timezone

from unsilo.accounts import services as accounts
from unsilo.bench.measure import p50, p95, timed
from unsilo.bench.report import Report
from unsilo.channels.contract import Author
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.services.conversations import start_conversation
from unsilo.people.services import find_or_create_person
from unsilo.wins import limits
from unsilo.wins.models import Click, Link, Retailer, Store
from unsilo.wins.near import stores_near
from unsilo.wins.queries.ways import link_for_go

RETAILERS = 40
ASKED = 400
LOCATOR_BAR, REDIRECT_BAR = 50.0, 10.0  # milliseconds, p95
PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"

_BARE = """
SELECT id FROM wins_store WHERE archived_at IS NULL
   AND point(lon, lat) <@ box(point(%s - 0.1, %s - 0.07), point(%s + 0.1, %s + 0.07))
"""


def measure(stores: int) -> Report:
    chance = Random(7)
    places = _places()
    _fill(stores, places, chance)
    report = Report("locator", f"{stores:,} stores of {RETAILERS} retailers")
    asked = [chance.choice(places) for _n in range(ASKED)]

    def bare(lat: float, lon: float) -> object:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [lon, lat, lon, lat])
            return cursor.fetchall()

    few = list(Retailer.objects.values_list("pk", flat=True)[:2])
    reference = _seconds(bare, asked)
    report.add("reference: the bare index, p50", p50(reference) * 1000, "ms")
    nearest = _seconds(lambda lat, lon: stores_near(lat, lon, limit=3), asked)
    _tell(report, "the nearest 3", nearest, LOCATOR_BAR)
    chains = _seconds(lambda lat, lon: stores_near(lat, lon, limit=3, retailer_ids=few), asked)
    _tell(report, "the nearest 3 of 2 retailers", chains, LOCATOR_BAR)
    sea = _seconds(lambda lat, lon: stores_near(lat, lon - 60), asked)
    _tell(report, "where there is none", sea, LOCATOR_BAR)
    report.ratio("the nearest 3 to the bare index, p50", p50(nearest) / p50(reference))
    _redirect(report)
    return report


def _redirect(report: Report) -> None:
    link = _link()
    client, count = Client(SERVER_NAME="localhost"), 0

    def follow() -> None:
        nonlocal count
        count += 1
        limits.forget()
        headers = {"User-Agent": f"{PERSON} {count}"}
        assert client.get(f"/go/{link.code}/", headers=headers).status_code == 302

    timed(follow, 20)
    found = timed(lambda: link_for_go(link.code), ASKED)
    seconds = timed(follow, ASKED)
    assert Click.objects.count() == count
    report.add("reference: finding the link, p50", p50(found) * 1000, "ms")
    _tell(report, "a redirect with its click", seconds, REDIRECT_BAR)
    report.ratio("a redirect to finding the link, p50", p50(seconds) / p50(found))


def _tell(report: Report, name: str, seconds: list[float], bar: float) -> None:
    report.add(f"{name}: p50", p50(seconds) * 1000, "ms")
    report.add(f"{name}: p95", p95(seconds) * 1000, "ms", at_most=bar)


def _seconds(ask: object, places: list[tuple[float, float]]) -> list[float]:
    at = iter(places * 2)
    timed(lambda: ask(*next(at)), len(places))  # type: ignore[operator]
    return timed(lambda: ask(*next(at)), len(places))  # type: ignore[operator]


def _places() -> list[tuple[float, float]]:
    """Where people live, as far as there are ZIP codes."""
    import zipcodes

    every = zipcodes.list_all()  # type: ignore[no-untyped-call]
    return [(float(one["lat"]), float(one["long"])) for one in every if one["lat"] and one["long"]]


def _fill(count: int, places: list[tuple[float, float]], chance: Random) -> None:
    retailers = [Retailer.objects.create(name=f"Chain {n}", kind="chain") for n in range(RETAILERS)]
    made = []
    for number in range(count):
        lat, lon = chance.choice(places)
        made.append(
            Store(
                retailer=retailers[number % RETAILERS],
                key=str(number),
                name=f"Store {number}",
                zip="00000",
                lat=lat + chance.gauss(0, 0.03),
                lon=lon + chance.gauss(0, 0.03),
            )
        )
    Store.objects.bulk_create(made, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE wins_store")


def _link() -> Link:
    brand = accounts.create_brand(name="Bench", by=SYSTEM)
    desk = accounts.create_desk(name="Bench", discipline="support", by=SYSTEM)
    accounts.create_user(email="bench@bench.example", name="Bench", role="admin", by=SYSTEM)
    channel = create_channel(
        kind="api", name="Bench", brand=brand, desk=desk, config={"identity_kind": "x"}, by=SYSTEM
    )
    now = timezone.now()
    person = find_or_create_person(author=Author("x", "someone", "Someone"), at=now, by=SYSTEM)
    conversation = start_conversation(channel=channel, person=person, subject="", by=SYSTEM, at=now)
    return Link.objects.create(
        conversation=conversation,
        code="BENCH234",
        way="etailer",
        retailer=Retailer.objects.all()[0],
        target="https://shop.example/",
        expires_at=now.replace(year=now.year + 1),
    )

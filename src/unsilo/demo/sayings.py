"""What the foxes have learned to say: their voice, their facts, what they tell people about.

Noted at the end of the demo's history: facts come from what went wrong in it.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from unsilo.accounts.models import Brand
from unsilo.demo import company
from unsilo.demo.founding import Cast
from unsilo.inbox.models import Hiding, Message
from unsilo.inbox.services import hiding
from unsilo.launches.models import CalendarEntry, Campaign, Thing
from unsilo.launches.services import things
from unsilo.library.services.facts import create_fact
from unsilo.library.services.voice import Banned, save_guide
from unsilo.triage.models import DueReading
from unsilo.triage.reader import ReaderMissing, load
from unsilo.triage.services import reading
from unsilo.wins.models import Product

# Name of the thing, name of the campaign, its key, days since it began, days it goes on, budget.
CAMPAIGNS = (
    ("heist", "Autumn table", "autumn-table", 45, 20, "12000"),
    ("helping", "Meet the Grandmother", "grandmother", 30, 40, "8000"),
    ("lantern", "Lit from within", "lantern-lit", 50, -5, "6500"),
    ("otto", "Otto on the sofa", "otto-sofa", 24, 12, "3200"),
)
# Thing, what, title, days from now.
DATES = (
    ("helping", "stream", "Live: the Grandmother deals, with six of you", 6),
    ("helping", "embargo", "Reviews of Second Helping may appear", 13),
    ("helping", "launch", "Second Helping in shops", company.LAUNCH_IN_DAYS),
    ("tidewick", "launch", "Tidewick 1.4.1", 3),
    ("lantern", "fair", "Games day in Graz, table 9", -4),
    ("otto", "stream", "Otto answers mail, with Marit", -11),
)
# Key of the story, who asks, why, the words for it, who agrees ("" while that waits).
HIDDEN = (
    ("shades-outlet", "ines", "spam", "Third shop of the same kind this week", "marit"),
    ("lena-claims", "bram", "spam", "Poses as us and asks for card numbers", "marit"),
    ("stig-lantern", "bram", "hate", "He writes this under every post", ""),
)


def say(cast: Cast, now: datetime) -> None:
    brand = Brand.objects.get()
    lead = cast.users[company.COLLEAGUES_BY_KEY["marit"].email].actor
    _voice(brand, cast)
    for fact in _facts(now.date()):
        create_fact(by=lead, **fact)  # type: ignore[arg-type]  # words and lists of them
    _things(brand, cast, now.date())


def hide(cast: Cast, ids: dict[str, int], now: datetime) -> None:
    """Spam is hidden, and one complaint waits for somebody who says no."""
    stories = [one for one in HIDDEN if one[0] in ids]
    first = {
        key: Message.objects.filter(conversation=ids[key]).earliest("pk") for key, *_ in stories
    }
    _have_read([one.pk for one in first.values()])
    for number, (key, asks, reason, words, agrees) in enumerate(stories):
        user = cast.users[company.COLLEAGUES_BY_KEY[asks].email]
        at = now - timedelta(hours=20 - 6 * number)
        done = hiding.hide(
            first[key].pk, reason=reason, words=words, user=user, by=user.actor, at=at
        )
        if agrees and done.state == Hiding.State.ASKED:
            other = cast.users[company.COLLEAGUES_BY_KEY[agrees].email]
            hiding.confirm(done.pk, user=other, by=other.actor, at=at + timedelta(minutes=20))
    hiding.carry_out_due(by=cast.admin.actor)
    for key, *_rest, agrees in stories:
        if agrees:  # the program that watches the platforms says that it is done
            hiding.settle(first[key].pk, hidden=True, by=cast.admin.actor)


def _have_read(message_ids: list[int]) -> None:
    try:
        model = load()
    except ReaderMissing:
        return
    reading.read_batch(message_ids, model)
    DueReading.objects.filter(message__in=message_ids).delete()


def _voice(brand: Brand, cast: Cast) -> None:
    save_guide(
        brand,
        tone=["warm", "dry", "short", "never hurried"],
        do=[
            "Answer first, then joke, if it still fits.",
            "Say what went wrong and what happens now, in that order.",
            "Name a shop, a date, a number: something one can use.",
        ],
        dont=[
            "No jokes about lost saves, refunds or anything that hurt.",
            "Nobody who asks in public is sent away to a form.",
            "No exclamation marks where somebody is unhappy.",
        ],
        disclosure="I work for Marmalade Fox.",
        signature="Warmly, the foxes",
        phrases=[
            Banned(
                "any inconvenience", why="It names nothing that happened.", better="the trouble"
            ),
            Banned("we value your feedback", why="Say what will be done with it."),
            Banned("as per my last", why="It was not clear enough, then."),
            Banned("hurry", why="We never do.", level="rather_not"),
            Banned("unfortunately", why="Say the thing itself.", level="rather_not"),
        ],
        by=cast.admin.actor,
    )


def _facts(today: date) -> list[dict[str, object]]:
    return [
        {
            "statement": "The Tidewick download is 4.1 GB",
            "value": "4.1 GB",
            "wrong": ["4.1 MB"],
            "about": ["Tidewick", "download"],
            "status": "confirmed",
            "source": "Priya, from the build. A saved answer said MB for a year.",
        },
        {
            "statement": "Biscuit Heist is for 2 to 6 people and takes 20 minutes",
            "value": "20 minutes",
            "about": ["Biscuit Heist"],
            "status": "confirmed",
            "source": "The box",
        },
        {
            "statement": "Shipping is free from $35",
            "value": "$35",
            "about": ["shipping"],
            "status": "confirmed",
            "source": "Bram, until the prices of freight change",
            "valid_until": today + timedelta(days=60),
        },
        {
            "statement": "The lantern runs on one LED tea light, nothing burns",
            "about": ["Lantern Box", "lantern"],
            "status": "confirmed",
            "source": "Safety sheet of the Lantern Box",
        },
        {
            "statement": "The German edition of Tidewick comes in spring",
            "wrong": ["im März", "in March", "im Frühling"],
            "about": ["German", "deutsche", "deutsch"],
            "status": "do_not_say",
            "source": "The contract is not signed",
        },
        {
            "statement": "There will be a bigger Otto",
            "wrong": ["bigger Otto is coming"],
            "about": ["Otto"],
            "status": "not_confirmed",
            "source": "Product has seen it and gone quiet",
        },
    ]


def _things(brand: Brand, cast: Cast, today: date) -> None:
    by = cast.users[company.COLLEAGUES_BY_KEY["bram"].email].actor
    rows = {
        one.key: things.create(
            Thing(), name=one.name, brand=brand, kind="product", description=one.what, by=by
        )
        for one in company.PRODUCTS
    }
    for thing in rows.values():
        Product.objects.filter(name=thing.name).update(thing=thing)
    for key, name, campaign, began, lasts, budget in CAMPAIGNS:
        things.create(
            Campaign(thing=rows[key]),
            name=name,
            key=campaign,
            starts_on=today - timedelta(days=began),
            ends_on=today + timedelta(days=lasts),
            budget=Decimal(budget),
            currency="USD",
            by=by,
        )
    for key, kind, title, days in DATES:
        day = today + timedelta(days=days)
        things.create(CalendarEntry(thing=rows[key]), kind=kind, title=title, on=day, by=by)

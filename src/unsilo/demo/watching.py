"""What the foxes listen for, what is said about them elsewhere, and what stood out."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import TYPE_CHECKING

from django.utils.http import http_date

from unsilo.accounts.models import Brand, User
from unsilo.listening.models import Alert, Mention, Query
from unsilo.listening.services import alerts, feeds, fetching, hours, scoring, topics
from unsilo.listening.services.mentions import Post, hear
from unsilo.listening.services.reading import keep_reading

if TYPE_CHECKING:
    from unsilo.demo.founding import Cast

# Name, any of, all of, where it listens.
TOPICS = (
    ("Otto", ("Otto", "Ottos", "plush dog"), (), "all"),
    ("Biscuit Heist", ("Biscuit Heist", "the biscuit game"), (), "all"),
    ("Lantern Box", ("Lantern Box",), (), "all"),
    ("Teaspoon Duel", ("Teaspoon Duel",), (), "all"),
    ("Tidewick", ("Tidewick",), (), "all"),
    ("Tidewick, saves", ("save", "saves", "saved", "autosave"), ("Tidewick",), "all"),
    ("Big box fatigue", ("big box fatigue", "no shelf space", "too many boxes"), (), "mentions"),
)
# In these something stood out. What is usual in the others, the worker finds out when it starts.
_SCORED = ("Otto", "Lantern Box", "Teaspoon Duel")

FEEDS = (
    ("Table Bark", "https://tablebark.example/new.rss", "forum", False, "tablebark.xml"),
    ("Pine County Ledger", "https://pinecountyledger.example/feed", "press", True, "ledger.xml"),
    ("Vidpond, harbour games", "https://vidpond.example/c/harbour.atom", "video", False,
     "vidpond.xml"),
)  # fmt: skip
_AGO = re.compile(rb"@(\d+)d")

_DAYS = 58
_EVERYDAY = (
    "Played {} until the kettle gave up.",
    "Is {} good with two? Asking for a marriage.",
    "{} came out again tonight. Nobody is speaking to the dog.",
    "My nephew explains the rules of {} better than the booklet.",
    "Traded a very large game for {} and my back says thanks.",
    "{}: lost by one, slept badly, would lose again.",
    "Second evening with {}. The small cards are the good ones.",
    "Somebody at the café had {} and I have questions.",
)
_THINGS = ("Biscuit Heist", "Lantern Box", "Tidewick", "Teaspoon Duel", "Otto the plush dog")
_PLACES = (
    ("Lumenpics", "social", "https://lumenpics.example/p/"),
    ("Threadhollow", "social", "https://threadhollow.example/t/"),
    ("Table Bark", "forum", "https://tablebark.example/c/"),
)
_NAMES = (
    "mossy_kettle", "tram7", "ingrid.k", "deltablue", "paperhat", "the_other_tom", "nanabread",
    "quietgull", "lowtide", "ferrybell", "oatcake", "zweieimer", "lanterna", "crumbs", "tuesdaypie",
)  # fmt: skip

_PHOTO = (
    "The corgi fits the Lantern Box. THE CORGI FITS. Look at his face",
    "whoever put a corgi in a Lantern Box, you saved my week",
    "Lantern Box comes with a corgi now and I will not be told otherwise",
    "that corgi in the Lantern Box is the best thing since the lid was invented",
    "showed the corgi in the box to my whole office. three people ordered Lantern Box",
    "how big is the Lantern Box? corgi sized. finally a unit I understand",
)
_LETTER = (
    "Newsletter says Teaspoon Duel gets a second tin, in green. Take my coat pocket",
    "green tin for Teaspoon Duel! the newsletter made my morning",
    "Teaspoon Duel in green, says the newsletter. my red one is jealous",
)
_KEEPER = (
    "Otto in goal tonight and nothing goes in. What a keeper",
    "OTTO SAVES THE PENALTY. keeper of the season",
    "that penalty. Otto. the keeper of all keepers",
)


def found(cast: "Cast", brand: Brand) -> None:
    """Set up what is listened for, before anybody wrote."""
    lead = _user(cast, "marit")
    for name, any_of, all_of, hears in TOPICS:
        topics.create_query(
            name=name, brand=brand, any_of=any_of, all_of=all_of, hears=hears, by=lead.actor
        )
    topics.ensure_automatic()
    for name, url, place, only_matching, _sample in FEEDS:
        feed = feeds.create_feed(
            brand=brand, name=name, url=url, place=place, only_matching=only_matching, by=lead.actor
        )
        feeds.pause_feed(feed, by=lead.actor)  # their servers are made up


def look_back(cast: "Cast", now: datetime) -> None:
    """Hear what was said elsewhere in sixty days, and say what stood out as it did then."""
    brand = Brand.objects.get()
    marit = _user(cast, "marit")
    for feed in brand.feeds.all():
        sample = next(one[-1] for one in FEEDS if one[1] == feed.url)
        fetching.take_in(feed, _sample(sample, now), now=now - timedelta(minutes=12))
    photo, letter, keeper = (
        (now - timedelta(days=days)).replace(hour=hour, minute=5, second=0)
        for days, hour in ((33, 17), (19, 15), (46, 19))
    )
    posts = [
        *_everyday(now),
        *_burst(_PHOTO, photo, many=46, minutes=4, likes=400),
        *_burst(_LETTER, letter, many=13, minutes=5, likes=9),
        *_burst(_KEEPER, keeper, many=15, minutes=4, likes=3),
    ]
    heard = hear([post for post in posts if post.published_at and post.published_at < now],
                 brand=brand, by=marit.actor, at=now, is_past=True)  # fmt: skip
    _read(heard)
    Query.objects.filter(name__in=_SCORED).update(learned_at=now)
    hours.recount(now)
    for begin, closing, note, closer in (
        (keeper, "false", "A goalkeeper of the same name.", "marit"),
        (photo, "real", "We asked the owner, drew the corgi for the lid, and answered every post.",
         "sol"),
        (letter, "known", "Our own newsletter. Planned.", "marit"),
    ):  # fmt: skip
        _stand_out(begin, closing, note, _user(cast, closer))
    for minutes in (150, 130, 110, 95, 60, 0):
        scoring.score(now - timedelta(minutes=minutes))


def _stand_out(begin: datetime, closing: str, note: str, user: User) -> None:
    """Let the worker look in while it happened, and somebody judge it the next day."""
    for minutes in (35, 60, 120, 200):
        scoring.score(begin + timedelta(minutes=minutes))
    for alert in Alert.objects.ongoing():
        seen = alert.raised_at + timedelta(minutes=6)
        alert = alerts.acknowledge(alert, user=user, by=user.actor, at=seen)
        alerts.close(
            alert, closing=closing, note=note, user=user, by=user.actor,
            at=alert.raised_at + timedelta(hours=19),
        )  # fmt: skip


def _everyday(now: datetime) -> Iterator[Post]:
    chance = Random(417)  # noqa: S311  no secret
    for day in range(_DAYS, 0, -1):
        for number in range(chance.randint(2, 6)):
            at = now - timedelta(days=day, minutes=chance.randint(0, 1200))
            source, place, base = chance.choice(_PLACES)
            yield Post(
                url=f"{base}{day}-{number}",
                author=f"{chance.choice(_NAMES)}{chance.randint(1, 40)}",
                text=chance.choice(_EVERYDAY).format(chance.choice(_THINGS)),
                source=source,
                place=place,
                published_at=at,
                likes=chance.randint(0, 40),
            )


def _burst(
    lines: Sequence[str], begin: datetime, *, many: int, minutes: int, likes: int
) -> Iterator[Post]:
    chance = Random(begin.day)  # noqa: S311  no secret
    for number in range(many):
        source, place, base = _PLACES[number % 2]
        yield Post(
            url=f"{base}{begin:%m%d}-{number}",
            author=f"{_NAMES[number % len(_NAMES)]}_{number}",
            text=lines[number % len(lines)],
            source=source,
            place=place,
            published_at=begin + timedelta(minutes=minutes * number + chance.randint(0, 2)),
            likes=likes + chance.randint(0, 6 * likes),
        )


def _read(heard: Sequence[Mention]) -> None:
    """What a model would say of them, so that the demo tells the same story without one."""
    for mention in heard:
        happy = mention.text in _PHOTO or mention.text in _LETTER
        keep_reading(mention, feeling="positive" if happy else "neutral", intents=())
    Mention.objects.bulk_update(heard, ["feeling", "intents", "read_at"])


def _sample(name: str, now: datetime) -> bytes:
    content = files("unsilo.demo").joinpath("feeds", name).read_bytes()
    is_atom = b"2005/Atom" in content

    def when(found: re.Match[bytes]) -> bytes:
        at = now - timedelta(days=int(found[1]), hours=int(found[1]) % 7)
        return (at.isoformat() if is_atom else http_date(at.timestamp())).encode()

    return _AGO.sub(when, content)


def _user(cast: "Cast", key: str) -> User:
    return next(user for email, user in cast.users.items() if email.startswith(f"{key}@"))

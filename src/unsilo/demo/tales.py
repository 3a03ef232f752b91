"""The stories of the demo as they are written by hand, and who writes of them elsewhere."""

from dataclasses import dataclass

EVERYWHERE = [
    (f, u) for f in ("name", "picture", "words") for u in ("press", "page", "ad", "social")
]
PRESS = [("name", "press"), ("words", "press"), ("words", "page"), ("name", "page")]

# Key of the company, kind, region, reach and where that is from.
OUTLETS = (
    ("breakfast", "trade", "Chicago", 62_000, "outlet"),
    ("ledger", "regional", "Minnesota", 41_000, "outlet"),
    ("harbourlight", "regional", "Bristol", 28_500, "entered"),
    ("longsave", "online", "Toronto", None, ""),
    ("northwater", "broadcast", "Ontario", 90_000, "entered"),
    ("wuerfelpost", "trade", "Kassel", 15_200, "outlet"),
    ("patchwork", "online", "Leeds", 4_100, "measured"),
    ("tidsfordriv", "trade", "Uppsala", 11_000, "outlet"),
)
JOURNALISTS = (
    ("nadia", "breakfast", "Editor", ("games", "people behind games")),
    ("col", "ledger", "Saturday page", ("people", "neighbours")),
    ("ilse", "harbourlight", "Reporter", ("consumers", "safety")),
    ("pascal", "longsave", "Writer", ("saves", "preservation")),
    ("achebe", "northwater", "Host", ("evenings", "small stories")),
    ("wuerfelpost", "wuerfelpost", "Redaktion", ("Spiele",)),
    ("patch", "patchwork", "Owner", ("corrections", "consumers")),
    ("tidsfordriv", "tidsfordriv", "Reporter", ("work", "games")),
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One story as it is written by hand. ``ago`` is when it was flagged, in days."""

    key: str
    by: str
    what: str
    points: tuple[int, int, int, int, int]
    angle: str
    ago: float
    quote: str = ""
    title: str = ""
    breath: str = ""
    messages: tuple[str, ...] = ()
    sensitive: bool = False


WAITING = (
    Told(key="ruben-light", by="bram", what="Deaf player mapped every sound to light",
         points=(1, 3, 3, 0, 2), angle="innovation", ago=5.2),
    Told(key="hillcrest-tides", by="marit", what="A class learns tides from the game",
         points=(0, 1, 1, 1, 3), angle="community_impact", ago=2.1),
    Told(key="bakery-biscuits", by="sol", what="A bakery sells the biscuits of the game",
         points=(0, 2, 1, 0, 1), angle="community_impact", ago=1.2),
)  # fmt: skip
DECLINED = (
    (Told(key="anjali-bug-on-air", by="marit", what="Gulls fixed within the hour, on air",
          points=(2, 1, 1, 2, 0), angle="human_interest", ago=10),
     "not_provable", "The recording is gone, and it is the best part."),
    (Told(key="gull-officer", by="sol", what="Somebody applied as Chief Gull Officer",
          points=(0, 2, 0, 0, 0), angle="human_interest", ago=1.8),
     "timing", "After Second Helping, gladly."),
)  # fmt: skip

LIGHTHOUSE = Told(
    key="edda-lighthouses", by="theo", what="Rebuilt 412 lighthouses from a blurred photograph",
    points=(3, 3, 1, 3, 3), angle="human_interest", ago=40,
    quote="I counted them. You had put back one that I forgot.",
    title="The lighthouse keeper",
    breath="A player of 91 lost six hundred hours of a small harbour to a broken update. A support "
    "agent rebuilt it from a blurred photograph, light by light, and sent it back with the lamps "
    "already lit.",
    messages=("rebuilt 412 lighthouses by hand", "support may take two evenings"),
)  # fmt: skip
MEGABYTES = Told(
    key="brinemother-size", by="marit", what="We said MB, it was GB, and we paid the bill",
    points=(2, 1, 1, 2, 1), angle="transformation", ago=25.4,
    title="4.1 MB, the honest correction",
    breath="Our saved answer said megabytes for eleven months. It was gigabytes. We said so in the "
    "thread, paid the bill, and put the size on the page before the button.",
    messages=("the size stands on the page before the button", "we paid the bill"),
)  # fmt: skip
OTHERS = {
    "asked": Told(
        key="twins-one-oven", by="theo", what="Twins on two coasts share one harbour",
        points=(1, 3, 1, 1, 2), angle="human_interest", ago=12, title="Twins on two coasts",
        breath="One builds by day and one repairs by night, so it is never dark in both.",
    ),
    "ready": Told(
        key="noor-night-shift", by="theo", what="A nurse plays one tide per night shift",
        points=(0, 2, 0, 2, 3), angle="human_interest", ago=11, sensitive=True,
        quote="nobody in it is ill", title="One tide per night shift",
        breath="Eleven minutes at three in the morning, on a break, in a small harbour.",
    ),
    "dog": Told(
        key="silas-ate-it", by="bram", what="The dog really ate the biscuits",
        points=(2, 3, 0, 2, 0), angle="human_interest", ago=13, title="The dog did do it",
        breath="Eleven cards, all of them biscuits. He left the vegetables.",
    ),
    "village": Told(
        key="bjork-westfjords", by="ines", what="A village of 63 plays while the road is closed",
        points=(0, 3, 1, 0, 3), angle="community_impact", ago=27,
        title="Sixty-three players and a swimming pool",
        breath="The road is closed, one box came on the last boat, and there is a league table in "
        "the swimming pool.",
    ),
    "withdrawn": Told(
        key="winston-proposal", by="ines", what="A card that asked for a hand",
        points=(1, 3, 2, 3, 1), angle="human_interest", ago=22, title="The Last Biscuit",
        breath="One card, printed once, slipped into a hand on a Friday.",
    ),
    "denied": Told(
        key="etienne-voisin", by="theo", what="The neighbour opened the parcel and plays it",
        points=(1, 2, 0, 1, 0), angle="human_interest", ago=28, title="The neighbour above",
    ),
    "checking": Told(
        key="otis-petition", by="theo", what="A boy of nine with 214 signatures for a cat",
        points=(0, 3, 1, 1, 1), angle="human_interest", ago=6, title="Petition for cats",
        sensitive=True,
    ),
}  # fmt: skip

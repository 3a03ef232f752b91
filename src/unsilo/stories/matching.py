"""By what an article is recognised: where it stands, and which words of a story it has.

Plain functions over what a mention says; the database is asked elsewhere.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

ENOUGH = 50  # points of 100 from which on an article is proposed
_WORD = re.compile(r"\w{3,}", re.UNICODE)
_URL = re.compile(r"https?://[^\s<>\"')\]]+")
_COMMON = frozenset(
    [
        "the",
        "and",
        "for",
        "that",
        "with",
        "this",
        "from",
        "was",
        "were",
        "are",
        "has",
        "have",
        "had",
        "not",
        "but",
        "you",
        "your",
        "our",
        "they",
        "their",
        "his",
        "her",
        "him",
        "she",
        "who",
        "how",
        "why",
        "what",
        "when",
        "where",
        "will",
        "can",
        "just",
        "about",
        "into",
        "than",
        "then",
        "out",
        "all",
        "one",
        "story",
        "game",
        "games",
        "who’s",
        "its",
        "it’s",
    ]
)
OUTLET, PITCHED, TITLE, THING, WORDS = 30, 20, 35, 15, 35


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it can be recognised: its words, the names of our things, who has it."""

    story_id: int
    title: str
    words: str
    quote: str
    domains: Collection[str]  # of outlets it was pitched to
    journalists: Collection[str]


@dataclass(frozen=True, slots=True)
class Match:
    story_id: int
    points: int
    because: tuple[str, ...]


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").casefold()


def stands_on(url: str, domains: Collection[str]) -> bool:
    host = host_of(url)
    return any(host == one or host.endswith(f".{one}") for one in domains)


def links_in(text: str) -> list[str]:
    return list(dict.fromkeys(one.rstrip(".,;:!?") for one in _URL.findall(text)))


def pulled_through(text: str, key_messages: Sequence[str]) -> list[str]:
    """Which key messages an article carries: most of their words stand in it."""
    there = _content(text)
    found = []
    for message in key_messages:
        words = _content(message)
        if words and len(words & there) / len(words) >= 0.7:
            found.append(message)
    return found


def best(
    *, url: str, author: str, title: str, text: str, told: Sequence[Told], things: Sequence[str]
) -> Match | None:
    """The story an article is about, with the reasons; None when nothing says so clearly."""
    found = [_match(url, author, f"{title}\n{text}", one, things) for one in told]
    found.sort(key=lambda one: (-one.points, -one.story_id))
    return found[0] if found and found[0].points >= ENOUGH else None


def _match(url: str, author: str, text: str, told: Told, things: Sequence[str]) -> Match:
    points, because = 0, []
    if stands_on(url, told.domains):
        points += OUTLET
        because.append(f"outlet:{host_of(url)}")
    who = next(
        (name for name in told.journalists if name and name.casefold() in author.casefold()), ""
    )
    if who:
        points += PITCHED
        because.append(f"journalist:{who}")
    lower = " ".join(text.casefold().split())
    if told.quote and " ".join(told.quote.casefold().split()) in lower:
        points += WORDS
        because.append("quote")
    there = _content(text)
    share = _share(_content(told.title), there)
    if share >= 0.6:
        points += round(TITLE * share)
        because.append("title")
    if _share(_content(told.words), there) >= 0.35:
        points += TITLE
        because.append("words")
    thing = next((one for one in things if one.casefold() in lower), "")
    if thing:
        points += THING
        because.append(f"thing:{thing}")
    return Match(told.story_id, min(points, 100), tuple(because))


def _content(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)} - _COMMON


def _share(wanted: set[str], there: set[str]) -> float:
    return len(wanted & there) / len(wanted) if wanted else 0.0

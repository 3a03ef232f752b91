"""What is new in what people say, and who says it best: plain Python over texts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path

from unsilo.listening.matching import words

MOST_WORDS = 6
LEAST_TEXTS = 3  # that must have a word
LEAST_SHARE = 0.2  # of the texts
TIMES = 4.0  # as frequent as before, at least
PRIOR = 0.5  # texts that every word is held to have been in before
TELLING = 5
# Words that tell nothing by themselves, of the languages that are read here.
LITTLE = frozenset(Path(__file__).with_name("little_words.txt").read_text("utf-8").split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a pair of words, and how many of the texts have it."""

    text: str
    count: int


def new_words(now: Sequence[str], before: Sequence[str]) -> list[Word]:
    """Words that many of the texts have and few had before, most telling first.

    Each text counts once, however often it says a word. A pair takes the place of its two words
    where it is nearly as frequent.
    """
    if not now:
        return []
    counts, past = _texts_with(now), _texts_with(before)
    least = max(LEAST_TEXTS, LEAST_SHARE * len(now))
    found = []
    for word, count in counts.items():
        if count < least or not _says_something(word):
            continue
        share, usual = count / len(now), (past[word] + PRIOR) / (len(before) + 2 * PRIOR)
        if share >= TIMES * usual or (not past[word] and share > usual):
            found.append((count * log(share / usual), word))
    found.sort(key=lambda one: (-one[0], one[1]))
    return [Word(word, counts[word]) for word in _without_parts(found, counts)[:MOST_WORDS]]


def telling(texts: Sequence[str], authors: Sequence[str], new: Sequence[Word]) -> list[int]:
    """Places of up to five texts that have the most of what is new, one of each author."""
    weights = {word.text: log(1 + word.count) for word in new}
    scored = []
    for place, text in enumerate(texts):
        said = words(text)
        held = {*said, *_pairs(said)}
        weight = sum(weights[word] for word in weights.keys() & held)
        brevity = 1.0 / (1.0 + len(said) / 60)
        scored.append((-(weight + brevity), place))
    scored.sort()
    chosen: list[int] = []
    heard: set[str] = set()
    for _score, place in scored:
        if authors[place] not in heard and texts[place].strip():
            heard.add(authors[place])
            chosen.append(place)
        if len(chosen) == TELLING:
            break
    return chosen


def _texts_with(texts: Sequence[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        said = words(text)
        counts.update({*said, *_pairs(said)})
    return counts


def _pairs(said: Sequence[str]) -> list[str]:
    return [f"{one} {two}" for one, two in pairwise(said)]


def _says_something(word: str) -> bool:
    """Holds no little words. Numbers say much: a batch, an order, a price."""
    parts = word.split()
    return all(part.isdigit() or (len(part) > 2 and part not in LITTLE) for part in parts)


def _without_parts(found: Sequence[tuple[float, str]], counts: Counter[str]) -> list[str]:
    names = [word for _weight, word in found]
    pairs = [word for word in names if " " in word]
    covered = {
        part
        for pair in pairs
        for part in pair.split()
        if counts[pair] >= 0.8 * counts[part] and part in counts
    }
    singles = {word for word in names if " " not in word and word not in covered}
    # A pair whose words stand alone as well says nothing more than they do.
    kept = [
        word
        for word in names
        if word in singles or (" " in word and not set(word.split()) & singles)
    ]
    shown: list[str] = []
    for word in kept:
        if not any(set(word.split()) & set(other.split()) for other in shown):
            shown.append(word)
    return shown

"""Text as people write it, as far as a database can tell: a few words everywhere, most words rarely.

Made from a seed, so that two loads are the same. ``NEEDLES`` are words put in by hand, that a search
can look for knowing how often they occur.
"""

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from random import Random

VOCABULARY = 30_000
EXPONENT = 1.05  # of Zipf's law, as found in letters
NEEDLES = tuple(f"quokka{number}" for number in range(100))

_HEAD = (
    "the to and I a of is in it my you for that this have on with not be was are but your we me can "
    "as so if do at when from would or an just there all what any get has they please after been "
    "game box order thank help one out know like time how will now still only had up am which new "
    "more no about could them did back by some then day here want since got first than before who "
    "work other two where also should again try play card board hello email may days parts Monday"
)
_BEGINNINGS = "b br c ch cr d dr f fl g gl h j k kl l m n p pl pr qu r s sh sl st t tr v w z"
_VOWELS = "a e i o u ai ea ee ou"
_ENDS = ("", "n", "r", "s", "l", "nd", "st", "m", "ck", "t")
_FIRST = (
    "Ana Ben Chloe Dana Emil Farah Gus Hana Iris Jonas Kim Lea Milo Nora Otto Pia Rosa Sam Tove Uma"
)
_LAST = (
    "Abel Brandt Costa Duval Eriksen Fox Gray Hale Ito Jensen Khan Lund Moreau Novak Okafor Perez"
)


@cache
def vocabulary() -> tuple[Sequence[str], Sequence[float]]:
    """Words, the most frequent first, and their cumulated weights."""
    dice = Random("vocabulary")
    beginnings, vowels = _BEGINNINGS.split(), _VOWELS.split()
    words = dict.fromkeys(_HEAD.split())
    while len(words) < VOCABULARY:
        syllables = dice.choices((1, 2, 3), (1, 4, 2))[0]
        word = "".join(dice.choice(beginnings) + dice.choice(vowels) for _ in range(syllables))
        words.setdefault(word + dice.choice(_ENDS))
    weights = accumulate(1 / (rank + 2.7) ** EXPONENT for rank in range(VOCABULARY))
    return tuple(words), tuple(weights)


class Writer:
    """Writes names and texts, always the same ones for the same seed."""

    def __init__(self, seed: str) -> None:
        self.dice = Random(seed)
        self._drawn: list[str] = []

    def words(self, count: int) -> list[str]:
        """Drawn in bulk, which is several times quicker than one by one."""
        if len(self._drawn) < count:
            words, weights = vocabulary()
            self._drawn += self.dice.choices(words, cum_weights=weights, k=20_000 + count)
        taken = self._drawn[-count:]
        del self._drawn[-count:]
        return taken

    def line(self, count: int) -> str:
        return " ".join(self.words(count)).capitalize()

    def text(self, count: int) -> str:
        """Sentences in paragraphs, ``count`` words in all."""
        words = self.words(count)
        parts = []
        for start in range(0, count, 11):
            end = ".\n\n" if start % 33 == 22 else ". "
            parts.append(" ".join(words[start : start + 11]).capitalize() + end)
        return "".join(parts).strip()

    def name(self) -> str:
        return f"{self.dice.choice(_FIRST.split())} {self.dice.choice(_LAST.split())}"

"""The fast path: linear heads on hashed words, pairs of words and pieces of words.

What a word adds to each head depends on the word alone, so it is worked out once and remembered;
after that a text costs one look-up a word. Pairs are too many to be remembered, and quick: those of a
text are summed at once. The same sums tell which words decided.
"""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[!?]+|[^\w\s.,;:\"()\[\]/-]")
TOKENS = 400  # of a longer text the first ones
PIECES = (3, 4, 5)  # characters
REMEMBERED = 8_000  # words, a third of a kilobyte each


def tokens_of(cleaned: str) -> list[str]:
    return TOKEN.findall(cleaned.lower())[:TOKENS]


def places_of(token: str, bits: int) -> list[int]:
    """Where the word itself and its pieces lie in a table of 2**bits rows."""
    mask = (1 << bits) - 1
    found = [zlib.crc32(token.encode("utf-8", "replace")) & mask]
    framed = f"<{token[:40]}>"
    if len(framed) > 3:
        for size in PIECES:
            for start in range(len(framed) - size + 1):
                piece = framed[start : start + size].encode("utf-8", "replace")
                found.append(zlib.crc32(piece, size) & mask)
    return found


def pair_place(pair: str, bits: int) -> int:
    return zlib.crc32(pair.encode("utf-8", "replace"), 2) & ((1 << bits) - 1)


def parts_of(tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    """Distinct words and pairs of neighbours, in their order."""
    pairs = [f"{one} {two}" for one, two in pairwise(tokens)]
    return list(dict.fromkeys(tokens)), list(dict.fromkeys(pairs))


@dataclass(frozen=True, slots=True)
class Heads:
    """A table of small whole numbers: one row a place, one column a head, and how to read them."""

    names: tuple[str, ...]
    weights: np.ndarray  # (2**bits, heads) int8
    scale: np.ndarray  # (heads,) what one step is worth
    bias: np.ndarray  # (heads,)
    rarity: np.ndarray  # (2**bits,) uint8, in steps of RARITY_STEP

    @property
    def bits(self) -> int:
        return int(self.weights.shape[0]).bit_length() - 1


RARITY_STEP = 1 / 20


class Linear:
    """All tables together. ``scores`` are log-odds (or log-probabilities of groups) before use."""

    def __init__(self, tables: Sequence[Heads]) -> None:
        self._tables = tables
        self.names = tuple(name for table in tables for name in table.names)
        self._bias = np.concatenate([table.bias for table in tables]).astype(np.float32)
        self._widths = [len(table.names) for table in tables]
        self._known: dict[str, np.ndarray] = {}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Linear":
        """Tables by number, as ``np.load`` gives them: ``0.names``, ``0.weights`` and so on."""
        numbers = sorted({name.split(".")[0] for name in arrays if name[0].isdigit()})
        return cls(
            [
                Heads(
                    names=tuple(str(name) for name in arrays[f"{number}.names"]),
                    weights=arrays[f"{number}.weights"],
                    scale=arrays[f"{number}.scale"],
                    bias=arrays[f"{number}.bias"],
                    rarity=arrays[f"{number}.rarity"],
                )
                for number in numbers
            ]
        )

    def scores(self, cleaned: Sequence[str]) -> np.ndarray:
        """(n, heads) float32."""
        rows = np.empty((len(cleaned), len(self.names)), dtype=np.float32)
        for row, text in zip(rows, cleaned, strict=True):
            words, pairs = parts_of(tokens_of(text))
            if not words:
                row[:] = self._bias
                continue
            found = [self._of_word(word) for word in words]
            if pairs:
                found.append(self._of_pairs(pairs))
            total = np.add.reduce(found)
            length = np.sqrt(total[len(self.names) :])
            total = total[: len(self.names)]
            row[:] = total / np.maximum(np.repeat(length, self._widths), 1e-6) + self._bias
        return rows

    def words(self, cleaned: str, head: str) -> list[tuple[str, float]]:
        """What each word adds to one head, in log-odds; pairs are shared out to their two words."""
        column = self.names.index(head)
        table = int(np.searchsorted(np.cumsum(self._widths), column, side="right"))
        words, pairs = parts_of(tokens_of(cleaned))
        added = dict.fromkeys(words, 0.0)
        squares = 0.0
        for part in (*words, *pairs):
            sums = self._of_pairs([part]) if " " in part else self._of_word(part)
            squares += float(sums[len(self.names) + table])
            of = part.split(" ")
            for word in of:
                added[word] += float(sums[column]) / len(of)
        length = max(squares**0.5, 1e-6)
        return sorted(((word, add / length) for word, add in added.items()), key=lambda it: -it[1])

    def _of_word(self, word: str) -> np.ndarray:
        known = self._known.get(word)
        if known is None:
            known = self._sums([places_of(word, table.bits) for table in self._tables])
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[word] = known
        return known

    def _of_pairs(self, pairs: Sequence[str]) -> np.ndarray:
        return self._sums(
            [[pair_place(pair, table.bits) for pair in pairs] for table in self._tables]
        )

    def _sums(self, places: Sequence[Sequence[int]]) -> np.ndarray:
        """What these places of each table add to each head, then to its squared length.

        (heads + tables,) float32.
        """
        weights, squares = [], []
        for table, of_table in zip(self._tables, places, strict=True):
            rarity = table.rarity[of_table].astype(np.float32) * RARITY_STEP
            weights.append((rarity @ table.weights[of_table].astype(np.float32)) * table.scale)
            squares.append(float(rarity @ rarity))
        return np.concatenate([*weights, np.array(squares, dtype=np.float32)], dtype=np.float32)

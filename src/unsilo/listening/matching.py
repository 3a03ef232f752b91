"""Which queries a text matches: plain Python, one look at each word whatever the number of queries."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_WORDS = re.compile(r"[^\W_]+")
_ENDINGS = re.compile(r"(?<=\w)['’](?:s|t|d|m|re|ve|ll)\b")  # Otto’s is about Otto
# Scripts that put no spaces between words: there a term is looked for anywhere.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
LONGEST = 20_000  # characters of a text that are looked at


@dataclass(frozen=True, slots=True)
class Terms:
    """What a query asks of a text: one of ``any_of``, each of ``all_of``, none of ``none_of``."""

    any_of: Sequence[str] = ()
    all_of: Sequence[str] = ()
    none_of: Sequence[str] = ()


def words(text: str) -> list[str]:
    """The words of a text, without case and without ’s."""
    return _WORDS.findall(_ENDINGS.sub("", text[:LONGEST].casefold()))


def normal(term: str) -> str:
    """A term as it is compared: words parted by single spaces; "" where there is none."""
    return " ".join(words(term))


@dataclass(slots=True)
class Text:
    """A text made ready to be asked for terms."""

    plain: str
    found: frozenset[str]
    line: str

    @classmethod
    def of(cls, text: str) -> "Text":
        found = words(text)
        return cls(text[:LONGEST].casefold(), frozenset(found), f" {' '.join(found)} ")

    def has(self, term: str) -> bool:
        """Whether a normal term is in it, as whole words."""
        if _UNSPACED.search(term):
            return term in self.plain
        return term in self.found or (" " in term and f" {term} " in self.line)


@dataclass(slots=True)
class Matcher:
    """Many queries at once. Each is found by the words it needs, so that most are never looked at."""

    _asked: dict[int, Terms] = field(default_factory=dict)
    _by_word: dict[str, list[int]] = field(default_factory=dict)
    _always: list[int] = field(default_factory=list)

    def add(self, pk: int, terms: Terms) -> None:
        asked = Terms(*(_normals(some) for some in (terms.any_of, terms.all_of, terms.none_of)))
        if not asked.any_of and not asked.all_of:
            return  # nothing is asked for, so nothing is found
        self._asked[pk] = asked
        needed = asked.all_of[:1] or asked.any_of
        if any(_UNSPACED.search(term) for term in needed):
            self._always.append(pk)
            return
        for term in needed:
            self._by_word.setdefault(term.partition(" ")[0], []).append(pk)

    def match(self, text: str) -> set[int]:
        """The queries that a text matches."""
        asked = Text.of(text)
        candidates = set(self._always)
        for word in asked.found & self._by_word.keys():
            candidates.update(self._by_word[word])
        return {pk for pk in candidates if _holds(self._asked[pk], asked)}


def matches(terms: Terms, text: str) -> bool:
    matcher = Matcher()
    matcher.add(0, terms)
    return bool(matcher.match(text))


def _holds(terms: Terms, text: Text) -> bool:
    return (
        (not terms.any_of or any(map(text.has, terms.any_of)))
        and all(map(text.has, terms.all_of))
        and not any(map(text.has, terms.none_of))
    )


def _normals(terms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in map(normal, terms) if one))

"""Puts the parts together: language, both paths, rules; one judgement a text."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from unsilo.triage.reader import rules
from unsilo.triage.reader.encoder import Encoder
from unsilo.triage.reader.fusion import (
    FEELINGS,
    HEADS,
    Mix,
    careful_signals,
    linear_signals,
)
from unsilo.triage.reader.intents import INTENTS
from unsilo.triage.reader.judgement import (
    Feeling,
    Intent,
    Judgement,
    Purchase,
    Reader,
    ReaderMissing,
    Why,
)
from unsilo.triage.reader.language import forget_languages, language_of
from unsilo.triage.reader.target import target_of
from unsilo.triage.reader.text import clean, has_words, says_without_words
from unsilo.triage.reader.tfidf import Linear

WEIGHTS = Path(__file__).parent / "weights"
TOGETHER = 256  # texts that are held at a time
MOST_INTENTS = 4
WHY_WORDS = 3  # a head
BUYING = frozenset({"purchase_intent", "where_to_buy", "availability_restock", "price_value"})
AT = {head: place for place, head in enumerate(HEADS)}


class ModelReader:
    """Reads with the weights of one folder. ``fast`` leaves the encoder out of ``read``."""

    def __init__(self, weights: Path, *, fast: bool) -> None:
        settings = json.loads((weights / "reading.json").read_text("utf-8"))
        self.version: str = settings["version"] + ("-fast" if fast else "")
        self._fast = fast
        self._weights = weights
        self._mix = Mix.from_data(settings["fast" if fast else "careful"])
        thresholds = settings["thresholds"]["fast" if fast else "careful"]
        self._thresholds = np.array([thresholds[name] for name in INTENTS], dtype=np.float32)
        with np.load(weights / "linear.npz") as arrays:
            self._linear = Linear.from_arrays(arrays)
        with np.load(weights / "other.npz") as arrays:
            self._other = Linear.from_arrays(arrays)
        self._other_languages = frozenset(settings["other"]["languages"])
        self._other_threshold = float(settings["other"]["threshold"])
        self._other_slope = float(settings["other"]["slope"])
        self._seen: dict[str, np.ndarray] = {}  # vectors of what was read last

    def read(self, texts: Sequence[str]) -> list[Judgement]:
        found: list[Judgement] = []
        for start in range(0, len(texts), TOGETHER):
            found += self._read([clean(text) for text in texts[start : start + TOGETHER]])
        return found

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        encoder = _encoder(self._weights)
        rows = np.zeros((len(texts), 384), dtype=np.float32)
        for start in range(0, len(texts), TOGETHER):
            cleaned = [clean(text) for text in texts[start : start + TOGETHER]]
            worded = [place for place, text in enumerate(cleaned) if has_words(text)]
            if worded:
                vectors = self._vectors(encoder, [cleaned[place] for place in worded])
                rows[[start + place for place in worded]] = encoder.embed(vectors)
        return rows

    def _vectors(self, encoder: Encoder, texts: list[str]) -> np.ndarray:
        """Who embeds what was just read pays nothing for it."""
        seen = self._seen
        fresh = [text for text in texts if text not in seen]
        if fresh:
            seen = seen | dict(zip(fresh, encoder.vectors(fresh), strict=True))
        return np.stack([seen[text] for text in texts])

    def _read(self, cleaned: list[str]) -> list[Judgement]:
        languages = [language_of(text) for text in cleaned]
        found = [Judgement(language=language) for language in languages]
        english = [
            place
            for place, language in enumerate(languages)
            if language == "en" or says_without_words(cleaned[place])
        ]
        if english:
            texts = [cleaned[place] for place in english]
            for place, text, p in zip(english, texts, self._probabilities(texts), strict=True):
                found[place] = replace(self._english(text, p), language=languages[place])
        for place, language in enumerate(languages):
            if language in self._other_languages:
                found[place] = self._foreign(cleaned[place], language)
        return found

    def _probabilities(self, texts: list[str]) -> np.ndarray:
        linear = linear_signals(self._linear.scores(texts), self._linear.names)
        if self._fast:
            return self._mix.probabilities(linear, None)
        encoder = _encoder(self._weights)
        vectors = encoder.vectors(texts)
        self._seen = dict(zip(texts, vectors, strict=True))
        scores = encoder.scores(vectors)
        return self._mix.probabilities(linear, careful_signals(scores, encoder.names))

    def _english(self, text: str, p: np.ndarray) -> Judgement:
        seen = rules.look(text)
        for head, push in seen.pushes.items():
            odds = np.log(p[AT[head]] / (1 - p[AT[head]]))
            p[AT[head]] = 1 / (1 + np.exp(-(odds + push)))
        feelings = p[:3] * np.array([np.exp(-seen.calm), 1, 1])
        feeling = Feeling(*(round(float(one), 4) for one in feelings / feelings.sum()))
        intents = self._intents(p[-len(INTENTS) :])
        names = {intent.name for intent in intents}
        why = self._why(text, feeling, intents, float(p[AT["bad_faith"]]))
        bearing = next((one.word for one in why if one.head == feeling.label), "")
        buys = bool(BUYING & names)

        def number(head: str) -> float:
            return round(float(p[AT[head]]), 4)

        return Judgement(
            language="en",
            is_read=True,
            sentiment=feeling,
            target=target_of(text, bearing) if feeling.label in ("negative", "positive") else "",
            offensive=number("offensive"),
            hate=number("hate"),
            bad_faith=number("bad_faith"),
            intents=intents,
            urgency=number("urgency"),
            human_touch=number("human_touch"),
            news_value=number("news_value"),
            spam=number("spam_scam"),
            asks_for_person=number("asks"),
            purchase=rules.purchase_of(text) if buys else Purchase(),
            why=why,
        )

    def _intents(self, p: np.ndarray) -> tuple[Intent, ...]:
        """Best first, by how far each is above what it needs."""
        over = p - self._thresholds
        places = [int(place) for place in np.argsort(-over) if over[place] >= 0]
        return tuple(Intent(INTENTS[at], round(float(p[at]), 4)) for at in places[:MOST_INTENTS])

    def _why(
        self, text: str, feeling: Feeling, intents: tuple[Intent, ...], bad_faith: float
    ) -> tuple[Why, ...]:
        heads = [feeling.label] if feeling.label in FEELINGS and feeling.label != "neutral" else []
        heads += [intents[0].name] if intents else []
        heads += ["bad_faith"] if bad_faith >= 0.5 else []
        return tuple(
            Why(word, head, round(weight, 3))
            for head in heads
            for word, weight in self._linear.words(text, head)[:WHY_WORDS]
            if weight > 0
        )

    def _foreign(self, text: str, language: str) -> Judgement:
        """Heads on words and pieces of words only, from few examples: less is said."""
        row = self._other.scores([text])[0] * self._other_slope
        p = dict(zip(self._other.names, (1 / (1 + np.exp(-row))).tolist(), strict=True))
        total = sum(p[name] for name in FEELINGS)
        intents = sorted(
            (
                Intent(name, round(p[name], 4))
                for name in INTENTS
                if p.get(name, 0.0) >= self._other_threshold
            ),
            key=lambda intent: -intent.p,
        )
        return Judgement(
            language=language,
            is_read=True,
            sentiment=Feeling(*(round(p[name] / total, 4) for name in FEELINGS)),
            bad_faith=round(p["bad_faith"], 4),
            intents=tuple(intents[:1]),
            spam=round(p["spam_scam"], 4),
        )


@cache
def _encoder(weights: Path) -> Encoder:
    return Encoder(weights)


@cache
def load(*, fast: bool = False) -> Reader:
    """The reader of this process. Raises ReaderMissing where its weights or packages are not."""
    weights = Path(os.environ.get("UNSILO_TRIAGE_WEIGHTS") or WEIGHTS)
    try:
        reader = ModelReader(weights, fast=fast)
        if not fast:
            _encoder(weights)
    except (OSError, ImportError, KeyError, ValueError) as error:
        raise ReaderMissing from error
    return reader


def unload() -> None:
    """Give the memory back until somebody reads again; loading takes half a second."""
    load.cache_clear()
    _encoder.cache_clear()
    forget_languages()

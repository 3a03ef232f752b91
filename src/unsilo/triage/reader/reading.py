"""Puts the parts together: language, model, rules; one judgement a text."""

import re
import zlib
from collections.abc import Sequence
from functools import cache

import numpy as np

from unsilo.triage.reader import rules
from unsilo.triage.reader.intents import INTENTS
from unsilo.triage.reader.judgement import Feeling, Intent, Judgement, Purchase, Reader
from unsilo.triage.reader.language import language_of

READ_CHARACTERS = 4_000


class RulesReader:
    """What can be said without weights."""

    version = "rules"

    def read(self, texts: Sequence[str]) -> list[Judgement]:
        return [self._read(text[:READ_CHARACTERS]) for text in texts]

    def _read(self, text: str) -> Judgement:
        language = language_of(text)
        if language != "en":
            return Judgement(language=language)
        found = rules.look(text)
        low = text.lower()
        good = sum(
            low.count(word) for word in ("love", "great", "thank", "best", "amazing", "perfect")
        )
        bad = sum(
            low.count(word) for word in ("broken", "worst", "refund", "never", "terrible", "late")
        )
        feeling = Feeling(0.1, 0.8, 0.1)
        if good != bad:
            feeling = Feeling(0.1, 0.2, 0.7) if good > bad else Feeling(0.7, 0.2, 0.1)
        scores = {
            "safety_harm": found.safety, "legal_threat": found.legal, "spam_scam": found.spam,
            "partnership_press_creator": found.press,
            "order_support": 0.7 if found.order_number else 0.0,
            "where_to_buy": 0.8 if re.search(r"where (?:can|do|could) (?:i|we|you) (?:buy|get|find)", low) else 0.0,
            "praise": 0.7 if good > bad else 0.0,
            "complaint_product": 0.6 if bad > good else 0.0,
        }  # fmt: skip
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        buys = scores["where_to_buy"] > 0
        return Judgement(
            language=language,
            is_read=True,
            sentiment=feeling,
            intents=tuple(Intent(name, p) for name, p in ranked if p >= 0.5 and name in INTENTS),
            urgency=found.urgency,
            spam=found.spam,
            asks_for_person=found.asks_for_person,
            purchase=rules.purchase_of(text) if buys else Purchase(),
        )

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Words by chance projection: near-same texts lie near."""
        rows = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text[:READ_CHARACTERS].lower()):
                seed = zlib.crc32(word.encode("utf-8", "surrogatepass"))
                row += np.random.default_rng(seed).standard_normal(384, dtype=np.float32)
            norm = float(np.linalg.norm(row))
            if norm:
                row /= norm
        return rows


@cache
def load(*, fast: bool = False) -> Reader:
    """The reader of this process. Raises ReaderMissing where its weights or packages are not."""
    return RulesReader()

"""A reader whose judgements tests can foresee, and conversations to have read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.tests.conftest import converse, mail
from unsilo.triage.models import Reading
from unsilo.triage.reader import Feeling, Intent, Judgement, Why
from unsilo.triage.services import due, reading

__all__ = ["converse", "mail"]

WORDS = ["love", "hate", "broken", "where", "buy", "refund", "stupid", "now", "otter", "kettle"]


@dataclass
class WordReader:
    """Reads a message by a handful of words; its embedding is which of them there are."""

    version: str = "words-1"
    refuses: str = "\0"
    texts: list[str] = field(default_factory=list)

    def read(self, texts: Sequence[str]) -> list[Judgement]:
        self.texts += texts
        if any(self.refuses in text for text in texts):
            raise ValueError("This text is too much for me.")
        return [self._read(text.casefold()) for text in texts]

    def _read(self, text: str) -> Judgement:
        if not text.strip() or "¿" in text:
            return Judgement(language="es" if text.strip() else "")
        feeling = Feeling(0.1, 0.8, 0.1)
        if "love" in text:
            feeling = Feeling(0.05, 0.05, 0.9)
        elif "hate" in text or "broken" in text:
            feeling = Feeling(0.9, 0.05, 0.05)
        intents = []
        if "where" in text:
            intents.append(Intent("where_to_buy", 0.97))
        if "broken" in text:
            intents.append(Intent("complaint_product", 0.9))
        if "love" in text:
            intents.append(Intent("praise", 0.8))
        return Judgement(
            language="en",
            is_read=True,
            sentiment=feeling,
            bad_faith=0.9 if "stupid" in text else 0.1,
            intents=tuple(intents),
            urgency=0.9 if "now" in text else 0.1,
            news_value=0.8 if "famous" in text else 0.1,
            why=tuple(Why(word, "intent", 1.0) for word in ("where", "broken") if word in text),
        )

    def embed(self, texts: Sequence[str]) -> "np.ndarray[Any, Any]":
        rows = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for place, word in enumerate(WORDS):
                row[place] = word in text.casefold()
            row[300] = 0.1
            row /= np.linalg.norm(row)
        return rows


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> WordReader:
    found = WordReader()
    monkeypatch.setattr(reading, "load", lambda: found)
    return found


Read = Callable[..., Reading]


@pytest.fixture
def read(model: WordReader) -> Read:
    """Have all messages of a conversation read, return the newest reading."""

    def _read(conversation: Conversation) -> Reading:
        messages = list(Message.objects.filter(conversation=conversation).order_by("id"))
        due.await_reading(messages)
        while reading.read_due() != reading.Done():
            pass
        return Reading.objects.current().filter(message__in=messages).latest("message_id")

    return _read

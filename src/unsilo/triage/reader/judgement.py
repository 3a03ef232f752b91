"""What a reading says: plain values, nothing of Django, nothing of the model behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from unsilo.core.errors import UnsiloError

if TYPE_CHECKING:
    import numpy as np

SURE_FEELING = 0.55  # below that, no feeling is named: where it was lower, every second was wrong


class ReaderMissing(UnsiloError):
    """The model that reads messages is not installed."""

    code = "reader_missing"
    status = 503


@dataclass(frozen=True, slots=True)
class Feeling:
    """How the writer feels; the three add up to 1, or are all 0 in what is unread."""

    negative: float = 0.0
    neutral: float = 0.0
    positive: float = 0.0

    @property
    def label(self) -> str:
        best = max(("negative", "neutral", "positive"), key=lambda name: float(getattr(self, name)))
        return best if getattr(self, best) >= SURE_FEELING else "unsure"


@dataclass(frozen=True, slots=True)
class Intent:
    """What the writer wants, by its name in ``intents.INTENTS``."""

    name: str
    p: float


@dataclass(frozen=True, slots=True)
class Purchase:
    """What someone wants to buy, where and by which channel, as they wrote it."""

    product: str = ""
    place: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """A word that spoke for (or, below 0, against) what ``head`` says."""

    word: str
    head: str
    weight: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """The reading of one message. Single numbers are probabilities between 0 and 1."""

    language: str = ""  # ISO 639-1, "" when it can't be told
    is_read: bool = False  # False: no words, or a language nothing here was made for
    sentiment: Feeling = Feeling()
    target: str = ""  # what the feeling is about, "" where nothing is named
    offensive: float = 0.0
    hate: float = 0.0
    bad_faith: float = 0.0
    intents: tuple[Intent, ...] = ()  # best first; none: "not sure"
    urgency: float = 0.0
    human_touch: float = 0.0
    news_value: float = 0.0
    spam: float = 0.0
    asks_for_person: float = 0.0
    purchase: Purchase = Purchase()
    why: tuple[Why, ...] = ()


class Reader(Protocol):
    """Reads texts. It never raises on what a text holds, and takes bounded time for each."""

    version: str

    def read(self, texts: Sequence[str]) -> list[Judgement]:
        """One judgement a text, in their order."""

    def embed(self, texts: Sequence[str]) -> "np.ndarray":
        """Where the texts lie among others: (n, 384) float32, unit length (0 for no words)."""

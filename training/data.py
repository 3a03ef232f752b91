"""Every set the model learns from, as rows with the labels that set has.

Public sets come from the folder that --data names (README.md says which files and from where); the
project's own examples lie in labels/. Splits are decided by hashes, so they hold when rows are added.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from unsilo.triage.reader.intents import INTENTS
from unsilo.triage.reader.text import clean

LABELS = Path(__file__).parent / "labels"
# To learn from only: the plainest examples, as they would flatter a test, and those of many trades,
# which were written without a look at the others, so that what is measured stays what it was.
LEARNT_FROM_ONLY = ("plain.jsonl", "world_*.jsonl")
# Ideas that came after the encoder: the heads behind it learn them, and count them for more.
AFTER_THE_ENCODER = ("x4-", "x5-")
SENTIMENTS = ("negative", "neutral", "positive")
SCALES = ("urgency", "human_touch", "news_value")  # 0..3 in the labels
KIND_EMOTIONS = {
    "admiration", "amusement", "approval", "caring", "gratitude", "joy", "love", "optimism", "pride",
    "relief", "excitement", "desire",
}  # fmt: skip
CROSS_EMOTIONS = {"anger", "annoyance", "disgust"}
SECOND_PERSON = re.compile(r"\b(?:you|your|u|ur|you're|youre|ya)\b|@user", re.IGNORECASE)


@dataclass
class Row:
    """One text; None where the set it comes from does not say."""

    text: str
    source: str
    split: str = "train"  # train, dev or test
    sentiment: int | None = None
    offensive: float | None = None
    hate: float | None = None
    bad_faith: float | None = None
    intents: tuple[str, ...] | None = None  # the first is the primary one
    scales: tuple[float, ...] | None = None
    asks_for_person: float | None = None
    wants: float | None = None  # purchase intent of the public set
    banking: str | None = None
    clinc: str | None = None
    emotions: tuple[str, ...] | None = None
    slots: dict[str, str] = field(default_factory=dict)
    register: str = ""
    idea: str = ""  # of an own example
    language: str = "en"


def share(key: str) -> float:
    """A number in [0, 1) that depends on the key alone."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big") / 2**48


def learnt_from_only(path: Path) -> bool:
    return any(path.match(one) for one in LEARNT_FROM_ONLY)


def held_out(key: str, test: float, dev: float) -> str:
    place = share(key)
    return "test" if place < test else "dev" if place < test + dev else "train"


def load(folder: Path, labels: Path = LABELS) -> list[Row]:
    """Everything, own examples last."""
    rows = [*public(folder), *own(labels)]
    _profanity(rows)
    return rows


def public(folder: Path) -> Iterator[Row]:
    for item in _lines(folder / "semeval_sentiment_train.jsonl.gz"):
        yield Row(clean(item["text"]), "semeval", sentiment=item["label"])
    for item in _lines(folder / "tweeteval_sentiment_val.jsonl.gz"):
        yield Row(clean(item["text"]), "tweeteval", "test", sentiment=item["label"])
    for split, name in (("train", "goemotions_train"), ("test", "goemotions_dev")):
        for item in _lines(folder / f"{name}.jsonl.gz"):
            feeling = item["sentiment"]
            yield Row(
                clean(item["text"]), "goemotions", split,
                sentiment=SENTIMENTS.index(feeling) if feeling in SENTIMENTS else None,
                emotions=tuple(item["emotions"]),
            )  # fmt: skip
    for item in _lines(folder / "davidson_train.jsonl.gz"):
        text = clean(item["text"])
        hate, rude = item["label"] == 0, item["label"] <= 1
        at_someone = SECOND_PERSON.search(text) is not None
        yield Row(
            text, "davidson", held_out(text, 0.1, 0.05),
            offensive=float(rude), hate=float(hate),
            bad_faith=0.9 if hate else None if rude and at_someone else 0.25 if rude else 0.0,
        )  # fmt: skip
    for name in ("banking77", "clinc150"):
        for item in _lines(folder / f"{name}_train.jsonl.gz"):
            text = clean(item["text"])
            row = Row(text, name, held_out(text, 0.1, 0.05), offensive=0.0, hate=0.0, bad_faith=0.0)
            if name == "banking77":
                row.banking = item["intent"]
            else:
                row.clinc = item["intent"]
            yield row
    for item in _lines(folder / "purchase_intent_train.jsonl.gz"):
        text = clean(item["text"])
        yield Row(
            text, "purchase", held_out(text, 0.2, 0.1),
            wants=float(item["purchase_intent"]), hate=0.0, bad_faith=0.0,
        )  # fmt: skip


def own(labels: Path = LABELS) -> Iterator[Row]:
    """The project's own English examples, split by idea (``t``), so that no variation crosses."""
    for path in sorted(labels.glob("*.jsonl")):
        if path.name == "other_languages.jsonl":
            continue
        for item in _lines(path):
            if item.get("lang", "en") != "en":
                continue
            yield Row(
                clean(item["text"]), "own",
                "train" if learnt_from_only(path) else held_out(item["t"], 0.15, 0.1),
                sentiment=SENTIMENTS.index(item.get("sentiment") or "neutral"),
                offensive=float(item.get("offensive", 0)),
                hate=float(item.get("hate", 0)),
                bad_faith=float(item.get("bad_faith", 0)),
                intents=tuple(name for name in item["intents"] if name in INTENTS),
                scales=tuple(min(float(item.get(name, 0)) / 3, 1.0) for name in SCALES),
                asks_for_person=min(float(item.get("asks_for_person", 0)), 1.0),
                slots=item.get("slots") or {},
                register=item.get("register", ""),
                idea=item["t"],
            )  # fmt: skip


def _profanity(rows: list[Row]) -> None:
    """Weak labels for public rows that say nothing of offence, from alt-profanity-check (MIT).

    Its opinion is used where it is clear; what it holds for rude is bad faith only where the writer
    is also cross with someone. Own rows are never touched.
    """
    from profanity_check import predict_prob

    asked = [row for row in rows if row.source in ("semeval", "goemotions", "purchase", "davidson")]
    for row, p in zip(asked, predict_prob([row.text for row in asked]).tolist(), strict=True):
        cross = row.sentiment == 0 or bool(CROSS_EMOTIONS & set(row.emotions or ()))
        if row.source == "davidson":
            if row.bad_faith is None:
                row.bad_faith = 0.7 if p > 0.8 else 0.3
            continue
        row.offensive = float(p)
        if p < 0.3:
            row.hate = 0.0
            row.bad_faith = 0.0 if not cross else None
        elif p > 0.8 and cross and SECOND_PERSON.search(row.text):
            row.bad_faith = 0.7


def _lines(path: Path) -> Iterator[dict]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)

"""Heads for German, French, Spanish, Italian, Portuguese and Dutch.

There is no public set for them that weights may be made from, so they learn from few examples
(labels/other_languages.jsonl) and from lists of telling words (labels/other_words.json): words and
pieces of words in one table for all six. Figures are from five-fold cross-validation by idea, so that
no example is judged by its translation; the lists are the same in each fold.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from training import data
from training.calibrate import curve
from training.tfidf import SEED, Features, small
from unsilo.cli.talk import say
from unsilo.triage.reader.intents import INTENTS
from unsilo.triage.reader.text import clean

BITS = 15
FOLDS = 5
LEAST = 35  # examples of an intent, below which it has no head
STRENGTH = 10.0
WORD_COUNTS = 2.0  # of an example
FELT = {"negative": "negative", "positive": "positive", "neutral": "neutral", "praise": "positive",
        "troll_bait": "negative", "where_to_buy": "neutral"}  # fmt: skip


def rows() -> list[dict]:
    lines = (data.LABELS / "other_languages.jsonl").read_text("utf-8").splitlines()
    return [{**item, "text": clean(item["text"])} for item in map(json.loads, lines)]


def words() -> list[dict]:
    """Telling words as examples; one that speaks of an intent says little of feeling."""
    lists = json.loads((data.LABELS / "other_words.json").read_text("utf-8"))
    return [
        {"text": clean(word), "of": FELT.get(name, ""), "intent": name if name in INTENTS else ""}
        for heads in lists.values()
        for name, listed in heads.items()
        for word in listed
    ]


def truth_of(item: dict, head: str) -> int | None:
    """Whether an example or a word is one for a head; None where it doesn't say."""
    if "of" not in item:
        if head == "bad_faith":
            return item.get("bad_faith", 0)
        return int(head in item["intents"] or head == item["sentiment"])
    if head in data.SENTIMENTS:
        return int(item["of"] == head) if item["of"] else None
    if head == "bad_faith":
        return int(item["intent"] == "troll_bait")
    return int(item["intent"] == head) if item["intent"] or item["of"] == "neutral" else None


def heads_of(items: list[dict]) -> list[str]:
    counts = {name: sum(name in item["intents"] for item in items) for name in INTENTS}
    often = [name for name, count in counts.items() if count >= LEAST]
    return [*data.SENTIMENTS, "bad_faith", *often]


def fitted(features: Features, items: list[dict], head: str) -> LogisticRegression:
    known = [(item, t) for item in items if (t := truth_of(item, head)) is not None]
    return LogisticRegression(
        C=STRENGTH, solver="liblinear", class_weight="balanced", random_state=SEED
    ).fit(
        features.rows([item["text"] for item, _ in known]),
        [truth for _, truth in known],
        sample_weight=[WORD_COUNTS if "of" in item else 1.0 for item, _ in known],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    arguments = parser.parse_args()
    items, listed = rows(), words()
    names = heads_of(items)
    truths = {name: [truth_of(item, name) or 0 for item in items] for name in names}
    folds = [int(data.share(item["t"]) * FOLDS) for item in items]
    scores = np.zeros((len(items), len(names)))
    for fold in range(FOLDS):
        learn = [item for item, one in zip(items, folds, strict=True) if one != fold] + listed
        judge = [at for at, one in enumerate(folds) if one == fold]
        features = Features(BITS).fit([item["text"] for item in learn])
        table = features.rows([items[at]["text"] for at in judge])
        for column, name in enumerate(names):
            scores[judge, column] = fitted(features, learn, name).decision_function(table)

    intents = names[4:]
    truth = np.array([truths[name] for name in intents]).T
    slope, offset = curve(scores[:, 4:].ravel(), truth.ravel().astype(float))
    p = 1 / (1 + np.exp(-(slope * scores[:, 4:] + offset)))
    threshold = max(
        np.arange(0.35, 0.6, 0.05),
        key=lambda t: f1_score(truth, _best(p, t), average="macro", zero_division=0),
    )
    figures: dict[str, dict[str, float]] = defaultdict(dict)
    for language in sorted({item["lang"] for item in items}):
        at = [place for place, item in enumerate(items) if item["lang"] == language]
        felt = [data.SENTIMENTS.index(items[place]["sentiment"]) for place in at]
        figures[language] = {
            "examples": len(at),
            "sentiment": f1_score(felt, scores[at, :3].argmax(1), average="macro"),
            "intents": f1_score(
                truth[at], _best(p[at], threshold), average="macro", zero_division=0
            ),
            "bad_faith": f1_score([truths["bad_faith"][i] for i in at], scores[at, 3] > 0),
        }
        say(
            f"{language} { ({name: round(value, 3) for name, value in figures[language].items()}) }"
        )

    features = Features(BITS).fit([item["text"] for item in items + listed])
    models = [fitted(features, items + listed, name) for name in names]
    weights, scale = small([model.coef_[0] for model in models])
    np.savez_compressed(
        arguments.weights / "other.npz",
        **{
            "0.names": np.array(names),
            "0.weights": weights,
            "0.scale": scale,
            "0.bias": np.array([model.intercept_[0] for model in models], np.float32),
            "0.rarity": features.rarity,
        },
    )
    (arguments.weights / "other.json").write_text(
        json.dumps(
            {
                "languages": sorted(figures),
                "slope": slope,
                "offset": offset,
                "threshold": round(float(threshold), 3),
                "figures": figures,
            }
        )
    )


def _best(p: np.ndarray, threshold: float) -> np.ndarray:
    said = np.zeros(p.shape, dtype=int)
    top = p.argmax(1)
    rows = np.arange(len(p))
    said[rows, top] = p[rows, top] >= threshold
    return said


if __name__ == "__main__":
    main()

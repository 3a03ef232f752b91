"""Heads for German, French, Spanish, Italian, Portuguese and Dutch, from labels/other_languages.jsonl.

There is no public set for them that weights may be made from, so they are few examples strong:
words and pieces of words in one table for all six. Figures are from five-fold cross-validation by
idea, so that no example is judged by its translation.
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
LEAST = 20  # examples of an intent, below which it has no head


def rows() -> list[dict]:
    lines = (data.LABELS / "other_languages.jsonl").read_text("utf-8").splitlines()
    return [{**item, "text": clean(item["text"])} for item in map(json.loads, lines)]


def heads_of(items: list[dict]) -> dict[str, list[int]]:
    """What each head should say of each example."""
    truths = {name: [int(item["sentiment"] == name) for item in items] for name in data.SENTIMENTS}
    truths["bad_faith"] = [item.get("bad_faith", 0) for item in items]
    for name in INTENTS:
        truth = [int(name in item["intents"]) for item in items]
        if sum(truth) >= LEAST:
            truths[name] = truth
    return truths


def fitted(features: Features, items: list[dict], truth: list[int]) -> LogisticRegression:
    return LogisticRegression(
        C=10.0, solver="liblinear", class_weight="balanced", random_state=SEED
    ).fit(features.rows([item["text"] for item in items]), truth)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    arguments = parser.parse_args()
    items = rows()
    truths = heads_of(items)
    names = list(truths)
    folds = [int(data.share(item["t"]) * FOLDS) for item in items]
    scores = np.zeros((len(items), len(names)))
    for fold in range(FOLDS):
        learn = [at for at, one in enumerate(folds) if one != fold]
        judge = [at for at, one in enumerate(folds) if one == fold]
        features = Features(BITS).fit([items[at]["text"] for at in learn])
        table = features.rows([items[at]["text"] for at in judge])
        for column, name in enumerate(names):
            model = fitted(
                features, [items[at] for at in learn], [truths[name][at] for at in learn]
            )
            scores[judge, column] = model.decision_function(table)

    intents = names[4:]
    truth = np.array([truths[name] for name in intents]).T
    slope, offset = curve(scores[:, 4:].ravel(), truth.ravel().astype(float))
    p = 1 / (1 + np.exp(-(slope * scores[:, 4:] + offset)))
    threshold = max(
        np.arange(0.2, 0.6, 0.05),
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

    features = Features(BITS).fit([item["text"] for item in items])
    models = [fitted(features, items, truths[name]) for name in names]
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

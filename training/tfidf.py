"""Fits the fast path: logistic regressions on the features of unsilo.triage.reader.tfidf."""

import argparse
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from training import data
from unsilo.cli.talk import say
from unsilo.triage.reader.intents import INTENTS
from unsilo.triage.reader.tfidf import (
    RARITY_STEP,
    pair_place,
    parts_of,
    places_of,
    tokens_of,
)

PUBLIC_BITS, OWN_BITS = 18, 16
SEED = 20261122
LEAST_STEPS = 2  # weights below that take room and say nothing
OWN_TIMES = 2  # rows of a public set that an own example counts for: all about as much as SemEval


class Features:
    """Texts as rows of a sparse table; rarity is learnt from the texts of ``fit``."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self._known: dict[str, list[int]] = {}
        self.rarity = np.zeros(1 << bits, dtype=np.uint8)

    def fit(self, texts: list[str]) -> "Features":
        counts = np.zeros(1 << self.bits)
        for text in texts:
            counts[list(set(self._places(text)))] += 1
        rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
        rarity[counts == 0] = 0
        self.rarity = np.clip(np.round(rarity / RARITY_STEP), 0, 255).astype(np.uint8)
        return self

    def rows(self, texts: list[str]) -> sparse.csr_matrix:
        value = self.rarity.astype(np.float32) * RARITY_STEP
        indices, values, ends = [], [], [0]
        for text in texts:
            places = np.array(self._places(text), dtype=np.int64)
            weights = value[places] if len(places) else np.zeros(0, np.float32)
            length = float(np.sqrt(weights @ weights)) or 1.0
            indices.append(places)
            values.append(weights / length)
            ends.append(ends[-1] + len(places))
        table = sparse.csr_matrix(
            (np.concatenate(values), np.concatenate(indices), ends),
            shape=(len(texts), 1 << self.bits),
        )
        table.sum_duplicates()
        return table

    def _places(self, text: str) -> list[int]:
        words, pairs = parts_of(tokens_of(text))
        found: list[int] = []
        for word in words:
            if word not in self._known:
                self._known[word] = places_of(word, self.bits)
            found += self._known[word]
        return found + [pair_place(pair, self.bits) for pair in pairs]


def small(columns: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Weights as int8, one step size a head; the largest 0.02 % are cut, the smallest are left out."""
    table = np.stack(columns, axis=1)
    scale = np.array([np.quantile(np.abs(c[c != 0]), 0.9998) / 127 for c in columns], np.float32)
    steps = np.clip(np.round(table / scale), -127, 127).astype(np.int8)
    steps[np.abs(steps) < LEAST_STEPS] = 0
    return steps, scale


def public_table(rows: list[data.Row]) -> dict[str, np.ndarray]:
    """Feeling, offence, hate, bad faith and wanting: heads with much public data."""
    own = [row for row in rows if row.source == "own"]
    features = Features(PUBLIC_BITS).fit([row.text for row in rows if row.source != "clinc150"])
    names: list[str] = []
    columns, biases = [], []

    def add(name: str, chosen: list[data.Row], truth: list[int], strength: float) -> None:
        counts = [OWN_TIMES if row.source == "own" else 1 for row in chosen]
        model = LogisticRegression(
            C=strength, solver="liblinear", max_iter=200, random_state=SEED
        ).fit(features.rows([row.text for row in chosen]), truth, sample_weight=counts)
        names.append(name)
        columns.append(model.coef_[0])
        biases.append(float(model.intercept_[0]))
        say(f"{name}: {len(chosen)} rows")

    felt = [
        row for row in rows
        if row.sentiment is not None
        and (row.source in ("semeval", "own") or data.share(row.text) < 0.4)
    ]  # fmt: skip
    for at, name in enumerate(data.SENTIMENTS):
        add(name, felt, [int(row.sentiment == at) for row in felt], 3.0)
    for name, least in (("offensive", 0.3), ("hate", 0.3), ("bad_faith", 0.3)):
        clear = [
            row for row in rows
            if (value := getattr(row, name)) is not None and not least < value < 0.6
            and (row.source in ("davidson", "own") or value > 0.5 or data.share(row.text) < 0.35)
        ]  # fmt: skip
        add(name, clear, [int(getattr(row, name) > 0.5) for row in clear], 3.0)
    wants = [row for row in rows if row.wants is not None]
    buys = [row for row in own if row.intents]
    add(
        "wants", wants + buys,
        [int(row.wants) for row in wants]
        + [int("purchase_intent" in (row.intents or ())) for row in buys], 10.0,
    )  # fmt: skip
    weights, scale = small(columns)
    return {
        "names": np.array(names), "weights": weights, "scale": scale,
        "bias": np.array(biases, np.float32), "rarity": features.rarity,
    }  # fmt: skip


def own_table(rows: list[data.Row]) -> dict[str, np.ndarray]:
    """The 23 intents, the scales and asking for a person: heads with own examples only."""
    own = [row for row in rows if row.source == "own"]
    features = Features(OWN_BITS).fit([row.text for row in own])
    table = features.rows([row.text for row in own])
    names, columns, biases = [], [], []
    truths = {name: [int(name in row.intents) for row in own] for name in INTENTS}
    truths["asks"] = [int(row.asks_for_person > 0) for row in own]
    for at, name in enumerate(data.SCALES):
        truths[name] = [int(row.scales[at] > 0.5) for row in own]
    for name, truth in truths.items():
        if len(set(truth)) < 2:
            truth[0] = 1 - truth[0]
        model = LogisticRegression(
            C=20.0, solver="liblinear", max_iter=200, random_state=SEED, class_weight={0: 1, 1: 3}
        ).fit(table, truth)
        names.append(name)
        columns.append(model.coef_[0])
        biases.append(float(model.intercept_[0]))
    weights, scale = small(columns)
    return {
        "names": np.array(names), "weights": weights, "scale": scale,
        "bias": np.array(biases, np.float32), "rarity": features.rarity,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    arguments = parser.parse_args()
    rows = [row for row in data.load(arguments.data) if row.split == "train"]
    tables = {"0": public_table(rows), "1": own_table(rows)}
    arrays = {f"{at}.{name}": array for at, one in tables.items() for name, array in one.items()}
    np.savez_compressed(arguments.weights / "linear.npz", **arrays)


if __name__ == "__main__":
    main()

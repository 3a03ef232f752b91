"""Turns scores into probabilities and decides thresholds, on the development rows only."""

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from training import data
from unsilo.triage.reader.encoder import Encoder
from unsilo.triage.reader.fusion import (
    FEELINGS,
    HEADS,
    SCALES,
    Mix,
    careful_signals,
    linear_signals,
)
from unsilo.triage.reader.intents import INTENTS
from unsilo.triage.reader.tfidf import Linear

VERSION = "2026.11-4"
# Decided beforehand, as there is no second development set for feelings: the careful path counts
# twice, and half of what SemEval has too little of the rare feelings is given back (the other half
# was in the loss).
FEELING_SHARE = 2 / 3
SHARES = (1.0, 0.8, 0.65, 0.5)
# Words show an insult, but only the careful path sees that a claim stands beside it.
FAITH_SHARES = (1.0, 0.9, 0.8)
AT = {head: place for place, head in enumerate(HEADS)}


def signals(weights: Path, texts: list[str]) -> dict[str, np.ndarray]:
    with np.load(weights / "linear.npz") as arrays:
        linear = Linear.from_arrays(arrays)
    encoder = Encoder(weights)
    return {
        "fast": linear_signals(linear.scores(texts), linear.names),
        "careful": careful_signals(encoder.scores(encoder.vectors(texts)), encoder.names),
    }


def truth_of(row: data.Row, head: str) -> float | None:
    """What the row says of a head; None where it does not say."""
    if head in INTENTS:
        return None if row.intents is None else float(head in row.intents)
    if head in SCALES:
        return None if row.scales is None else float(row.scales[SCALES.index(head)])
    if head in ("asks", "wants"):
        return row.asks_for_person if head == "asks" else row.wants
    if row.source != "own" and (head == "bad_faith" or row.source != "davidson"):
        return None  # weak labels are for learning
    value: float | None = getattr(row, head)
    return value


def curve(signal: np.ndarray, truth: np.ndarray, strength: float = 1.0) -> tuple[float, float]:
    """Slope and offset of the logistic curve; scales are weighted halves of yes and no."""
    model = LogisticRegression(C=strength, max_iter=500)
    twice = np.concatenate([signal, signal])[:, None]
    model.fit(
        twice,
        np.repeat([1, 0], len(signal)),
        sample_weight=np.concatenate([truth, 1 - truth]) + 1e-9,
    )
    return max(float(model.coef_[0, 0]), 0.05), float(model.intercept_[0])


def loss(signal: np.ndarray, truth: np.ndarray, slope: float, offset: float) -> float:
    p = np.clip(1 / (1 + np.exp(-(slope * signal + offset))), 1e-6, 1 - 1e-6)
    return float(-(truth * np.log(p) + (1 - truth) * np.log(1 - p)).mean())


def calibrate(rows: list[data.Row], weights: Path) -> dict[str, object]:
    # How sure to be of feelings is also asked of TweetEval's rows: that moves no decision.
    dev = [row for row in rows if row.split == "dev" or row.source == "tweeteval"]
    found = signals(weights, [row.text for row in dev])
    prior = np.bincount([row.sentiment for row in rows if row.source == "semeval"], minlength=3)
    prior = prior / prior.sum()
    settings: dict[str, object] = {"version": VERSION, "thresholds": {}}
    for path in ("careful", "fast"):
        shares = SHARES if path == "careful" else (0.0,)
        heads = _feelings(dev, found, path, prior)
        for head in HEADS[3 : -len(INTENTS)]:
            at = [(i, t) for i, row in enumerate(dev) if (t := truth_of(row, head)) is not None]
            tried = FAITH_SHARES if head == "bad_faith" and path == "careful" else shares
            heads[head] = _best_of(found, [i for i, _ in at], [t for _, t in at], head, tried)
        own = [i for i, row in enumerate(dev) if row.intents is not None]
        heads |= _intents([dev[i] for i in own], found, own, shares)
        settings[path] = heads
        settings["thresholds"][path] = _thresholds([dev[i] for i in own], found, own, heads, path)
    return settings


def _mixed(found: dict[str, np.ndarray], head: str, share: float) -> np.ndarray:
    column = AT[head]
    return share * found["careful"][:, column] + (1 - share) * found["fast"][:, column]


def _feelings(dev, found, path, prior) -> dict[str, dict[str, float]]:
    share = FEELING_SHARE if path == "careful" else 0.0
    own = [i for i, row in enumerate(dev) if row.sentiment is not None]
    mixed = np.stack([_mixed(found, name, share)[own] for name in FEELINGS], axis=1)
    truth = np.array([dev[i].sentiment for i in own])
    offset = -0.5 * np.log(prior)
    offset -= offset.mean()

    def cost(slope: float) -> float:
        logs = slope * (mixed + offset)
        logs -= np.log(np.exp(logs).sum(1, keepdims=True))
        return float(-logs[np.arange(len(truth)), truth].mean())

    slope = min(np.arange(0.5, 2.01, 0.05), key=cost)
    return {
        name: {"share": share, "slope": float(slope), "offset": float(slope * offset[at])}
        for at, name in enumerate(FEELINGS)
    }


def _best_of(found, at, truth, head, shares) -> dict[str, float]:
    truth = np.array(truth)
    tried = []
    for share in shares:
        signal = _mixed(found, head, share)[at]
        slope, offset = curve(signal, truth)
        tried.append((loss(signal, truth, slope, offset), share, slope, offset))
    _, share, slope, offset = min(tried)
    return {"share": share, "slope": slope, "offset": offset}


def _intents(dev, found, own, shares) -> dict[str, dict[str, float]]:
    """One curve for all 23, as each alone has few examples here."""
    truth = np.array([[float(name in row.intents) for name in INTENTS] for row in dev]).ravel()
    tried = []
    for share in shares:
        signal = np.stack([_mixed(found, name, share)[own] for name in INTENTS], axis=1).ravel()
        slope, offset = curve(signal, truth)
        tried.append((loss(signal, truth, slope, offset), share, slope, offset))
    _, share, slope, offset = min(tried)
    return {name: {"share": share, "slope": slope, "offset": offset} for name in INTENTS}


def _thresholds(dev, found, own, heads, path) -> dict[str, float]:
    """The one threshold with the best mean F1; then each its own, drawn towards the common one."""
    careful = found["careful"][own] if path == "careful" else None
    p = Mix.from_data(heads).probabilities(found["fast"][own], careful)[:, -len(INTENTS) :]
    truth = np.array([[name in row.intents for name in INTENTS] for row in dev])

    def f1(column: int, threshold: float) -> float:
        said = p[:, column] >= threshold
        both = (said & truth[:, column]).sum()
        return float(2 * both / max(said.sum() + truth[:, column].sum(), 1))

    grid = np.arange(0.15, 0.61, 0.025)
    common = max(grid, key=lambda t: np.mean([f1(column, t) for column in range(len(INTENTS))]))
    thresholds = {}
    for column, name in enumerate(INTENTS):
        best = max(grid, key=lambda t: f1(column, t) - 0.3 * abs(t - common))
        thresholds[name] = round(float((common + best) / 2), 3)
    return thresholds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    arguments = parser.parse_args()
    settings = calibrate(data.load(arguments.data), arguments.weights)
    settings["other"] = json.loads((arguments.weights / "other.json").read_text("utf-8"))
    (arguments.weights / "reading.json").write_text(json.dumps(settings, indent=1) + "\n", "utf-8")
    (arguments.weights / "other.json").unlink()


if __name__ == "__main__":
    main()

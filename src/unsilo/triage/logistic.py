"""Logistic regression on embeddings, in numpy: small enough to be read, quick enough for thousands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Matrix = np.ndarray[Any, np.dtype[np.float32]]

ROUNDS = 300
STEP = 2.0
PENALTY = 1e-4  # keeps the weights of a few hundred examples in 384 dimensions from running away


@dataclass(frozen=True, slots=True)
class Regression:
    """``weights`` has a row for each class; its last column is the constant."""

    classes: tuple[str, ...]
    weights: Matrix

    def probabilities(self, vectors: Matrix) -> Matrix:
        return _softmax(_with_constant(vectors) @ self.weights.T)


def fit(vectors: Matrix, labels: Sequence[str]) -> Regression:
    """Learn to tell the labels apart; rare ones weigh as much as common ones, up to a limit."""
    classes = tuple(sorted(set(labels)))
    index = np.array([classes.index(label) for label in labels])
    inputs = _with_constant(vectors)
    wanted = np.eye(len(classes), dtype=np.float32)[index]
    counts = wanted.sum(axis=0)
    weight = np.minimum(counts.max() / counts, 5.0)[index]
    weight = (weight / weight.sum()).astype(np.float32)[:, None]
    weights = np.zeros((len(classes), inputs.shape[1]), dtype=np.float32)
    momentum = np.zeros_like(weights)
    for _round in range(ROUNDS):
        error = (_softmax(inputs @ weights.T) - wanted) * weight
        momentum = 0.9 * momentum + error.T @ inputs + PENALTY * weights
        weights -= STEP * momentum
    return Regression(classes, weights)


def _with_constant(vectors: Matrix) -> Matrix:
    return np.hstack([vectors, np.ones((len(vectors), 1), dtype=np.float32)])


def _softmax(scores: Matrix) -> Matrix:
    raised: Matrix = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Matrix = raised / raised.sum(axis=1, keepdims=True)
    return shares

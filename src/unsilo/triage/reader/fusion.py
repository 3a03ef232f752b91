"""From the scores of both paths to probabilities: mixed where that measured better, calibrated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from unsilo.triage.reader.intents import INTENTS

FEELINGS = ("negative", "neutral", "positive")
FLAGS = ("offensive", "hate", "bad_faith", "wants", "asks")
SCALES = ("urgency", "human_touch", "news_value")
HEADS = (*FEELINGS, *FLAGS, *SCALES, *INTENTS)
WANTS, BUYS = HEADS.index("wants"), HEADS.index("purchase_intent")
SPAN = 30.0  # log-odds beyond that are certainty
# Wanting is learnt from tweets about phones: where it is clear, what exceeds this many log-odds counts
# for the intent to buy as well.
CLEARLY_WANTS = 1.0
EARLIER = 0.5  # what the head on the earlier layers counts for a feeling


@dataclass(frozen=True, slots=True)
class Mix:
    """One number a head: the share of the careful path, then slope and offset of a logistic curve."""

    share: np.ndarray
    slope: np.ndarray
    offset: np.ndarray

    @classmethod
    def from_data(cls, data: Mapping[str, Mapping[str, float]]) -> "Mix":
        return cls(
            *(
                np.array([data[head][name] for head in HEADS], dtype=np.float32)
                for name in ("share", "slope", "offset")
            )
        )

    def probabilities(self, linear: np.ndarray, careful: np.ndarray | None) -> np.ndarray:
        """(n, HEADS). The three feelings add up to 1; all others stand alone."""
        mixed = linear if careful is None else self.share * careful + (1 - self.share) * linear
        return calibrated(mixed, self.slope, self.offset)


def calibrated(mixed: np.ndarray, slope: np.ndarray, offset: np.ndarray) -> np.ndarray:
    lifted = mixed * slope + offset
    lifted[:, BUYS] += np.maximum(lifted[:, WANTS] - CLEARLY_WANTS, 0)
    lifted = np.clip(lifted, -SPAN, SPAN)
    found = 1 / (1 + np.exp(-lifted))
    feelings = np.exp(lifted[:, :3] - lifted[:, :3].max(axis=1, keepdims=True))
    found[:, :3] = feelings / feelings.sum(axis=1, keepdims=True)
    return np.asarray(found, dtype=np.float32)


def linear_signals(scores: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """The fast path's scores in the order of HEADS, feelings as log-probabilities."""
    found = scores[:, [names.index(head) for head in HEADS]]
    feelings = -np.log1p(np.exp(-np.clip(found[:, :3], -SPAN, SPAN)))
    found[:, :3] = feelings - _log_sum(feelings)
    return found


def careful_signals(scores: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """The careful path's scores in the order of HEADS, feelings as log-probabilities.

    A feeling is seen by two heads, an intent by three: one chooses the primary one, one says each for
    itself, and one was fitted to earlier layers when the encoder was finished, which counts as much
    as the other two.
    """

    def columns(head: str, wanted: Sequence[str]) -> Any:
        return scores[:, [names.index(f"{head}.{name}") for name in wanted]]

    felt, again = columns("sentiment", FEELINGS), columns("again", FEELINGS)
    feelings = (1 - EARLIER) * (felt - _log_sum(felt)) + EARLIER * (again - _log_sum(again))
    primary = columns("primary", INTENTS)
    primary = np.clip(primary - _log_sum(primary), -SPAN, -1e-4)
    odds = primary - np.log(-np.expm1(primary))
    return np.concatenate(
        [
            feelings - _log_sum(feelings),
            columns("flags", (*FLAGS, *SCALES)),
            (odds + columns("intents", INTENTS)) / 4 + columns("again", INTENTS) / 2,
        ],
        axis=1,
    ).astype(np.float32)


def _log_sum(logs: np.ndarray) -> Any:
    top = logs.max(axis=1, keepdims=True)
    return top + np.log(np.exp(logs - top).sum(axis=1, keepdims=True))

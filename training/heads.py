"""Asks the finished encoder once more for the 23 intents, with heads fitted to its vectors.

The heads it was trained with know its training rows by heart. Regularised ones on the same vectors,
and on what is left in them of the first model, err elsewhere: all together beat each alone.
"""

import argparse
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from training import data
from unsilo.triage.reader.encoder import Encoder
from unsilo.triage.reader.intents import INTENTS

STRENGTH = 3.0
RARE = {0: 1, 1: 3}  # what a yes counts for


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    arguments = parser.parse_args()
    path = arguments.weights / "heads.npz"
    with np.load(path) as kept:
        arrays = {name: kept[name] for name in kept.files if not name.startswith("again")}
    wide = 2 * arrays["first"].shape[0]
    arrays["again"] = np.zeros((len(INTENTS), wide), np.float16)
    arrays["again_bias"] = np.zeros(len(INTENTS), np.float16)
    np.savez_compressed(path, **arrays)  # an encoder wants some

    rows = [row for row in data.own() if row.split == "train"]
    encoder = Encoder(arguments.weights)
    seen = encoder.both(encoder.vectors([row.text for row in rows]))
    for at, name in enumerate(INTENTS):
        model = LogisticRegression(C=STRENGTH, max_iter=300, class_weight=RARE).fit(
            seen, [int(name in row.intents) for row in rows]
        )
        arrays["again"][at] = model.coef_[0]
        arrays["again_bias"][at] = model.intercept_[0]
    np.savez_compressed(path, **arrays)


if __name__ == "__main__":
    main()

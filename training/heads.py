"""Asks the finished encoder once more for the feelings and the 23 intents.

The heads it was trained with know its training rows by heart. Regularised ones on the layers before
the last, which know less of them, err elsewhere: all together beat each alone.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper
from sklearn.linear_model import LogisticRegression

from training import data
from unsilo.triage.reader.encoder import LAYERS, VECTOR, Encoder
from unsilo.triage.reader.fusion import FEELINGS
from unsilo.triage.reader.intents import INTENTS

STRENGTH = 4.0
RARE = {0: 1, 1: 3}  # what a yes counts for
UNSEEN_TIMES = 3.0  # an example that the encoder was not trained with, and so can't know by heart
PUBLIC = {"semeval": 0.2}  # how much of a set the feelings are asked of
PUBLIC_TIMES = 0.7


def layers_model(encoder: Path) -> bytes:
    """The part of a model that gives out the means over the three layers before the last.

    Put behind the bytes of ``encoder.onnx`` it adds its nodes and its output to that model.
    """
    nodes = {name: node for node in onnx.load(encoder).graph.node for name in node.output}
    mean = nodes["vector"]
    whole, count = nodes[mean.input[0]], mean.input[1]
    mask, axis = nodes[whole.input[0]].input[1], whole.input[1]
    added = []
    for at in range(LAYERS):
        layer = (
            f"/body/encoder/layer.{5 - LAYERS + at}/output/LayerNorm/LayerNormalization_output_0"
        )
        added += [
            helper.make_node("Mul", [layer, mask], [f"masked.{at}"]),
            helper.make_node("ReduceSum", [f"masked.{at}", axis], [f"sum.{at}"], keepdims=0),
            helper.make_node("Div", [f"sum.{at}", count], [f"mean.{at}"]),
        ]
    means = [f"mean.{at}" for at in range(LAYERS)]
    added.append(helper.make_node("Concat", means, ["layers"], axis=1))
    model = onnx.ModelProto()
    model.graph.node.extend(added)
    model.graph.output.append(
        helper.make_tensor_value_info("layers", TensorProto.FLOAT, ["n", LAYERS * VECTOR])
    )
    part: bytes = model.SerializeToString()
    return part


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    arguments = parser.parse_args()
    (arguments.weights / "layers.onnx").write_bytes(
        layers_model(arguments.weights / "encoder.onnx")
    )
    path = arguments.weights / "heads.npz"
    with np.load(path) as kept:
        arrays = {name: kept[name] for name in kept.files if not name.startswith("again")}
    heads = (*FEELINGS, *INTENTS)
    arrays["again"] = np.zeros((len(heads), LAYERS * VECTOR), np.float16)
    arrays["again_bias"] = np.zeros(len(heads), np.float16)
    np.savez_compressed(path, **arrays)  # an encoder wants some

    encoder = Encoder(arguments.weights)
    own = [row for row in data.own() if row.split == "train"]
    public = [
        row for row in data.public(arguments.data)
        if row.split == "train" and row.sentiment is not None
        and data.share(row.text) < PUBLIC.get(row.source, 0.0)
    ]  # fmt: skip
    seen = encoder.layers(encoder.vectors([row.text for row in own + public]))
    counts = np.array(
        [UNSEEN_TIMES if row.idea.startswith(data.AFTER_THE_ENCODER) else 1.0 for row in own]
        + [PUBLIC_TIMES] * len(public)
    )
    feelings = LogisticRegression(C=STRENGTH, max_iter=300).fit(
        seen, [row.sentiment for row in own + public], sample_weight=np.minimum(counts, 1.0)
    )  # there are enough for these: tweets must not drown in them
    arrays["again"][:3], arrays["again_bias"][:3] = feelings.coef_, feelings.intercept_
    for at, name in enumerate(INTENTS, start=3):
        model = LogisticRegression(C=STRENGTH, max_iter=300, class_weight=RARE).fit(
            seen[: len(own)],
            [int(name in (row.intents or ())) for row in own],
            sample_weight=counts[: len(own)],
        )
        arrays["again"][at] = model.coef_[0]
        arrays["again_bias"][at] = model.intercept_[0]
    np.savez_compressed(path, **arrays)


if __name__ == "__main__":
    main()

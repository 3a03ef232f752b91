"""Makes the weights from the data, in this order: encoder, fast path, other languages, figures."""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "src" / "unsilo" / "triage" / "reader" / "weights"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--work", type=Path, default=ROOT / ".state" / "training")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--test-sets", type=Path, help="official test sets, TweetEval's format")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only-evaluate", action="store_true")
    arguments = parser.parse_args()
    data = ["--data", str(arguments.data)]
    weights = ["--weights", str(arguments.weights)]
    before = arguments.work / "public"  # the weights before the own examples, for one figure

    if not arguments.only_evaluate:
        for phase in ("public", "all", "last"):
            step(
                "encoder", *data, "--out", str(arguments.work), "--phase", phase,
                "--threads", str(arguments.threads),
            )  # fmt: skip
        step("export", "--checkpoint", str(arguments.work / "public.pt"), "--weights", str(before))
        step("export", "--checkpoint", str(arguments.work / "last.pt"), *weights)
        for folder in (weights, ["--weights", str(before)]):
            step("heads", *data, *folder)
        step("tfidf", *data, *weights)
        step("other", *weights)
        step("calibrate", *data, *weights)
    test_sets = ["--test-sets", str(arguments.test_sets)] if arguments.test_sets else []
    public = ["--public-weights", str(before)] if (before / "tokenizer.json.gz").exists() else []
    step("evaluate", *data, *weights, *public, *test_sets)


def step(name: str, *words: str) -> None:
    subprocess.run([sys.executable, "-m", f"training.{name}", *words], check=True, cwd=ROOT)  # noqa: S603


if __name__ == "__main__":
    main()
